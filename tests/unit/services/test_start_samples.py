from collections import Counter
from dataclasses import replace

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.domain.errors import RefusedError
from batch_relay.domain.manifests import to_line
from batch_relay.domain.messages import StartChosen, StartRange
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services import ranges
from batch_relay.services.start_samples import Starting, start_samples
from tests.examples import START, sample, start_whole
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import RUN, World

SAMPLES = [Sample(name=n, file=n, columns={"sample": n}, line=i) for i, n in enumerate("ABC", 2)]
LINES = [to_line(sample) for sample in SAMPLES]


class Manifest(World):
    """A world with a manifest of three samples, none of them begun."""

    def __post_init__(self):
        super().__post_init__()
        self.files = MemoryFiles()
        self.files.write("m", LINES)
        self.samples.samples.clear()

    def start(self, make_fragile=lambda ports: ports, **more):
        whole = {"offset": 0, "length": sum(map(len, LINES)), "generation": 1}
        part = StartRange(run=RUN, manifest="m", **(whole | more))
        return start_samples(part, ports=make_fragile(self.ports(Starting)))

    def next_generation(self):
        run = self.runs.get(RUN)
        self.runs.begin(replace(run, generation=run.generation + 1))

    @property
    def started(self):
        return sorted(name for _, name, _ in self.executions.started)


def succeeded(name):
    """A sample that went through both analyses."""
    return sample(name, status=SampleStatus.SUCCEEDED)


@pytest.fixture
def world() -> Manifest:
    return Manifest()


def test_starts_an_execution_per_sample_of_the_range(world):
    assert world.start(offset=len(LINES[0]), length=len(LINES[1]) + len(LINES[2])) == 2
    assert world.started == ["B", "C"]


def test_starts_chosen_samples_only(world):
    world.start(only=("C",))
    assert world.started == ["C"]


def test_a_range_of_an_older_generation_starts_nothing(world):
    assert world.start(generation=0) == 0
    assert world.started == []


def test_a_whole_manifest_is_queued_as_its_ranges(world, monkeypatch):
    monkeypatch.setattr(ranges, "SAMPLES_A_RANGE", 2)
    whole = start_whole(manifest="m")
    assert start_samples(whole, ports=world.ports(Starting)) == 0
    for part in world.starts.sent:
        start_samples(part, ports=world.ports(Starting))
    assert (len(world.starts.sent), world.started) == (2, ["A", "B", "C"])


OUTPUTS = {name: [f"s3://results/{name}/{n}.txt" for n in (0, 1)] for name in "ABC"}


def test_a_sample_whose_outputs_all_exist_starts_no_execution(world):
    world.objects.objects = dict.fromkeys(OUTPUTS["B"] + OUTPUTS["C"][:1], START)
    assert world.start() == 2
    assert world.started == ["A", "C"]
    finished = world.samples.samples[RUN, "B"]
    assert (finished.status, finished.skipped) == (SampleStatus.SUCCEEDED, {0, 1})


def test_a_finished_sample_that_comes_again_stays_as_it_is(world):
    world.objects.objects = dict.fromkeys(OUTPUTS["B"], START)
    for _ in range(2):
        world.start(only=("B",))
    world.objects.objects.clear()
    world.start(only=("B",))
    assert world.samples.samples[RUN, "B"].status is SampleStatus.SUCCEEDED
    assert world.started == []


def test_a_sample_that_succeeded_does_so_again_without_an_execution(world):
    world.objects.objects = dict.fromkeys(OUTPUTS["B"], START)
    world.samples.begin(succeeded("B"))
    world.next_generation()
    world.start(generation=2, only=("B",))
    again = world.samples.samples[RUN, "B"]
    assert (again.generation, again.status) == (2, SampleStatus.SUCCEEDED)
    assert (again.skipped, world.started) == (frozenset(), [])


@pytest.mark.parametrize("changed", [{"status": SampleStatus.FAILED}, {"analyses": 1}])
def test_analyses_that_may_say_otherwise_are_gone_through_again(world, changed):
    world.objects.objects = dict.fromkeys(OUTPUTS["B"], START)
    world.samples.begin(replace(succeeded("B"), **changed))
    world.next_generation()
    world.start(generation=2, only=("B",))
    assert world.started == ["B"]


def test_what_is_to_be_run_anyway_is_run_though_its_outputs_exist(world):
    world.objects.objects = dict.fromkeys(OUTPUTS["B"], START)
    world.samples.begin(succeeded("B"))
    world.next_generation()
    again = Resubmission(first=1, asked_at=START)
    part = StartChosen(run=RUN, generation=2, samples=("B",), again=again)
    start_samples(part, ports=world.ports(Starting))
    assert world.started == ["B"]


def test_outputs_that_cannot_be_looked_at_are_left_to_the_submission(world):
    def refuse(*_):
        raise RefusedError

    world.objects.written_at = world.objects.listed = refuse
    assert world.start() == 3


def test_after_a_crash_anywhere_finished_samples_are_stored_once():
    def prepare():
        world = Manifest()
        world.objects.objects = dict.fromkeys(OUTPUTS["A"] + OUTPUTS["C"], START)
        return world

    ends = after_each_crash(prepare, lambda world, fragile: world.start(fragile))
    assert all(world.started == ["B"] for world in ends)
    standing = [state.status for world in ends for state in world.samples.samples.values()]
    assert Counter(standing) == {"SUCCEEDED": 2 * len(ends), "RUNNING": len(ends)}


def test_after_a_crash_anywhere_every_sample_is_started_once():
    ends = after_each_crash(Manifest, lambda world, fragile: world.start(fragile))
    assert len(ends) > 6
    assert all(world.started == ["A", "B", "C"] for world in ends)
    assert all(len(world.samples.samples) == 3 for world in ends)
