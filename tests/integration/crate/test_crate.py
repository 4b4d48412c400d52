"""The provenance of a run, as the command writes it and the profile's own validator reads it."""

import json
from dataclasses import replace

import boto3
import pytest

from batch_relay.cli.main import main
from batch_relay.connection import Services
from batch_relay.domain.attempts import Attempt
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import START, analysis, analysis_key, sample
from tests.in_process import InProcess

RUN = RunKey(project="demo", workflow="assembly")
REVISION = "arn:aws:batch:us-east-1:111122223333:job-definition/spades:3"
DIGEST = "a" * 64
OUTPUT, DENIED = "s3://results/S 1/contigs.fa", "s3://elsewhere/S2/contigs.fa"
WORKFLOW = {
    "workflow_name": "assembly",
    "analyses": [
        {
            "job_definition": "spades:3",
            "queue": "spot",
            "outputs": ["s3://results/{sample}/contigs.fa"],
            "parameters": {"reads": "{file}", "primer": "{primer}"},
        }
    ],
}
CSV = "sample,file,primer\nS1,s3://reads/S1.fq,515F\nS2,s3://reads/S2.fq,806R\n"


class Relay(InProcess):
    """The API in this process, beside AWS in this process."""

    def services(self, profile=""):
        return Services(session=boto3.Session(region_name="us-east-1"))


def attempt(number, status, **more):
    given = {"generation": 1, "job_id": f"job-{number}", "queue": "spot", "memory": 512}
    return Attempt(
        number=number,
        status=status,
        submitted_at=START,
        started_at=START,
        stopped_at=START,
        definition=REVISION,
        image=f"111122223333.dkr.ecr.us-east-1.amazonaws.com/spades@sha256:{DIGEST}",
        **given | more,
    )


FAILED = attempt(1, AnalysisStatus.FAILED, reason="exit code 1", decision="again")
SUCCEEDED = attempt(2, AnalysisStatus.SUCCEEDED)


def begin(ports, name, status, history, output):
    version = ports.workflows.newest["assembly"].version
    begun = sample(name, of=RUN, version=version, analyses=1, status=status, reason="why")
    file = f"s3://reads/{name}.fq"
    columns = {"sample": name, "file": file, "primer": "515F"}
    row = replace(begun.sample, file=file, columns=columns)
    ports.samples.begin(replace(begun, sample=row))
    given = {"status": history[-1].status, "history": history, "outputs": (output,)}
    given |= {"version": version}
    ports.analyses.save(analysis(analysis_key(name=name, of=RUN), job_id="job-2", **given))


@pytest.fixture
def relay(aws, tmp_path, monkeypatch):
    """Sample S1 succeeded at its second attempt, S2 failed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assembly.json").write_text(json.dumps(WORKFLOW))
    (tmp_path / "metadata.csv").write_text(CSV)
    service = Relay()
    run(service, "workflow", "put", "assembly.json")
    run(
        service, "project", "import", "demo", "--metadata", "metadata.csv", "--workflow", "assembly"
    )
    begin(service.ports, "S1", SampleStatus.SUCCEEDED, (FAILED, SUCCEEDED), OUTPUT)
    begin(service.ports, "S2", SampleStatus.FAILED, (FAILED,), DENIED)
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="results")
    s3.put_object(Bucket="results", Key="S 1/contigs.fa", Body=b"ACGT")
    return service


def run(service, *arguments):
    with pytest.raises(SystemExit) as done:
        main(list(arguments), target=service)
    assert not done.value.code


@pytest.fixture
def crate(relay, tmp_path):
    run(relay, "run", "crate", "demo", "assembly", "--output", "crate")
    return tmp_path / "crate"


@pytest.fixture
def graph(crate):
    told = json.loads((crate / "ro-crate-metadata.json").read_text())
    return {entity["@id"]: entity for entity in told["@graph"]}


def test_the_crate_keeps_to_the_workflow_run_profile(crate, faults_of):
    assert faults_of(crate) == []


def test_a_crate_that_breaks_the_profile_would_be_seen(crate, faults_of):
    metadata = crate / "ro-crate-metadata.json"
    metadata.write_text(metadata.read_text().replace("wfrun/workflow/0.5", "elsewhere"))
    assert [one for one in faults_of(crate) if "Workflow Run Crate profile" in one]


def test_an_output_has_its_etag(graph):
    (etag,) = (one["value"] for one in graph.values() if one.get("propertyID") == "ETag")
    assert etag == "f1f8f4bf413b16ad135722aa4591043e"
    assert graph["s3://results/S%201/contigs.fa"]["contentSize"] == "4"


def test_an_object_that_may_not_be_read_says_so(graph):
    assert graph[DENIED]["description"].startswith("not readable: ")


def test_an_attempt_tells_revision_digest_and_parameters(graph):
    done = graph["#attempt/S1/1/1/2"]
    assert done["instrument"] == {"@id": REVISION}
    assert graph[done["containerImage"]["@id"]]["sha256"] == DIGEST
    values = {graph[one["@id"]]["name"]: graph[one["@id"]]["value"] for one in done["object"]}
    assert values == {"reads": "s3://reads/S1.fq", "primer": "515F"}


def test_an_attempt_that_failed_tells_why_and_what_was_decided(graph):
    failed = graph["#attempt/S1/1/1/1"]
    assert (failed["error"], failed["actionStatus"]["@id"][-18:]) == (
        "exit code 1",
        "FailedActionStatus",
    )
    assert failed["description"].endswith("; again")


def test_a_sample_is_an_execution_of_the_workflow(graph, crate):
    done = graph["#sample/S1"]
    assert (done["instrument"], done["result"]) == (
        {"@id": "workflow.json"},
        [{"@id": "s3://results/S%201/contigs.fa"}],
    )
    assert json.loads((crate / "workflow.json").read_text()) == WORKFLOW


def test_every_reference_leads_somewhere(graph):
    listed = {one["@id"] for one in graph["./"]["mentions"] + graph["./"]["hasPart"]}
    assert listed <= graph.keys()
