#!/usr/bin/env bash
# The main job on real reads: a stack on this machine, six samples, four analyses each.
set -euo pipefail
cd "$(dirname "$0")"

# Its own place and a fresh start, whatever other stack there is.
export BATCH_RELAY_HOME="${BATCH_RELAY_HOME:-$PWD/../../.batch-relay/demo}"
export BATCH_RELAY_LOCAL=1
sample=sam2_c_needs_more_memory

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; "$@"; }

trap 'batch-relay local down' EXIT
batch-relay local reset --yes
say batch-relay local up --bucket amplicon --queue amplicon
eval "$(batch-relay local env)"
say amplicon-setup
say batch-relay workflow put workflow.json
say batch-relay project import demo --metadata metadata.csv --workflow amplicon
say batch-relay run status demo amplicon --watch
say batch-relay sample show demo amplicon "$sample"
say batch-relay run start demo amplicon # Again: every output exists, so no job is submitted.
say batch-relay run status demo amplicon --watch
say amplicon-reports --project demo
