"""What a submission does about the job of an older generation."""

import pytest

from batch_relay.domain.messages import Submission
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.submit_analysis import Outcome, Submitting, submit_analysis
from tests.unit.services.world import OUT, RUN, START, attempt_key


@pytest.fixture
def again(world):
    """A sample whose first job goes on though its output was written, and that runs again."""
    world.submit()
    world.write()
    world.objects.objects.clear()
    world.samples.stop(RUN, "S1", generation=1, status=SampleStatus.SUCCEEDED, reason="", at=START)
    world.begin(generation=2)
    submission = Submission(attempt=attempt_key(generation=2), token="t2")
    return lambda fragile=lambda ports: ports: submit_analysis(
        submission, ports=fragile(world.ports(Submitting))
    )


def test_a_job_whose_end_nobody_told_stays_in_the_history_of_the_next_generation(world, again):
    again()
    assert [past.job_id for past in world.state().history] == ["job-1"]


def test_a_job_that_goes_on_in_an_older_generation_is_ended_before_the_next_is_submitted(
    world, again
):
    assert again() is Outcome.SUBMITTED
    assert world.live == ["job-2"]


def test_a_job_that_goes_on_in_an_older_generation_is_left_if_nothing_is_submitted(world, again):
    world.objects.objects[OUT] = START
    assert again() is Outcome.SKIPPED
    assert world.live == ["job-1"]
