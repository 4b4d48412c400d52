"""Look at workflows: what they name in AWS Batch and S3 must be there, and fit."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from batch_relay.cli.diagnosis.account import Deployment
from batch_relay.cli.diagnosis.findings import Finding, examine
from batch_relay.client import Client
from batch_relay.compute.definitions import find_definition
from batch_relay.connection import Services
from batch_relay.domain.definitions import Analysis, workflow_from_json
from batch_relay.domain.errors import RefusedError

_REFERENCE = re.compile(r"Ref::([A-Za-z0-9_-]+)")
_OUTPUT_BUCKET = re.compile(r"s3://([^/{}]+)/")


def workflows_in_use(client: Client) -> list[str]:
    """Return the workflows that projects were run with."""
    projects = [client.project(each.name) for each in client.projects()]
    return sorted({run.workflow for project in projects for run in project.runs})


def examine_workflow(
    client: Client, services: Services, deployment: Deployment | None, name: str
) -> Iterator[Finding]:
    """Look at each analysis of the newest version; what it may use is known by `deployment`."""
    definition = workflow_from_json(client.workflow(name).definition)
    for analysis in definition.analyses:
        subject = f"workflow {name}, analysis {analysis.index + 1} ({analysis.job_definition})"
        yield examine(subject, partial(_analysis, services, deployment, analysis))


def _analysis(services: Services, deployment: Deployment | None, analysis: Analysis) -> str:
    found: Mapping[str, Any] = find_definition(services.batch(), analysis.job_definition)
    if deployment:
        _expect_granted(deployment, analysis)
    wanted = references(found)
    given = set(analysis.parameters) | set(found.get("parameters") or {})
    if missing := wanted - given:
        named = ", ".join(f"Ref::{name}" for name in sorted(missing))
        msg = f"Its command wants {named}; add what is missing to the workflow's parameters."
        raise RefusedError(msg)
    unused = set(analysis.parameters) - wanted
    return "it fits" + (f", but nothing reads {', '.join(sorted(unused))}" if unused else "")


def references(definition: Mapping[str, Any]) -> set[str]:
    """Return the names that a job definition's command refers to."""
    container = definition.get("containerProperties") or {}
    return set(_REFERENCE.findall(json.dumps(container.get("command") or [])))


def _expect_granted(deployment: Deployment, analysis: Analysis) -> None:
    queue = analysis.queue.rpartition("/")[2]
    if queue not in deployment.queues:
        msg = f"Queue {queue} is not one of the stack's JobQueues; add it, and deploy."
        raise RefusedError(msg)
    buckets = {found[1] for uri in analysis.outputs if (found := _OUTPUT_BUCKET.match(uri))}
    if strange := buckets - set(deployment.buckets):
        named = ", ".join(sorted(strange))
        msg = f"Bucket {named} is not one of the stack's OutputBuckets; add it, and deploy."
        raise RefusedError(msg)
