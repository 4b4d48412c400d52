import json

import boto3
import pytest

from tests.e2e.amplicon.derive import DATA

ROLE = "arn:aws:iam::123456789012:role/amplicon"


@pytest.fixture
def setup(run_command, capsys):
    def setup(*args: str) -> list[str]:
        run_command(["amplicon-setup", *args])
        return capsys.readouterr().out.split("\n")[:-1]

    return setup


@pytest.fixture
def newest():
    """The newest revision of amplicon-trim."""

    def newest():
        client = boto3.client("batch")
        found = client.describe_job_definitions(jobDefinitionName="amplicon-trim")
        return max(found["jobDefinitions"], key=lambda item: item["revision"])

    return newest


def test_each_file_is_uploaded_to_its_folder(setup, bucket):
    setup()
    assert {item.key for item in bucket.objects.all()} == {
        *(f"reads/sam{specimen}{mate}.fastq.gz" for specimen in "12" for mate in "FR"),
        "references/16s_reference.fa.gz",
        "references/phix_genome.fa",
    }


def test_what_was_uploaded_is_what_is_here(setup, bucket):
    setup()
    for item in bucket.objects.all():
        assert item.get()["Body"].read() == (DATA / item.key.partition("/")[2]).read_bytes()


def test_every_tool_gets_a_job_definition(setup, bucket):
    registered = [line for line in setup() if line.startswith("registered")]
    tools = ("assign", "report", "screen", "trim")
    assert registered == [f"registered amplicon-{tool}" for tool in tools]


def test_nothing_is_done_twice(setup, bucket):
    setup()
    assert setup() == ["Everything is there already"]


def test_a_file_that_differs_is_uploaded_again(setup, bucket):
    setup()
    bucket.put_object(Key="reads/sam1F.fastq.gz", Body=b"something else")
    assert setup() == ["uploaded s3://amplicon/reads/sam1F.fastq.gz"]


def test_an_image_and_a_role_make_a_new_revision(setup, bucket, newest):
    setup()
    setup("--image", "example/amplicon", "--job-role", ROLE)
    properties = newest()["containerProperties"]
    assert (newest()["revision"], properties["image"]) == (2, "example/amplicon")
    assert properties["jobRoleArn"] == ROLE


def test_the_definition_is_written_for_the_bucket_and_the_queue(setup, bucket, tmp_path):
    boto3.client("s3").create_bucket(Bucket="mine")
    setup("--bucket", "mine", "--queue", "spot", "--workflow", f"{tmp_path}/w.json")
    written = json.loads((tmp_path / "w.json").read_text())
    assert written["bucket"] == "mine"
    assert {analysis["queue"] for analysis in written["analyses"]} == {"spot"}


def test_a_bucket_that_is_missing_is_one_line(setup, aws):
    with pytest.raises(SystemExit, match=r"amplicon-setup: s3://nowhere/.*NoSuchBucket"):
        setup("--bucket", "nowhere")


def test_a_region_that_is_missing_is_one_line(setup, bucket, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with pytest.raises(SystemExit, match=r"^amplicon-setup: AWS Batch: You must specify a region"):
        setup()
