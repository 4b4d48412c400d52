from dataclasses import dataclass, field

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.services import MemoryStartQueue
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.errors import ConflictError, InvalidError, NotFoundError
from batch_relay.domain.manifests import from_line
from batch_relay.domain.runs import RunKey
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services import start_run as start_run_module
from batch_relay.services.append_samples import append_samples
from batch_relay.services.import_project import import_project
from batch_relay.services.ports import Catalog
from batch_relay.services.start_run import Start, start_run
from tests.examples import START, AnyCatalog, start_whole
from tests.unit.services.crash import Crash, Fragile, Fuse

RUN = RunKey(project="p", workflow="w")
SAMPLES = tuple(f"s{number}" for number in range(250))


def workflow(output="s3://out/{sample}", **variables):
    analysis = {"job_definition": "align:3", "queue": "q", "outputs": [output]}
    return workflow_from_json({"workflow_name": "w", "analyses": [analysis], **variables})


@dataclass
class Office:
    """A project of 250 samples, and what starting its runs needs."""

    projects: MemoryProjects = field(default_factory=MemoryProjects)
    workflows: MemoryWorkflows = field(default_factory=MemoryWorkflows)
    runs: MemoryRuns = field(default_factory=MemoryRuns)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    starts: MemoryStartQueue = field(default_factory=MemoryStartQueue)
    catalog: Catalog = field(default_factory=AnyCatalog)

    def __post_init__(self):
        csv = "sample,file\n" + "".join(f"{name},{name}.fq\n" for name in SAMPLES)
        ports = {"projects": self.projects, "files": self.files, "clock": lambda: START}
        import_project("p", [csv.encode()], options=ImportOptions(), **ports)
        self.workflows.put(workflow())

    def start(self, *names, fuse=None, **more):
        ports = vars(self)
        if fuse:
            ports = {each: Fragile(port, fuse) for each, port in ports.items()}
        start = Start(samples=frozenset(names) if names else None, **more)
        return start_run(RUN, start, clock=lambda: START, **ports)

    def finish(self):
        """Let the run come to its end."""
        run = self.runs.runs[RUN]
        counted = {"count#SAMPLE#SUCCEEDED": run.chosen, "count#STARTED#1": run.chosen}
        self.runs.counters[RUN] = counted
        self.starts.sent.clear()

    def queued(self):
        """Return the names on the queued bytes of the manifest."""
        names = []
        for part in self.starts.sent:
            whole = b"".join(self.files.read(part.manifest, offset=part.offset, length=part.length))
            found = [from_line(line).name for line in whole.splitlines()]
            names += [name for name in found if not part.only or name in part.only]
        return names


@pytest.fixture
def office():
    return Office()


def test_the_ranges_cover_every_sample_once(office):
    office.start()
    assert office.queued() == list(SAMPLES)
    assert len(office.starts.sent) == 3


def test_a_first_run_pins_the_version_and_the_manifest(office):
    run = office.start()
    assert (run.generation, run.version) == (1, workflow().version)
    assert (run.analyses, run.chosen) == (("align:3",), 250)
    assert run.manifest == office.projects.items["p"].manifest


def test_chosen_samples_are_queued_alone(office):
    run = office.start("s7", "s120", "s9")
    assert run.chosen == 3
    assert sorted(office.queued()) == ["s120", "s7", "s9"]
    assert [sorted(part.only) for part in office.starts.sent] == [["s7", "s9"], ["s120"]]


@pytest.fixture
def large(office, monkeypatch):
    """A project that is too large to be gone through within a request."""
    monkeypatch.setattr(start_run_module, "ROWS_A_REQUEST", 100)
    return office


def test_a_large_project_is_queued_as_a_whole(large):
    run = large.start(verified=True)
    assert large.starts.sent == [start_whole(manifest=run.manifest)]
    assert run.chosen == 250


def test_a_large_project_starts_again_as_it_was_checked(large):
    large.start(verified=True)
    large.finish()
    assert large.start().generation == 2


def test_a_large_project_is_not_checked_within_a_request(large):
    large.start(verified=True)
    large.workflows.put(workflow(db="silva"))
    with pytest.raises(InvalidError, match="upload its CSV again with the workflow"):
        large.start()


def test_the_same_start_on_its_way_queues_the_same_generation_again(office):
    first = office.start()
    sent = list(office.starts.sent)
    assert office.start() == first
    assert office.starts.sent == [*sent, *sent]


def test_another_choice_of_samples_begins_beside_the_one_on_its_way(office):
    office.start("s1")
    run = office.start("s2")
    assert (run.generation, run.expected) == (2, {1: 1, 2: 1})
    assert [(part.generation, part.only) for part in office.starts.sent] == [
        (1, ("s1",)),
        (2, ("s2",)),
    ]


def test_another_version_begins_beside_the_one_on_its_way(office):
    office.start()
    office.workflows.put(newer := workflow(db="silva"))
    run = office.start()
    assert (run.generation, run.version) == (2, newer.version)


def test_a_project_that_has_grown_begins_with_all_its_samples(office):
    office.start()
    more = {"projects": office.projects, "files": office.files, "options": ImportOptions()}
    append_samples("p", [b"sample,file\nnew,new.fq\n"], **more)
    run = office.start()
    assert (run.generation, run.chosen) == (2, 251)


def test_a_run_that_is_being_cancelled_cannot_start(office):
    run = office.start()
    office.runs.cancel(run.key, generation=1, reason="why")
    office.runs.counters[run.key] = {"count#SAMPLE#RUNNING": 1}
    with pytest.raises(ConflictError, match="being cancelled"):
        office.start()


def test_a_run_that_is_over_starts_anew_as_the_next_generation(office):
    office.start()
    office.finish()
    office.workflows.put(newer := workflow(db="silva"))
    run = office.start("s1")
    assert (run.generation, run.version, run.chosen) == (2, newer.version, 1)
    assert [part.generation for part in office.starts.sent] == [2]


def test_a_sample_that_does_not_render_starts_nothing(office):
    office.workflows.put(workflow("s3://out/{nix}"))
    with pytest.raises(InvalidError) as caught:
        office.start()
    assert caught.value.problems
    assert (office.runs.runs, office.starts.sent) == ({}, [])


def test_an_unknown_sample_is_named(office):
    with pytest.raises(InvalidError, match="no sample named nix"):
        office.start("s1", "nix")
    assert office.starts.sent == []


@pytest.mark.parametrize("missing", ["projects", "workflows"])
def test_without_a_project_or_a_workflow_nothing_is_found(office, missing):
    setattr(office, missing, {"projects": MemoryProjects, "workflows": MemoryWorkflows}[missing]())
    with pytest.raises(NotFoundError):
        office.start()


@pytest.mark.parametrize("calls", range(1, 10))
def test_a_start_that_broke_off_is_healed_by_the_next(calls):
    office, whole = Office(), Office()
    with pytest.raises(Crash):
        office.start(fuse=Fuse(calls))
    office.start()
    whole.start()
    assert office.runs == whole.runs
    assert set(office.queued()) == set(SAMPLES)
    assert {part.generation for part in office.starts.sent} == {1}


@pytest.fixture
def fair(office):
    office.catalog = AnyCatalog({"q"})
    return office


def test_a_run_knows_its_priority_and_which_queues_share_fairly(fair):
    run = fair.start(priority=5)
    assert (run.priority, run.fair_queues) == (5, {"q"})
    assert fair.runs.get(RUN) == run


def test_a_start_after_an_import_looks_at_the_queues_too(fair):
    assert fair.start(verified=True).fair_queues == {"q"}


def test_the_next_start_keeps_the_priority_unless_it_says_another(fair):
    fair.start(priority=5)
    assert fair.start("s1").priority == 5
    assert fair.start("s2", priority=0).priority == 0
    assert fair.runs.get(RUN).priority == 0


def test_the_same_start_again_changes_the_priority_on_the_way(fair):
    fair.start(priority=5)
    run = fair.start(priority=9)
    assert (run.generation, run.priority, fair.runs.get(RUN).priority) == (1, 9, 9)
    assert fair.start().priority == 9


@pytest.mark.parametrize("verified", [True, False])
def test_a_priority_without_effect_is_refused_before_anything_begins(office, verified):
    with pytest.raises(InvalidError) as refused:
        office.start(priority=5, verified=verified)
    assert [one.column for one in refused.value.problems] == ["priority"]
    assert office.runs.runs == {}


def test_nor_can_a_run_on_its_way_be_given_one(office):
    office.start()
    with pytest.raises(InvalidError) as refused:
        office.start(priority=5)
    assert [one.kind for one in refused.value.problems] == ["no_fair_queue"]
    assert office.runs.get(RUN).priority is None
