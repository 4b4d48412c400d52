import pytest

from batch_relay.local.batch.jobs.ports import Cause
from tests.unit.local.batch.shapes import check_answer

KINDS = {
    "runnable": lambda batch, job: None,
    "running": lambda batch, job: batch.start(job),
    "succeeded": lambda batch, job: batch.end(job),
    "out_of_memory": lambda batch, job: batch.end(job, 137, Cause.OUT_OF_MEMORY),
    "host_terminated": lambda batch, job: batch.end(job, None, Cause.HOST_LOST),
}


def form(value):
    """Reduce a document to its members and their types."""
    if isinstance(value, dict):
        return {name: form(item) for name, item in value.items()}
    if isinstance(value, list):
        return [form(item) for item in value[:1]]
    return type(value)


@pytest.fixture
def emitted(batch):
    need = [{"type": "VCPU", "value": "2"}, {"type": "MEMORY", "value": "256"}]
    container = {"image": "i", "command": ["sleep", "600"], "resourceRequirements": need}
    batch.ask(
        "RegisterJobDefinition",
        jobDefinitionName="d",
        type="container",
        containerProperties=container,
        retryStrategy={"attempts": 1},
    )

    def emit(kind):
        KINDS[kind](batch, batch.submit())
        return batch.events[0 if kind == "runnable" else -1]

    return emit


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_has_every_member_that_aws_sends(event, emitted, kind):
    documented, ours = form(event(f"batch/{kind}")["detail"]), form(emitted(kind))
    extra = set(ours) - set(documented)
    assert {name: ours.get(name) for name in documented} == documented
    assert extra <= {"isCancelled", "isTerminated"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_documented_events_are_job_details(event, kind):
    check_answer("DescribeJobs", {"jobs": [event(f"batch/{kind}")["detail"]]})


def test_the_tags_of_an_event_name_the_job(batch):
    job = batch.submit(tags={"run": "7"})
    tags = batch.events[0]["tags"]
    assert tags == {"resourceArn": batch.job(job)["jobArn"], "run": "7"}
