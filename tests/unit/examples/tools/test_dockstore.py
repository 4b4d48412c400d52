"""Dockstore's tools: their analysis, and what is refused."""

import json

import pytest

from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems
from batch_relay.domain.samples import Sample
from tests.examples import render

ENTRY = "quay.io/briandoconnor/dockstore-tool-md5sum:1.0.4"
TEXT = "https://raw.githubusercontent.com/briandoconnor/dockstore-tool-md5sum/master/md5sum.input"
PARAMETERS = {
    "input_file": {"class": "File", "path": TEXT},
    "output_file": {"class": "File", "path": "s3://results/{project_name}/{_sample}.md5"},
    "run-id": 'a "b" {_sample}',
    "threads": [1, 2.5, True, None],
}
SAMPLE = Sample(name="S1", file="a", columns={}, line=2)


def analysis(tool, tmp_path, parameters=PARAMETERS, *, outputs=("output_file",)):
    (tmp_path / "params.json").write_text(json.dumps(parameters))
    named = [word for name in outputs for word in ("--output", name)]
    return tool("dockstore_analysis", ENTRY, "params.json", *named, "--queue", "spot")


def rendered(text):
    problems = Problems()
    document = {"workflow_name": "w", "analyses": [json.loads(text)]}
    workflow = read_definition(json.dumps(document), problems=problems)
    assert problems.as_list() == []
    return render(workflow, SAMPLE, project="p")[0]


def test_an_analysis_renders_to_the_parameters_of_a_sample(tool, tmp_path):
    job = rendered(analysis(tool, tmp_path)[1])
    told = json.loads(job.parameters["parameters"])
    expected = json.dumps(PARAMETERS).replace("{project_name}", "p").replace("{_sample}", "S1")
    assert (told, job.parameters["entry"]) == (json.loads(expected), ENTRY)


def test_its_outputs_are_the_destinations_of_its_files(tool, tmp_path):
    assert rendered(analysis(tool, tmp_path)[1]).outputs == ("s3://results/p/S1.md5",)


def test_all_files_of_an_output_that_is_a_list_are_outputs(tool, tmp_path):
    bams = [{"class": "File", "path": f"s3://b/{n}.bam"} for n in range(2)]
    job = rendered(analysis(tool, tmp_path, {"bams": bams}, outputs=["bams"])[1])
    assert job.outputs == ("s3://b/0.bam", "s3://b/1.bam")


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"bam": {"class": "File", "path": "/tmp/out.bam"}}, "bam: '/tmp/out.bam' is a local path"),
        ({"bam": [{"class": "File", "location": "out"}]}, "bam[0]: 'out' is a local path"),
        ({"bam": {"class": "File", "path": "https://x/y"}}, "bam: 'https://x/y' can't be written"),
        ({"bam": "s3://b/k"}, "'bam' is no File of the parameters; these are: none"),
        ([], "no JSON object"),
    ],
)
def test_what_can_not_be_an_output_is_refused(tool, tmp_path, parameters, said):
    code, out, err = analysis(tool, tmp_path, parameters, outputs=["bam"])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize(
    ("entry", "parameters", "said"),
    [
        ("quay.io/org/tool", "{}", "has no version"),
        ("registry:5000/tool", "{}", "has no version"),
        (ENTRY, '{"a": ', "the parameters are no JSON: line 1"),
        (ENTRY, '{"a": {"class": "File", "path": "/tmp/x"}}', "a: '/tmp/x' is a local path"),
        (ENTRY, "/tmp/params.json", "can't be fetched"),
    ],
)
def test_what_can_not_be_launched_is_said_in_one_line(tool, entry, parameters, said):
    code, _, err = tool("dockstore_tool", entry, parameters)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err


def test_a_workflow_of_dockstore_is_launched_as_one(tool, tmp_path):
    (tmp_path / "dockstore").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "dockstore").chmod(0o755)
    entry = "#workflow/github.com/dockstore/hello:master"
    code, out, _ = tool("dockstore_tool", entry, "{}", PATH=f"{tmp_path}:/usr/bin:/bin")
    launched = "workflow launch --entry github.com/dockstore/hello:master --json params.json\n"
    assert (code, out) == (0, launched)
