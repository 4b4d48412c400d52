import json

import pytest

from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from tests.examples import sample
from tests.in_process import InProcess

WORKFLOW = {
    "workflow_name": "famli",
    "analyses": [
        {
            "job_definition": "trim:1",
            "queue": "spot",
            "outputs": ["s3://results/{project_name}/{sample}.fq"],
            "parameters": {"reads": "{file}"},
        }
    ],
}
RUN = RunKey(project="p", workflow="famli")
CSV = "sample,file\na,s3://reads/a.fq\nb,s3://reads/b.fq\n"


@pytest.fixture
def service():
    return InProcess()


@pytest.fixture
def http(service):
    with service.http() as client:
        yield client


@pytest.fixture
def ports(service):
    return service.ports


@pytest.fixture
def put_workflow(http):
    """Register a workflow; `changed` keys replace those of the definition."""

    def put(**changed):
        return http.put("/workflows/famli", content=json.dumps(WORKFLOW | changed))

    return put


@pytest.fixture
def post_csv(http):
    """Import a CSV; keyword arguments go into the query."""

    def post(csv=CSV, project="p", headers=None, **query):
        given = {"Content-Type": "text/csv", **(headers or {})}
        return http.post(f"/projects/{project}", content=csv, params=query, headers=given)

    return post


@pytest.fixture
def run(put_workflow, post_csv):
    put_workflow()
    post_csv(workflow="famli")
    return "/projects/p/runs/famli"


@pytest.fixture
def begun(run, ports):
    """Let a sample begin, and perhaps end."""

    def begin(name, status=SampleStatus.RUNNING):
        version = ports.workflows.newest["famli"].version
        ports.samples.begin(sample(name, of=RUN, version=version, analyses=1, status=status))

    return begin
