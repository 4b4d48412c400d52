"""A run that has spent its budget submits nothing until it may spend more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.adapters.memory.runs import MemoryCounters
from batch_relay.domain.counting import ItemChange, Standing
from batch_relay.domain.errors import InvalidError, NotFoundError
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, RunStatus
from batch_relay.domain.usage import Price
from batch_relay.services.count_statuses import count_statuses
from batch_relay.services.limit_run import limit_run
from batch_relay.services.pause_run import pause_run
from batch_relay.services.steer_samples import Steering, steer_samples
from batch_relay.services.submit_analysis import Outcome, Submitting, submit_analysis
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import RUN, START, World

DOLLAR = 1_000_000
AN_HOUR = {"started_at": START, "stopped_at": START + timedelta(hours=1), "vcpus": 1.0}


class Till(World):
    """A world whose queue costs a dollar for each vCPU-hour, and whose stream is counted."""

    def __post_init__(self):
        super().__post_init__()
        self.prices.put("spot", Price(vcpu_hour=DOLLAR, gib_hour=0))
        self.counters, self.counted = MemoryCounters(self.runs), {}

    def limit(self, budget):
        ports = {"samples": self.samples, "steering": self.steering, "prices": self.prices}
        return limit_run(RUN, budget, runs=self.runs, workflows=self.workflows, **ports)

    def count(self):
        """Count the sample and its analyses, as the stream would tell them."""
        now = {one.key: Standing.of(one) for one in self.analyses.list(RUN, "S1")}
        now[None] = Standing(status=self.sample.status, asked=self.sample.asked)
        changes = [self._change(self.counted.get(key), new) for key, new in now.items()]
        self.counted = now
        count_statuses(changes, counters=self.counters)

    def _change(self, old, new):
        return ItemChange(run=RUN, bucket="07", sequence=next(self.ticks), old=old, new=new)

    def spend_a_dollar(self):
        self.submit()
        self.objects.objects["s3://results/S1/0.txt"] = START + timedelta(days=1)
        self.change(JobStatus.SUCCEEDED, **AN_HOUR)
        self.count()

    def steer(self, fragile=lambda ports: ports):
        for part in self.steering.sent:
            steer_samples(part, ports=fragile(self.ports(Steering)))

    def submit_sent(self):
        for submission, _ in self.submit_queue.sent:
            submit_analysis(submission, ports=self.ports(Submitting))

    @property
    def run(self):
        return self.runs.get(RUN)


@pytest.fixture
def till():
    return Till()


@pytest.fixture
def spent(till):
    """A run that has spent its dollar, and whose second analysis waits."""
    till.limit(DOLLAR)
    till.spend_a_dollar()
    till.submit(analysis=1, token="t2")
    return till


def test_a_run_within_its_budget_goes_on(till):
    till.limit(2 * DOLLAR)
    till.spend_a_dollar()
    assert till.run.spent == DOLLAR
    assert till.submit(analysis=1) is Outcome.SUBMITTED


def test_past_its_budget_nothing_is_submitted(spent):
    assert spent.state(1).status is AnalysisStatus.PARKED
    assert spent.run.status is RunStatus.OVER_BUDGET
    assert list(spent.jobs.jobs) == ["job-1"]


def test_a_budget_of_nothing_submits_nothing(till):
    till.limit(0)
    assert till.submit() is Outcome.PARKED


def test_a_failed_attempt_waits_for_money_too(till):
    till.limit(DOLLAR)
    till.submit()
    till.change(JobStatus.FAILED, container_reason="OutOfMemoryError: x", memory=512, **AN_HOUR)
    till.count()
    assert till.submit(attempt=2, token=None) is Outcome.PARKED
    assert till.run.usage(analysis=0).jobs == 1


def test_jobs_at_work_go_on_past_the_budget(till):
    till.submit()
    till.limit(0)
    assert till.live == ["job-1"]
    till.change(JobStatus.RUNNING)
    assert till.state().status is AnalysisStatus.RUNNING


@pytest.mark.parametrize("budget", [2 * DOLLAR, None])
def test_a_raised_budget_submits_what_waited(spent, budget):
    spent.limit(budget)
    spent.steer()
    spent.submit_sent()
    assert spent.live == ["job-2"]
    assert spent.state(1).tokens == ("t2",)


def test_a_budget_that_is_still_too_small_releases_nothing(spent):
    spent.steering.sent.clear()
    spent.limit(DOLLAR - 1)
    assert spent.steering.sent == []


def test_a_raised_budget_does_not_wake_a_paused_run(spent):
    steering = {"samples": spent.samples, "steering": spent.steering}
    pause_run(RUN, paused=True, runs=spent.runs, **steering)
    spent.steering.sent.clear()
    spent.limit(None)
    assert spent.steering.sent == []
    pause_run(RUN, paused=False, runs=spent.runs, **steering)
    assert len(spent.steering.sent) == 1


def test_a_budget_raised_while_an_analysis_is_parked_is_seen(till, monkeypatch):
    till.limit(0)
    save = till.analyses.save

    def save_and_raise(state):
        saved = save(state)
        till.runs.limit(RUN, budget=None)
        return saved

    monkeypatch.setattr(till.analyses, "save", save_and_raise)
    assert till.submit() is Outcome.PARKED
    assert [one.attempt for one, _ in till.submit_queue.sent] == [till.state().attempt_key]


def test_a_queue_without_a_price_can_keep_no_budget(till):
    till.prices.put("spot", None)
    with pytest.raises(InvalidError, match="admin prices set spot"):
        till.limit(DOLLAR)
    assert till.limit(None).budget is None


def test_a_run_that_never_began_has_no_budget(till):
    till.runs.runs.clear()
    with pytest.raises(NotFoundError, match="never started"):
        till.limit(DOLLAR)


def test_after_a_crash_anywhere_a_raised_budget_submits_what_waited_once():
    def prepare():
        till = Till()
        till.limit(0)
        till.submit()
        till.limit(None)
        return till

    def act(till, fragile):
        till.steer(fragile)
        for submission, _ in till.submit_queue.sent:
            submit_analysis(submission, ports=fragile(till.ports(Submitting)))

    ends = after_each_crash(prepare, act)
    assert len(ends) > 5
    assert {len(till.live) for till in ends} == {1}


def test_after_a_crash_anywhere_an_attempt_is_paid_once():
    def prepare():
        till = Till()
        till.submit()
        return till

    def act(till, fragile):
        ports = till.ports
        till.ports = lambda kind: fragile(ports(kind))
        till.objects.objects["s3://results/S1/0.txt"] = START + timedelta(days=1)
        try:
            till.change(JobStatus.SUCCEEDED, **AN_HOUR)
        finally:
            till.ports = ports
        till.count()

    ends = after_each_crash(prepare, act)
    assert {till.run.spent for till in ends} == {DOLLAR}


def test_the_price_at_the_end_counts_whatever_comes_after(till):
    till.spend_a_dollar()
    till.prices.put("spot", Price(vcpu_hour=9 * DOLLAR, gib_hour=0))
    till.tell(replace(till.jobs.jobs["job-1"][1]))
    till.count()
    assert till.run.spent == DOLLAR
