from dataclasses import replace

from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.labs import Lab
from batch_relay.domain.problems import Problems

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
