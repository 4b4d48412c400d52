from dataclasses import dataclass, field

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.errors import ConflictError, InvalidError, NotFoundError
from batch_relay.domain.manifests import from_line
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services.append_samples import append_samples
from batch_relay.services.import_project import import_project
from tests.examples import START
from tests.unit.services.crash import Crash, Fragile, Fuse

CSV = b"sample,file,group\na,x,1\nb,y,2\n"
MORE = b"sample,file,group\nc,z,1\n"
BY_GROUP = workflow_from_json(
    {
        "workflow_name": "w",
        "analyses": [{"job_definition": "j", "queue": "q", "outputs": ["s3://out/{group}"]}],
    }
)


@dataclass
class Shelf:
    """A project of samples a and b."""

    projects: MemoryProjects = field(default_factory=MemoryProjects)
    files: MemoryFiles = field(default_factory=MemoryFiles)

    def __post_init__(self):
        ports = {"projects": self.projects, "files": self.files, "clock": lambda: START}
        import_project("p", [CSV], options=ImportOptions(), **ports)

    def append(self, csv=MORE, workflow=None, fuse=None, name="p", **options):
        ports = {"projects": self.projects, "files": self.files}
        if fuse:
            ports = {each: Fragile(port, fuse) for each, port in ports.items()}
        options = ImportOptions(**options)
        return append_samples(name, [csv], options=options, workflow=workflow, **ports)

    def samples(self):
        lines = self.files.items[self.projects.items["p"].manifest].splitlines(keepends=True)
        return [(one.name, one.line) for one in map(from_line, lines)]


@pytest.fixture
def shelf():
    return Shelf()


def refused(shelf, csv, **more):
    """Return where and why the append is refused."""
    before = shelf.projects.items["p"]
    with pytest.raises(InvalidError) as caught:
        shelf.append(csv, **more)
    assert shelf.projects.items["p"] == before
    return [(each.line, each.column, each.kind.value) for each in caught.value.problems]


def test_new_rows_stand_below_those_stored(shelf):
    done = shelf.append()
    assert (done.stored, done.added, done.appended) == (True, 1, {"c"})
    assert shelf.projects.items["p"].samples == 3
    assert shelf.samples() == [("a", 2), ("b", 3), ("c", 4)]


def test_the_project_keeps_its_age_and_the_earlier_manifest(shelf):
    before = shelf.projects.items["p"]
    after = shelf.append().project
    assert (after.created_at, after.columns) == (before.created_at, before.columns)
    assert after.checksum != before.checksum
    assert before.manifest in shelf.files.items


def test_the_same_append_again_adds_nothing_and_names_its_samples(shelf):
    first, again = shelf.append(), shelf.append(b"group,file,sample\n1,z,c\n")
    assert (again.stored, again.added, again.appended) == (False, 0, {"c"})
    assert again.project == first.project


def test_a_sample_that_is_stored_is_a_problem_at_its_line(shelf):
    csv = MORE + b"a,x,1\nb,new,2\n"
    repeated = [(line, "sample", "duplicate_sample") for line in (3, 4)]
    assert refused(shelf, csv) == repeated


def test_a_file_that_is_stored_is_a_problem_unless_files_may_repeat(shelf):
    csv = b"sample,file,group\nc,x,1\n"
    assert refused(shelf, csv) == [(2, "file", "duplicate_file")]
    assert shelf.append(csv, allow_repeated_files=True).added == 1


def test_the_columns_are_those_of_the_project(shelf):
    assert refused(shelf, b"sample,file,gruop\nc,z,1\n") == [
        (1, "group", "missing_column"),
        (1, "gruop", "unknown_column"),
    ]


def test_an_output_that_a_stored_sample_writes_is_a_problem(shelf):
    column = "analyses[0].outputs[0]"
    assert refused(shelf, MORE, workflow=BY_GROUP) == [(2, column, "duplicate_output")]
    assert shelf.append(b"sample,file,group\nc,z,3\n", workflow=BY_GROUP).preview[0][0].line == 2


def test_invalid_rows_may_be_skipped(shelf):
    done = shelf.append(MORE + b"a,x,1\n,q,1\n", skip_invalid=True)
    assert (done.added, done.appended) == (1, {"c"})
    assert [each.line for each in done.problems] == [3, 4]


def test_an_append_that_skipped_rows_is_about_the_same_samples_again(shelf):
    csv = MORE + b"a,x,1\n,q,1\n"
    first, again = shelf.append(csv, skip_invalid=True), shelf.append(csv, skip_invalid=True)
    assert (again.stored, again.added, again.appended) == (False, 0, {"c"})
    assert again.problems == first.problems


def test_an_append_is_known_again_after_others(shelf):
    csv = MORE + b"a,x,1\n"
    shelf.append(csv, skip_invalid=True)
    shelf.append(b"sample,file,group\nd,w,1\n")
    assert shelf.append(csv, skip_invalid=True).appended == {"c"}


def test_rows_of_several_appends_are_no_append_that_was(shelf):
    shelf.append()
    assert refused(shelf, b"sample,file,group\na,x,1\nc,z,1\n") == [
        (2, "sample", "duplicate_sample")
    ]


def test_a_dry_run_stores_nothing(shelf):
    before = shelf.projects.items["p"]
    done = shelf.append(dry_run=True)
    assert (done.stored, done.added, done.project.samples) == (False, 1, 3)
    assert shelf.projects.items["p"] == before


@pytest.mark.parametrize("csv", [b"", b"sample,file,group\n"])
def test_there_must_be_a_row(shelf, csv):
    assert [kind for _, _, kind in refused(shelf, csv)][:1] == ["empty_file"]


def test_there_must_be_a_project(shelf):
    with pytest.raises(NotFoundError):
        shelf.append(name="nix")


def test_of_two_appends_at_once_one_is_sent_again(shelf, monkeypatch):
    def overtaken(key, chunks, write=shelf.files.write):
        monkeypatch.setattr(shelf.files, "write", write)
        shelf.append(b"sample,file,group\nd,w,1\n")

    monkeypatch.setattr(shelf.files, "write", overtaken)
    with pytest.raises(ConflictError, match="at this moment"):
        shelf.append()
    assert shelf.append().project.samples == 4


@pytest.mark.parametrize("calls", range(1, 6))
def test_an_append_that_broke_off_is_sent_again(calls):
    shelf, whole = Shelf(), Shelf()
    with pytest.raises(Crash):
        shelf.append(fuse=Fuse(calls))
    shelf.append()
    whole.append()
    assert shelf == whole
