"""What a workflow names must be there, be usable, and fit."""

import pytest

from batch_relay.domain.catalog import JobDefinition, JobQueue, Surroundings, references_in
from batch_relay.domain.catalog_checks import check_surroundings, wanted_by
from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmissions import NOTHING, Resubmission


def workflow(**changes):
    analysis = {
        "job_definition": "trim:1",
        "queue": "spot",
        "outputs": ["s3://results/{sample}.fq"],
        "parameters": {"reads": "{file}"},
        "batch_relay": {"fallback_queue": "on-demand"},
    }
    return workflow_from_json({"workflow_name": "w", "analyses": [analysis | changes]})


def surroundings(**changes):
    found = {
        "queues": {name: JobQueue(name=name) for name in ("spot", "on-demand")},
        "definitions": {"trim:1": JobDefinition(references=frozenset({"reads"}))},
        "usable": ("spot", "on-demand"),
        "buckets": ("results",),
    }
    return Surroundings(**found | changes)


def problems_of(asked=None, again=NOTHING, **changes):
    problems = Problems()
    check_surroundings(asked or workflow(), surroundings(**changes), problems, again)
    return problems


def told(problems):
    return [(one.column, one.kind.value, one.message) for one in problems.as_list()]


def test_a_workflow_that_fits_has_no_problem():
    problems = problems_of()
    assert not problems
    assert problems.warnings() == []


def test_all_that_a_workflow_names_is_looked_for():
    wanted = wanted_by(workflow())
    assert wanted.queues == {"spot", "on-demand"}
    assert wanted.definitions == {"trim:1"}


def test_a_queue_that_may_not_be_used_is_named_with_its_field():
    ((column, kind, message),) = told(problems_of(usable=("spot",)))
    assert (column, kind) == ("analyses[0].batch_relay.fallback_queue", "unknown_queue")
    assert message == "Queue on-demand is not one of the stack's JobQueues; add it, and deploy."


def test_a_queue_that_is_not_there_is_named():
    ((column, _, message),) = told(problems_of(queues={"on-demand": JobQueue(name="on-demand")}))
    assert column == "analyses[0].queue"
    assert message.startswith("There is no job queue 'spot'")


@pytest.mark.parametrize(
    ("queue", "said"),
    [
        (JobQueue(name="spot", state="DISABLED"), "It is DISABLED; enable it, or jobs wait."),
        (JobQueue(name="spot", status="INVALID", reason="no machines"), "INVALID: no machines."),
    ],
)
def test_a_queue_that_takes_no_jobs_is_a_problem(queue, said):
    queues = {"spot": queue, "on-demand": JobQueue(name="on-demand")}
    ((_, kind, message),) = told(problems_of(queues=queues))
    assert (kind, message.endswith(said)) == ("closed_queue", True)


def test_a_job_definition_that_is_not_in_use_is_a_problem():
    ((column, kind, message),) = told(problems_of(definitions={}))
    assert (column, kind) == ("analyses[0].job_definition", "unknown_job_definition")
    assert "'trim:1'" in message


def test_a_parameter_that_the_command_wants_must_be_given():
    wants = JobDefinition(references=frozenset({"reads", "primer"}))
    ((column, kind, message),) = told(problems_of(definitions={"trim:1": wants}))
    assert (column, kind) == ("analyses[0].parameters", "missing_parameter")
    assert "Ref::primer;" in message


def test_a_default_of_the_job_definition_is_given():
    names = frozenset({"reads", "primer"})
    wants = JobDefinition(references=names, parameters=frozenset({"primer"}))
    assert not problems_of(definitions={"trim:1": wants})


def test_a_parameter_that_nothing_reads_is_a_warning():
    problems = problems_of(definitions={"trim:1": JobDefinition()})
    assert not problems
    assert [one.column for one in problems.warnings()] == ["analyses[0].parameters.reads"]


@pytest.mark.parametrize("output", ["s3://others/{sample}", "s3://{_bucket}/{sample}"])
def test_a_bucket_that_may_not_be_written_is_a_problem(output):
    source = workflow(outputs=[output]).source | {"_bucket": "others"}
    ((column, kind, message),) = told(problems_of(workflow_from_json(source)))
    assert (column, kind) == ("analyses[0].outputs[0]", "unknown_bucket")
    assert "Bucket others is not one of the stack's OutputBuckets" in message


def test_a_bucket_that_each_sample_names_is_not_judged():
    assert not problems_of(workflow(outputs=["s3://{bucket}/{sample}"]))


def test_references_are_found_anywhere_in_a_command():
    command = ["sh", "-c", "cat Ref::reads > Ref::out.txt"]
    assert references_in({"command": command}) == {"reads", "out"}


def test_what_a_summary_names_is_looked_for_too():
    one = workflow().source["analyses"][0]
    source = {**workflow().source, "summary": {**one, "queue": "nowhere"}}
    assert "nowhere" in wanted_by(workflow_from_json(source)).queues
    ((column, *_),) = told(problems_of(workflow_from_json(source)))
    assert column == "summary.queue"


@pytest.mark.parametrize(
    ("again", "at"),
    [
        (Resubmission(queue="nowhere"), "queue"),
        (Resubmission(policy={"fallback_queue": "nowhere"}), "batch_relay.fallback_queue"),
    ],
)
def test_a_queue_that_a_resubmission_names_is_looked_for_once(again, at):
    two = workflow().source["analyses"] * 2
    asked = workflow_from_json({**workflow().source, "analyses": two})
    assert "nowhere" in wanted_by(asked, again).queues
    ((column, kind, _),) = told(problems_of(asked, again, usable=None))
    assert (column, kind) == (at, "unknown_queue")


def test_a_queue_that_a_resubmission_replaces_may_be_closed():
    queues = {
        "spot": JobQueue(name="spot", state="DISABLED"),
        "on-demand": JobQueue(name="on-demand"),
    }
    assert problems_of(queues=queues)
    assert not problems_of(again=Resubmission(queue="on-demand"), queues=queues)


def test_a_parameter_that_a_resubmission_gives_is_given():
    wants = {"trim:1": JobDefinition(references=frozenset({"reads", "primer"}))}
    again = Resubmission(parameters={"primer": "V3"})
    assert problems_of(definitions=wants)
    assert not problems_of(again=again, definitions=wants)


def test_a_priority_needs_a_queue_that_shares_fairly():
    again = Resubmission(priority=5)
    ((column, kind, message),) = told(problems_of(again=again))
    assert (column, kind) == ("priority", "no_fair_queue")
    assert message.startswith("A priority has no effect here")
    fair = JobQueue(name="on-demand", scheduling_policy="arn")
    assert not problems_of(again=again, queues={**surroundings().queues, "on-demand": fair})
