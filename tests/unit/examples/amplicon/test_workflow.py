import json
from typing import Any

import pytest

from amplicon.setup import upload
from tests.e2e.amplicon.derive import EXAMPLE, derive, sample_rows

PROJECT = "demo"
ROWS = sample_rows()


def variables(workflow: dict[str, Any], row: dict[str, str]) -> dict[str, str]:
    """The template variables of a sample that the example uses."""
    constants = {name: workflow[name] for name in ("workflow_name", "bucket")}
    return {**row, **constants, "_sample": row["sample"], "project_name": PROJECT}


@pytest.fixture
def run_sample(workflow, run_job, bucket):
    list(upload(EXAMPLE / "data", bucket.name))

    def run(row: dict[str, str]) -> None:
        names = variables(workflow, row)
        for analysis in workflow["analyses"]:
            given = {key: text.format(**names) for key, text in analysis["parameters"].items()}
            run_job(analysis["job_definition"], given)

    return run


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sample"])
def test_the_report_has_the_numbers_that_plain_python_derives(run_sample, bucket, row):
    run_sample(row)
    report = bucket.Object(f"{PROJECT}/amplicon/{row['sample']}/report.json").get()
    assert json.load(report["Body"]) == derive(row)


def test_every_output_that_the_workflow_declares_is_written(run_sample, bucket, workflow):
    run_sample(ROWS[0])
    names = variables(workflow, ROWS[0])
    declared = {out.format(**names) for step in workflow["analyses"] for out in step["outputs"]}
    keys = {f"s3://{bucket.name}/{item.key}" for item in bucket.objects.filter(Prefix=PROJECT)}
    assert keys == declared


def test_everything_written_is_encrypted(run_sample, bucket):
    run_sample(ROWS[0])
    written = [item.Object().server_side_encryption for item in bucket.objects.all()]
    assert set(written) == {"AES256"}


def test_a_second_run_writes_the_same_bytes(run_sample, bucket):
    tags = []
    for _ in range(2):
        run_sample(ROWS[0])
        tags.append({item.key: item.e_tag for item in bucket.objects.all()})
    assert tags[0] == tags[1]


def test_each_file_and_sample_is_used_once():
    assert len({row["sample"] for row in ROWS}) == len({row["file"] for row in ROWS}) == len(ROWS)


def test_only_the_sample_that_shows_it_needs_more_memory_than_it_is_given(workflow):
    overrides = workflow["analyses"][2]["containerOverrides"]["resourceRequirements"]
    given = int(overrides[0]["value"]) * 2**20
    needy = [row["sample"] for row in ROWS if 4 * 4 ** int(row["kmer"]) >= given]
    assert needy == ["sam2_c_needs_more_memory"]


def test_every_parameter_of_a_job_has_a_value(workflow, job_definitions):
    for analysis in workflow["analyses"]:
        definition = job_definitions[analysis["job_definition"]]
        command = definition["containerProperties"]["command"]
        wanted = {word[5:] for word in command if word.startswith("Ref::")}
        assert wanted == {*definition.get("parameters", {}), *analysis["parameters"]}


def test_the_readme_shows_the_report_as_it_is():
    _, _, text = (EXAMPLE / "README.md").read_text().partition("```json\n")
    assert json.loads(text.partition("```")[0]) == derive(ROWS[0])
