"""The workflow and the job definitions that come with the ready tools."""

import json
import re

import pytest

from batch_relay.compute.definitions import read_definition as read_job_definition
from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems
from batch_relay.domain.samples import Sample
from tests.examples import render
from tests.unit.examples.tools.conftest import TOOLS

DEFINITIONS = sorted((TOOLS / "job-definitions").glob("*.json"))
SAMPLE = Sample(name="S1", file="s3://b/a", columns={"file": "s3://b/a"}, line=2)


@pytest.fixture
def jobs():
    problems = Problems()
    workflow = read_definition((TOOLS / "workflow.json").read_text(), problems=problems)
    assert (problems.as_list(), list(problems.warnings())) == ([], [])
    return render(workflow, SAMPLE, project="p")


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_a_job_definition_can_be_registered(path):
    assert read_job_definition(path.read_text())["jobDefinitionName"] == path.stem


def test_each_job_has_all_that_its_definition_asks_for(jobs):
    definitions = {path.stem: json.loads(path.read_text()) for path in DEFINITIONS}
    for job in jobs:
        definition = definitions[job.definition]
        asked = re.findall("Ref::([a-z0-9]+)", json.dumps(definition))
        assert set(asked) == {*definition.get("parameters", {}), *job.parameters}


def test_the_dockstore_analysis_is_what_the_command_makes(tool, tmp_path):
    workflow = json.loads((TOOLS / "workflow.json").read_text())
    (made,) = (a for a in workflow["analyses"] if a["job_definition"] == "dockstore-tool")
    own = "s3://{bucket}/{project_name}/{_sample}/calls"
    files = {"input_file": f"{own}.vcf.gz", "output_file": f"{own}.md5"}
    params = {name: {"class": "File", "path": path} for name, path in files.items()}
    (tmp_path / "p.json").write_text(json.dumps(params))
    entry = "quay.io/briandoconnor/dockstore-tool-md5sum:1.0.4"
    words = ("--output", "output_file", "--queue", "spot")
    assert json.loads(tool("dockstore_analysis", entry, "p.json", *words)[1]) == made
