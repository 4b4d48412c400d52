"""The summary of a run: once for each generation, when all its samples have ended."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.runs import MemoryCounters
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.counting import Counted, Standing, Tally
from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.errors import InvalidError, UnavailableError
from batch_relay.domain.messages import Stop, Submission, Summarize
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import RunStatus, SampleStatus
from batch_relay.domain.summaries import SAMPLE, Due, summary_of
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.repairs import Repair
from batch_relay.services.resubmit_samples import Resubmit, resubmit_samples
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.services.submit_analysis import Outcome, Submitting, submit_analysis
from batch_relay.services.summarize_run import Summarizing, summarize_run
from tests.examples import AnyCatalog
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import RUN, START, World, workflow

OWN = RunKey(project="p", workflow="w.summary")
OUT = "s3://results/p/w/all.tsv"
ANALYSIS = {
    "job_definition": "merge:1",
    "queue": "spot",
    "outputs": ["s3://results/{project_name}/{workflow_name}/all.tsv"],
    "parameters": {"samples": "{samples_uri}"},
}


def summing():
    return workflow_from_json({**workflow().source, "summary": ANALYSIS})


class Summing(World):
    """A world whose workflow has a summary; its one sample is RUNNING."""

    def __init__(self):
        super().__init__(workflow=summing())

    def __post_init__(self):
        self.files = MemoryFiles()
        super().__post_init__()
        self.workflows.put(summary_of(self.workflow))
        self.runs.runs[RUN] = replace(self.runs.runs[RUN], has_summary=True, samples=1)
        self.count()

    def count(self):
        """Feed the counters of both runs, as the stream does."""
        for key, run in self.runs.runs.items():
            items = [state for state in self.samples.samples.values() if state.run == key]
            standings = [
                Counted(standing=Standing(status=one.status, asked=one.asked), at=START)
                for one in items
            ]
            tally = Tally(seen={}).plus(standings, after=None)
            counters, generation = MemoryCounters(self.runs), run.generation
            counters.mend(key, tally.counted, before=counters.seen(key), generation=generation)

    def end(self, status=SampleStatus.SUCCEEDED, key=RUN, name="S1"):
        state = self.samples.samples[key, name]
        self.samples.samples[key, name] = replace(state, status=status)
        self.count()

    def begin_again(self):
        """Begin a generation of the run with its sample."""
        run = self.runs.get(RUN)
        self.runs.begin(replace(run, generation=2, expected=run.expecting(1)))
        self.begin(generation=2)
        self.count()

    def ask(self, make_fragile=lambda ports: ports):
        return summarize_run(RUN, ports=make_fragile(self.ports(Summarizing)))

    def start(self, make_fragile=lambda ports: ports):
        """Let start_samples have what was queued."""
        for part in list(self.starts.sent):
            start_samples(part, ports=make_fragile(self.ports(Starting)))
        self.count()

    def summarize(self):
        """Run the summary up to its end."""
        assert self.ask() is Due.BEGIN
        self.start()
        self.end(key=OWN, name=SAMPLE)

    @property
    def began(self):
        return [started for started in self.executions.started if started[0] == OWN]

    @property
    def list(self):
        """The list of samples that the summary is given."""
        key = self.samples.samples[OWN, SAMPLE].sample.file.removeprefix("s3://data/")
        return [json.loads(line) for line in self.files.items[key].splitlines()]


@pytest.fixture
def world():
    return Summing()


@pytest.mark.parametrize(
    "status", [SampleStatus.SUCCEEDED, SampleStatus.FAILED, SampleStatus.CANCELLED]
)
def test_it_begins_when_all_samples_have_ended_however_they_did(world, status):
    assert world.ask() is Due.NOTHING
    world.end(status)
    assert world.ask() is Due.BEGIN
    world.start()
    assert world.began == [(OWN, SAMPLE, 1)]


def test_asked_again_and_delivered_twice_it_begins_once(world):
    world.end()
    answers = [world.ask() for _ in range(3)]
    world.start()
    world.start()
    assert answers == [Due.BEGIN, Due.NOTHING, Due.NOTHING]
    assert len(world.began) == 1


def test_it_is_told_where_the_samples_are_listed_with_their_outputs(world):
    world.end(SampleStatus.FAILED)
    world.ask()
    world.start()
    outputs = [["s3://results/S1/0.txt"], ["s3://results/S1/1.txt"]]
    expected = {"sample": "S1", "status": "FAILED", "reason": "", "outputs": outputs}
    assert world.list == [expected | {"columns": {"sample": "S1", "file": "a"}}]


def test_its_job_gets_the_list_and_the_names_of_the_run_it_sums_up(world):
    world.end()
    world.ask()
    world.start()
    assert submit(world) is Outcome.SUBMITTED
    (job, _) = world.jobs.jobs["job-1"]
    assert job.parameters == {"samples": world.samples.samples[OWN, SAMPLE].sample.file}
    assert job.outputs == (OUT,)


def submit(world, generation=1):
    key = AnalysisKey(run=OWN, sample=SAMPLE, analysis=0)
    attempt = AttemptKey(key=key, generation=generation, number=1)
    submission = Submission(attempt=attempt, token=f"t{generation}")
    return submit_analysis(submission, ports=world.ports(Submitting))


def test_it_runs_again_after_the_next_generation_though_its_outputs_exist(world):
    world.end()
    world.summarize()
    world.objects.objects[OUT] = START
    world.begin_again()
    assert world.ask() is Due.NOTHING
    world.end()
    world.summarize()
    assert [generation for _, _, generation in world.began] == [1, 2]
    world.end(SampleStatus.RUNNING, OWN, SAMPLE)
    assert submit(world, generation=2) is Outcome.SUBMITTED


def test_one_that_goes_on_while_its_run_begins_again_is_cancelled_first(world):
    world.end()
    world.ask()
    world.start()
    world.begin_again()
    assert (world.ask(), world.ask()) == (Due.CANCEL, Due.NOTHING)
    (stop,) = world.steering.sent
    assert (type(stop), stop.run, stop.samples) == (Stop, OWN, (SAMPLE,))
    world.end(SampleStatus.CANCELLED, OWN, SAMPLE)
    world.end()
    assert world.ask() is Due.BEGIN


def test_a_run_that_was_cancelled_as_a_whole_has_none(world):
    world.runs.cancel(RUN, generation=1, reason="wrong")
    world.end(SampleStatus.CANCELLED)
    assert world.ask() is Due.NOTHING


def test_a_run_whose_workflow_has_none_has_none(world):
    world.runs.runs[RUN] = replace(world.runs.runs[RUN], has_summary=False)
    world.end()
    assert world.ask() is Due.NOTHING


def test_it_waits_until_all_samples_are_listed(world):
    world.end()
    world.runs.counters[RUN]["count#SAMPLE#SUCCEEDED"] = 2
    with pytest.raises(UnavailableError, match="1 of 2 samples"):
        world.ask()
    assert world.starts.sent == []


def test_it_waits_for_a_sample_that_counts_do_not_know_to_go_on(world):
    world.end()
    state = world.samples.samples[RUN, "S1"]
    world.samples.samples[RUN, "S1"] = replace(state, status=SampleStatus.RUNNING)
    assert world.ask() is Due.NOTHING
    assert OWN not in world.runs.runs


def test_one_that_failed_can_be_resubmitted_by_itself(world):
    world.end()
    world.ask()
    world.start()
    world.end(SampleStatus.FAILED, OWN, SAMPLE)
    ports = {name: getattr(world, name) for name in ("runs", "samples", "workflows", "starts")}
    run = resubmit_samples(OWN, Resubmit(), **ports, catalog=AnyCatalog(), clock=world.clock)
    assert (run.generation, run.follows, world.ask()) == (2, 1, Due.NOTHING)
    world.start()
    assert world.began[-1] == (OWN, SAMPLE, 2)


def test_a_summary_that_does_not_exist_is_not_resubmitted(world):
    ports = {name: getattr(world, name) for name in ("runs", "samples", "workflows", "starts")}
    with pytest.raises(InvalidError):
        resubmit_samples(RUN, Resubmit(), **ports, catalog=AnyCatalog(), clock=world.clock)


def test_counts_of_its_run_do_not_know_it(world):
    world.end()
    world.summarize()
    run, own = world.runs.get(RUN), world.runs.get(OWN)
    assert (run.count(SampleStatus.SUCCEEDED), run.status) == (1, RunStatus.SUCCEEDED)
    assert (own.count(SampleStatus.SUCCEEDED), own.status) == (1, RunStatus.SUCCEEDED)


def test_a_lost_event_is_found_by_the_reconciler(world):
    world.end()
    repairs = [one.kind for one in reconcile_now(world)]
    assert Repair.SUMMARY_SENT in repairs
    assert world.starts.sent == [Summarize(run=RUN)]
    world.start()
    world.start()
    assert len(world.began) == 1
    assert Repair.SUMMARY_SENT not in [one.kind for one in reconcile_now(world)]


def reconcile_now(world):
    return list(reconcile(timedelta(0), ports=world.ports(Sweeping)))


def test_after_a_crash_anywhere_it_begins_once():
    def prepare():
        world = Summing()
        world.end()
        return world

    def act(world, fragile):
        world.ask(fragile)
        list(reconcile_now(world))
        world.start(fragile)
        world.start()

    ends = after_each_crash(prepare, act)
    assert len(ends) > 8
    assert all(world.began == [(OWN, SAMPLE, 1)] for world in ends)
