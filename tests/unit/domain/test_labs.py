from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.labs import Lab
from batch_relay.domain.problems import Problems
from batch_relay.domain.samples import Sample
from tests.examples import render

LAB = Lab(
    name="smith", queues=("small",), job_definitions=("smith-",), outputs=("s3://smith-results/",)
)
OWN = {
    "job_definition": "smith-tool:1",
    "queue": "small",
    "outputs": ["s3://smith-results/{sample}.txt"],
}
FOREIGN = {"job_definition": "jones-tool:1", "queue": "jones", "outputs": ["s3://jones/x.txt"]}


def refused(lab=LAB, **changes):
    definition = {"workflow_name": "smith_w", "analyses": [OWN]} | changes
    problems = Problems()
    lab.check_workflow(workflow_from_json(definition), problems)
    return [problem.column for problem in problems.as_list()]


def test_a_lab_may_use_what_is_its_own():
    assert refused(summary={**OWN, "outputs": ["s3://smith-results/all.txt"]}) == []


def test_queue_definition_and_output_of_another_lab_are_refused():
    places = ["analyses[0].queue", "analyses[0].job_definition", "analyses[0].outputs[0]"]
    assert refused(analyses=[FOREIGN]) == places


def test_a_summary_is_held_to_the_same():
    assert refused(summary=FOREIGN) == [
        "summary.queue",
        "summary.job_definition",
        "summary.outputs[0]",
    ]


def test_a_summary_writes_under_the_name_of_its_workflow():
    output = "s3://smith-results/{workflow_name}/all.txt"
    lab = replace(LAB, outputs=("s3://smith-results/smith_w/",))
    assert refused(lab=lab, analyses=[], summary={**OWN, "outputs": [output]}) == []


OUTPUTS = ["{where}", "s3://{where}/x", "{sample_name}", "s3://{workflow_name}/x", "{where:.16}"]
VALUES = st.sampled_from(["s3://smith-results/x", "s3://jones/secret", "smith-results", "jones"])


@given(
    output=st.sampled_from(OUTPUTS),
    variables=st.fixed_dictionaries({"where": VALUES, "sample_name": VALUES}),
    columns=st.fixed_dictionaries({"where": VALUES, "workflow_name": VALUES}),
)
@example("{where}", {"where": "s3://smith-results/x"}, {"where": "s3://jones/secret"})
def test_an_output_that_was_accepted_is_the_labs_whatever_a_sample_says(output, variables, columns):
    definition = variables | {"workflow_name": "smith_w", "analyses": [OWN | {"outputs": [output]}]}
    workflow, problems = workflow_from_json(definition), Problems()
    LAB.check_workflow(workflow, problems)
    sample = Sample(name="a", file="f", columns=columns, line=2)
    (job,) = render(workflow, sample, project="smith_p")
    assert problems or job.outputs[0].startswith(LAB.outputs)
