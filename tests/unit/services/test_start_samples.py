import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.domain.manifests import to_line
from batch_relay.domain.messages import StartRange
from batch_relay.domain.samples import Sample
from batch_relay.services.start_samples import Starting, start_samples
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

    @property
    def started(self):
        return sorted(name for _, name, _ in self.executions.started)


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


def test_after_a_crash_anywhere_every_sample_is_started_once():
    ends = after_each_crash(Manifest, lambda world, fragile: world.start(fragile))
    assert len(ends) > 6
    assert all(world.started == ["A", "B", "C"] for world in ends)
    assert all(len(world.samples.samples) == 3 for world in ends)
