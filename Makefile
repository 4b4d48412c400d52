# Everything a person types: `make demo`, `make test`, `make check`, `make build`, `make deploy`, `make clean`.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup
setup: .venv/.done

.venv/.done: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements/dev.txt)"
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/dev.txt --editable . --editable examples/amplicon
	touch $@

# Re-pin every dependency after a change in pyproject.toml or layers/deps/requirements.in.
.PHONY: lock
lock: .venv/.done
	$(BIN)/uv pip compile --quiet --python $(BIN)/python --python-version 3.11 --universal --no-header --no-annotate \
	  --extra local --group dev --group examples pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --python $(BIN)/python --python-version 3.11 --universal --no-header --no-annotate \
	  layers/deps/requirements.in --output-file layers/deps/requirements.txt
	$(BIN)/uv pip compile --quiet --python $(BIN)/python --python-version 3.11 --universal --no-header --no-annotate \
	  requirements/audit.in --output-file requirements/audit.txt
	$(BIN)/uv pip compile --quiet --python $(BIN)/python --python-version 3.11 --universal --no-header --no-annotate \
	  requirements/docs.in --output-file requirements/docs.txt

# Apart from the rest: it wants older versions of what others want newer.
.venv/audit/.done: requirements/audit.txt .venv/.done
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/audit
	$(BIN)/uv pip install --quiet --python .venv/audit/bin/python -r requirements/audit.txt
	touch $@

# At the end, what the functions' roles may do is compared with what the tests had them do.
.PHONY: test
test: setup
	rm -rf .permissions && mkdir .permissions
	PERMISSIONS_FOLDER=$(CURDIR)/.permissions $(BIN)/pytest --numprocesses 2 --dist loadfile
	$(BIN)/python -m tests.e2e.permissions .permissions

# Scenarios by the thousand: `make simulate N=20000`; `make simulate SEED=7` replays one, with its trace.
N ?= 5000
FIRST ?= 0
.PHONY: simulate
simulate: setup
	$(BIN)/python -m tests.simulation.simulate $(if $(SEED),--seed $(SEED),--count $(N) --first $(FIRST))

# How fast, how large, how many calls, into docs/benchmarks.md: `make bench`, or one of them with
# `make bench ONLY=import`; `SMALL=1` tries it out and writes nothing. The other workflow engines it
# compares with go to a folder of their own.
.PHONY: bench
bench: setup .bench/.done
	POWERTOOLS_LOG_LEVEL=CRITICAL $(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(SMALL),--small)

.bench/.done: benchmarks/requirements.txt
	$(PYTHON) -m venv .bench/venv
	$(BIN)/uv pip install --quiet --python .bench/venv/bin/python -r $<
	touch $@

# Keys of known shapes are searched for everywhere, but in DNA, which has some; what looks random, or is
# called a password, in the product itself: tests and copies of AWS's events are full of both.
SECRETS := .venv/audit/bin/detect-secrets-hook
SHAPES := $(addprefix --disable-plugin ,Base64HighEntropyString HexHighEntropyString KeywordDetector)

.PHONY: check
check: setup docs .venv/audit/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cfn-lint template.yaml compute/template.yaml examples/notices/*.yaml
	$(BIN)/statelint statemachines/*.json
	SAM_CLI_TELEMETRY=0 $(BIN)/sam validate --lint --region us-east-1 --template template.yaml
	SAM_CLI_TELEMETRY=0 $(BIN)/sam validate --lint --region us-east-1 --template compute/template.yaml
	.venv/audit/bin/checkov --config-file .checkov.yaml
	git ls-files -z ':!*.fa' | xargs -0 $(SECRETS) $(SHAPES)
	git ls-files -z functions layers dashboard statemachines compute '*.yaml' '*.toml' | xargs -0 $(SECRETS)
	$(BIN)/python .ci/advisories.py requirements/*.txt layers/deps/requirements.txt

# The pictures of the page in docs/images; needs Chromium.
.PHONY: screenshots
screenshots: setup
	$(BIN)/python -m tests.browser.screenshots

# The session in the README, typed on a stack of its own.
.PHONY: session
session: setup
	$(BIN)/python -m tests.e2e.session

# The API's document, from its code, and the page that tells it.
.PHONY: openapi
openapi: setup
	$(BIN)/python -m batch_relay.routes.openapi > docs/openapi.json
	$(BIN)/python -m manual.api > docs/api-reference.md

# The command's reference, from its commands.
.PHONY: cli-reference
cli-reference: setup
	$(BIN)/python -m batch_relay.cli.reference > docs/cli-reference.md

# All that is written from the code.
.PHONY: reference
reference: openapi cli-reference
	$(BIN)/python -m manual.events > docs/events-reference.md
	$(BIN)/python -m manual.parameters > docs/parameters.md
	$(BIN)/batch-relay workflow schema > docs/workflow.schema.json

# The site of docs/, into site/: it asks no other host for anything, and may be read from the disk.
.PHONY: docs
docs: setup .venv/docs/.done
	NO_MKDOCS_2_WARNING=1 PYTHONPATH=. .venv/docs/bin/mkdocs build --quiet --strict --clean
	$(BIN)/python -m manual.closed site

.venv/docs/.done: requirements/docs.txt .venv/.done
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/docs
	$(BIN)/uv pip install --quiet --python .venv/docs/bin/python -r requirements/docs.txt
	touch $@

# For AWS: layers of the template's default architecture and runtime.
.PHONY: build
build: setup
	SAM_CLI_TELEMETRY=0 $(BIN)/sam build

.PHONY: deploy
deploy: build
	SAM_CLI_TELEMETRY=0 $(BIN)/sam deploy --guided

# What a release publishes.
.PHONY: dist
dist: setup
	rm -rf dist
	$(BIN)/uv build --quiet --python $(BIN)/python

.PHONY: clean
clean:
	rm -rf .venv .bench .crate .permissions .aws-sam .batch-relay dist site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Six samples of real reads through four tools, on a stack of this machine.
.PHONY: demo
demo: setup
	examples/amplicon/demo.sh
