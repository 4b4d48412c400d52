"""Submissions keep to a rate, whatever comes between them."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from batch_relay.adapters.memory.services import MemoryJobs
from batch_relay.adapters.pacing import PacedJobs
from tests.examples import attempt, job


@dataclass
class Time:
    """A clock that moves only when somebody sleeps."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def paced(time, per_second=4.0):
    return PacedJobs(MemoryJobs(), per_second, now=lambda: time.now, sleep=time.sleep)


def moments(jobs, time, pauses):
    """Submit after each pause; return when each submission went out."""
    seen = []
    for pause in pauses:
        time.now += pause
        jobs.submit(job(), attempt())
        seen.append(time.now)
    return seen


def test_the_first_submission_does_not_wait():
    time = Time()
    paced(time).submit(job(), attempt())
    assert time.slept == []


def test_submissions_are_evenly_spaced():
    time = Time()
    assert moments(paced(time), time, [0, 0, 0]) == [1_000.0, 1_000.25, 1_000.5]


def test_what_comes_slower_than_the_rate_does_not_wait():
    time = Time()
    moments(paced(time), time, [0.25, 0.3, 5])
    assert time.slept == []


def test_a_pause_earns_no_burst():
    time = Time()
    assert moments(paced(time), time, [0, 60, 0]) == [1_000.0, 1_060.0, 1_060.25]


rates = st.floats(0.1, 50)
pauses = st.lists(st.floats(0, 2), min_size=1, max_size=40)


@given(per_second=rates, pauses=pauses)
def test_no_window_holds_more_than_its_share_and_one(per_second, pauses):
    time = Time()
    seen = moments(paced(time, per_second), time, pauses)
    for first, start in enumerate(seen):
        for last, end in enumerate(seen[first:], start=1):
            assert last <= per_second * (end - start) + 1 + 1e-6


def test_everything_else_passes_through():
    time = Time()
    jobs = paced(time)
    job_id = jobs.submit(job(), attempt())
    assert jobs.find(job()) == (job_id,)
    jobs.terminate(job_id, "why")
    assert [one.status_reason for one in jobs.describe([job_id])] == ["why"]
    assert time.slept == []
