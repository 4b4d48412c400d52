"""What a workflow's summary may say, and what workflow it makes."""

import json

import pytest

from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems
from batch_relay.domain.summaries import sample_of, summary_of
from tests.examples import render

STEP = {"job_definition": "tool", "queue": "spot", "outputs": ["s3://b/{sample}"]}
MERGE = {"job_definition": "merge", "queue": "spot", "outputs": ["s3://b/{project_name}.tsv"]}


def read(summary, **more):
    problems = Problems()
    text = json.dumps({"workflow_name": "w", "analyses": [STEP], "summary": summary, **more})
    return read_definition(text, problems=problems), problems


def test_it_is_a_workflow_of_one_analysis_with_the_variables_of_its_own():
    asked = {"list": "{samples_uri}", "of": "{reference} {workflow_name}"}
    workflow, _ = read({**MERGE, "parameters": asked}, reference="hg38")
    summary = summary_of(workflow)
    (job,) = render(summary, sample_of("s3://data/x"), project="p")
    assert (summary.name, job.outputs) == ("w.summary", ("s3://b/p.tsv",))
    assert job.parameters == {"list": "s3://data/x", "of": "hg38 w"}


def test_a_policy_for_the_whole_workflow_holds_for_it_too():
    workflow, _ = read(MERGE, batch_relay={"retry": {"delay": 7}})
    assert summary_of(workflow).analyses[0].policy.delay == 7


def test_a_text_of_that_name_is_a_variable_as_ever():
    workflow, problems = read("short")
    assert (summary_of(workflow), workflow.variables) == (None, {"summary": "short"})
    assert problems.as_list() == []


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"outputs": ["s3://b/{sample}"]}, "summary.outputs[0]", "has no 'sample'"),
        ({"parameters": {"a": "{kmer}"}}, "summary.parameters.a", "has no 'kmer'"),
        ({"queues": "x"}, "summary.queues", "did you mean 'queue'"),
        ({"queue": None}, "summary.queue", "must be a text"),
    ],
)
def test_a_problem_is_named_with_its_place(changed, column, said):
    workflow, problems = read({**MERGE, **changed})
    (problem,) = problems.as_list()
    assert (workflow, problem.column) == (None, column)
    assert said in problem.message


def test_its_own_variable_can_not_be_a_key_of_the_workflow():
    workflow, problems = read(MERGE, samples_uri="x")
    assert (workflow, len(problems)) == (None, 1)
