from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.services import MemoryStartQueue
from batch_relay.adapters.memory.uploads import MemoryUploads
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.errors import BatchRelayError, UnavailableError
from batch_relay.domain.uploads import SILENT_FOR, ImportOrder, Upload, UploadStatus
from batch_relay.services.carry_out import Importing
from batch_relay.services.import_upload import ROWS_A_LOOK, Outcome, Receiving, import_upload
from tests.examples import START, AnyCatalog
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import workflow

CSV = b"sample,file\na,x\nb,y\n"
ID = "a" * 32


def told(ended, _upload, run):
    if isinstance(ended, BatchRelayError):
        return str(ended).encode()
    return f"{ended.stored} {ended.added} {run and run.generation}".encode()


@dataclass
class Desk:
    """A file that was uploaded for a project and a workflow, and nobody has read."""

    csv: bytes = CSV
    append: bool = False
    now: Any = START
    ticks: timedelta = timedelta(0)
    projects: MemoryProjects = field(default_factory=MemoryProjects)
    workflows: MemoryWorkflows = field(default_factory=MemoryWorkflows)
    runs: MemoryRuns = field(default_factory=MemoryRuns)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    starts: MemoryStartQueue = field(default_factory=MemoryStartQueue)
    uploads: MemoryUploads = field(default_factory=MemoryUploads)
    saved: list[Upload] = field(default_factory=list)

    def __post_init__(self):
        self.workflows.put(workflow())
        order = ImportOrder(project="p", workflow="w", append=self.append)
        upload = Upload(id=ID, order=order, created_at=START, updated_at=START)
        self.uploads.save(upload)
        self.files.write(upload.file, [self.csv])

    def clock(self):
        self.now += self.ticks
        return self.now

    def receive(self, make_fragile=lambda ports: ports):
        ports = (self.projects, self.workflows, self.runs, self.files, self.starts, self.clock)
        names = ("projects", "workflows", "runs", "files", "starts", "clock")
        importing = Importing(catalog=AnyCatalog(), **dict(zip(names, ports, strict=True)))
        ports = Receiving(uploads=self.uploads, importing=importing, told=told)
        return import_upload(ID, ports=make_fragile(ports))

    @property
    def upload(self):
        return self.uploads.items[ID]

    @property
    def told(self):
        return self.files.items[self.upload.result].decode()


@pytest.fixture
def desk():
    return Desk()


def test_imports_what_has_come_and_starts_what_it_is_for(desk):
    assert desk.receive() is Outcome.IMPORTED
    assert (desk.upload.status, desk.upload.rows) == (UploadStatus.DONE, 2)
    assert desk.told == "True 2 1"
    assert len(desk.starts.sent) == 1


def test_an_upload_that_is_done_is_not_read_again(desk):
    desk.receive()
    assert desk.receive() is Outcome.IGNORED
    assert len(desk.starts.sent) == 1


def test_a_file_that_nobody_knows_of_is_left_alone(desk):
    desk.uploads.items.clear()
    assert desk.receive() is Outcome.IGNORED


def test_what_is_wrong_is_told(desk):
    desk.files.write(desk.upload.file, [b"sample,file\na,\n"])
    assert desk.receive() is Outcome.FAILED
    assert (desk.upload.status, desk.upload.rows) == (UploadStatus.FAILED, 1)
    assert desk.told == "The project was not imported: 1 problem to solve first."


def test_a_file_that_is_gone_is_told(desk):
    del desk.files.items[desk.upload.file]
    assert desk.receive() is Outcome.FAILED


def test_two_readers_do_not_read_at_once(desk):
    def stop(_name):
        with pytest.raises(UnavailableError, match="is being read"):
            desk.receive()

    desk.workflows.latest = stop
    assert desk.receive() is Outcome.FAILED


def test_a_reader_whose_place_was_taken_stops(desk):
    def take_over(_name):
        desk.now += SILENT_FOR
        del desk.workflows.latest
        assert desk.receive() is Outcome.IMPORTED

    desk.workflows.latest = take_over
    with pytest.raises(UnavailableError, match="was taken over"):
        desk.receive()
    assert (desk.upload.status, desk.told) == (UploadStatus.DONE, "True 2 1")


def test_progress_is_told_every_few_seconds():
    rows = b"".join(b"s%d,f%d\n" % (n, n) for n in range(5 * ROWS_A_LOOK))
    desk = Desk(csv=b"sample,file\n" + rows, ticks=timedelta(seconds=2))
    save, seen = desk.uploads.save, []
    desk.uploads.save = lambda upload: seen.append(upload.rows) or save(upload)
    desk.receive()
    assert seen == [0, 2_000, 4_000, 5_000]


def test_a_file_that_takes_too_long_is_refused_before_its_reader_is_killed():
    rows = b"".join(b"s%d,f%d\n" % (n, n) for n in range(5 * ROWS_A_LOOK))
    desk = Desk(csv=b"sample,file\n" + rows, ticks=timedelta(minutes=4))
    assert desk.receive() is Outcome.FAILED
    assert desk.told == "3000 rows were read in 0:13:00, and there are more; split the project."


@pytest.mark.parametrize("append", [False, True])
def test_after_a_crash_anywhere_it_ends_as_without_one(append):
    def prepare():
        desk = Desk(append=append)
        if append:
            Desk(projects=desk.projects, files=desk.files, csv=b"sample,file\nz,z\n").receive()
            desk.files.write(desk.upload.file, [CSV])
        return desk

    def act(desk, fragile):
        desk.now += SILENT_FOR
        desk.receive(fragile)

    ends = after_each_crash(prepare, act)
    assert len(ends) > 8
    assert {desk.told for desk in ends} == {"True 2 1"}
    assert all(desk.upload.status is UploadStatus.DONE for desk in ends)
