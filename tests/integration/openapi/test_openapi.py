"""Whatever is sent, the API answers as its document says, and never by failing."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from batch_relay.domain.runs import RunKey
from batch_relay.routes.openapi import document
from tests.examples import sample
from tests.in_process import InProcess
from tests.integration.openapi.travelling import URL, session_with

SCHEMA = schemathesis.openapi.from_dict(json.loads(document()))
SCHEMA.config.update(base_url=URL)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# What is there to be asked about; other names lead to 404.
KNOWN = {"workflow": "w", "project": "p", "sample": "a", "queue": "spot"}
ANALYSIS = {"job_definition": "d:1", "queue": "spot", "outputs": [], "parameters": {"in": "{file}"}}
DEFINITION = {"workflow_name": "w", "analyses": [ANALYSIS]}

bounded = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def begun():
    """Return a service with a workflow, a project and a run."""
    service = InProcess()
    http = service.http()
    http.put("/workflows/w", json=DEFINITION).raise_for_status()
    csv = {"content": "sample,file\na,s3://b/a\n", "headers": {"Content-Type": "text/csv"}}
    http.post("/projects/p?workflow=w", **csv).raise_for_status()
    key = RunKey(project="p", workflow="w")
    version = service.ports.workflows.newest["w"].version
    service.ports.samples.begin(sample("a", of=key, version=version, analyses=1))
    return service


def known(case):
    """Ask about what is there, in whatever way."""
    case.path_parameters = {name: KNOWN.get(name, "x") for name in case.path_parameters or {}}
    return case


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_request_is_answered_as_documented(operation, mode):
    session = session_with(begun())
    cases = operation.as_strategy(generation_mode=mode)

    @bounded
    @given(cases | cases.map(known))
    def answered(case):
        case.call_and_validate(session=session, checks=CHECKS)

    answered()


def test_requests_that_follow_from_answers_are_answered_as_documented():
    class Machine(SCHEMA.as_state_machine()):
        def setup(self):
            self.session = session_with(begun())

        def get_call_kwargs(self, case):
            return {"session": self.session}

        def validate_response(self, response, case, **kwargs):
            case.validate_response(response, checks=CHECKS)

    run_state_machine_as_test(Machine, settings=settings(bounded, stateful_step_count=8))
