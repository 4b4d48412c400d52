"""The FAMLI example: its files fit together, whether or not an aligner is at hand."""

import json
import re
from pathlib import Path

from batch_relay.compute.definitions import read_definition as read_job_definition
from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems
from batch_relay.domain.samples import Sample
from tests.examples import render

FAMLI = Path(__file__).parents[4] / "examples/famli"
DEFINITION = FAMLI / "job-definitions/famli.json"


def samples():
    lines = (FAMLI / "metadata.csv").read_text().splitlines()
    header, *rows = [line.split(",") for line in lines]
    for number, row in enumerate(rows, start=2):
        yield Sample(
            name=row[0], file=row[1], columns=dict(zip(header, row, strict=True)), line=number
        )


def jobs_of(project):
    problems = Problems()
    workflow = read_definition((FAMLI / "workflow.json").read_text(), problems=problems)
    assert (problems.as_list(), list(problems.warnings())) == ([], [])
    return [job for sample in samples() for job in render(workflow, sample, project=project)]


def test_the_job_definition_can_be_registered():
    assert read_job_definition(DEFINITION.read_text())["jobDefinitionName"] == "famli"


def test_each_sample_has_an_output_of_its_own_where_the_old_example_had_it():
    outputs = [job.outputs for job in jobs_of("HMP")]
    assert outputs == [(f"s3://my-bucket/HMP/FAMLI/SRR{n}.json.gz",) for n in (1, 2)]


def test_a_job_has_all_that_its_command_asks_for():
    definition = json.loads(DEFINITION.read_text())
    asked = set(re.findall("Ref::([a-z_]+)", DEFINITION.read_text()))
    for job in jobs_of("HMP"):
        assert asked == definition["parameters"].keys() | job.parameters.keys()


def test_the_command_takes_every_option_that_the_definition_gives():
    options = set(re.findall(r'"(--[a-z-]+)"', DEFINITION.read_text()))
    known = set(re.findall(r'add_argument\("(--[a-z-]+)"', (FAMLI / "famli_sample.py").read_text()))
    assert options == known
