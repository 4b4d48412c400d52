"""A run's summary: once when all samples have ended, whatever became of them."""

import json
from contextlib import closing

import pytest

from batch_relay.local.account import OUTPUT_BUCKET
from batch_relay.wire.operations import ResubmitRequest
from tests.e2e.project import Project

# Copies the list of samples to where the test finds it, under the generation of the summary.
COPY = (
    "python -c \"import boto3, sys; _, _, bucket, key = sys.argv[1].split('/', 3);"
    "s3 = boto3.client('s3'); body = s3.get_object(Bucket=bucket, Key=key)['Body'].read();"
    f"s3.put_object(Bucket='{OUTPUT_BUCKET}', Key=sys.argv[2], Body=body)\""
    " '{samples_uri}' '{project_name}/list/'$BATCH_RELAY_GENERATION"
)


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path, summary=COPY)) as made:
        yield made


def listed(project, generation):
    """The list of samples that a job of the summary was given, by name."""
    key = f"{project.name}/list/{generation}"
    body = project.aws("s3").get_object(Bucket=OUTPUT_BUCKET, Key=key)["Body"].read()
    return {line["sample"]: line for line in map(json.loads, body.splitlines())}


def test_it_runs_when_all_samples_have_ended_and_again_after_a_resubmission(project):
    project.post({"good": "true", "bad": "[ $BATCH_RELAY_GENERATION = 2 ] || exit 3"})
    first = project.summary_ended()
    assert (project.run().status, first.status) == ("FAILED", "SUCCEEDED")
    samples = listed(project, 1)
    assert {name: one["status"] for name, one in samples.items()} == {
        "good": "SUCCEEDED",
        "bad": "FAILED",
    }
    assert samples["good"]["outputs"] == [[f"s3://{OUTPUT_BUCKET}/{project.name}/good/0"]]
    project.api.resubmit(project.name, project.name, ResubmitRequest())
    second = project.summary_ended(generation=2)
    assert (project.run().status, second.status) == ("SUCCEEDED", "SUCCEEDED")
    assert listed(project, 2)["bad"]["status"] == "SUCCEEDED"
