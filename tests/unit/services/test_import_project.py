import gzip
from dataclasses import dataclass, field

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.manifests import from_line
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services import drafts
from batch_relay.services.drafts import PREVIEWED_SAMPLES
from batch_relay.services.import_project import import_project
from tests.examples import START
from tests.unit.services.crash import Crash, Fragile, Fuse

CSV = b"sample,file\na,x\nb,y\n"
WORKFLOW = workflow_from_json(
    {
        "workflow_name": "w",
        "analyses": [{"job_definition": "j", "queue": "q", "outputs": ["s3://out/{sample}"]}],
    }
)


@dataclass
class Shelf:
    projects: MemoryProjects = field(default_factory=MemoryProjects)
    files: MemoryFiles = field(default_factory=MemoryFiles)

    def put(self, csv=CSV, name="p", workflow=None, fuse=None, **options):
        ports = {"projects": self.projects, "files": self.files}
        if fuse:
            ports = {each: Fragile(port, fuse) for each, port in ports.items()}
        options = ImportOptions(**options)
        return import_project(
            name, [csv], options=options, workflow=workflow, clock=lambda: START, **ports
        )


@pytest.fixture
def shelf():
    return Shelf()


def test_the_manifest_has_every_sample_on_its_line(shelf):
    project = shelf.put().project
    lines = shelf.files.items[project.manifest].splitlines(keepends=True)
    assert [(s.name, s.file, s.line) for s in map(from_line, lines)] == [
        ("a", "x", 2),
        ("b", "y", 3),
    ]


def test_the_csv_is_kept_as_it_came(shelf):
    project = shelf.put().project
    assert shelf.files.items[f"projects/p/{project.checksum}/metadata.csv"] == CSV


def test_the_same_samples_again_are_the_same_project(shelf):
    first, second = shelf.put(), shelf.put(gzip.compress(CSV))
    assert (first.stored, second.stored) == (True, False)
    assert second.project == first.project


def test_other_samples_need_another_name(shelf):
    first = shelf.put().project
    with pytest.raises(ConflictError, match="Choose another name"):
        shelf.put(CSV + b"c,z\n")
    assert shelf.projects.items == {"p": first}


def test_the_same_csv_read_in_another_way_has_other_samples(shelf):
    csv = b"sample,file,other\na,x,y\n"
    shelf.put(csv)
    with pytest.raises(ConflictError):
        shelf.put(csv, file_column="other")


def test_a_bad_row_stores_nothing(shelf):
    with pytest.raises(InvalidError) as caught:
        shelf.put(CSV + b"c,\n")
    assert caught.value.totals == {"missing_file": 1}
    assert (shelf.projects.items, shelf.files.items) == ({}, {})


def test_a_bad_name_is_reported_with_the_rows(shelf):
    with pytest.raises(InvalidError) as caught:
        shelf.put(b"sample,file\na,\n", name="no/slash")
    assert caught.value.totals == {"illegal_name": 1, "missing_file": 1}


def test_skipping_invalid_rows_needs_a_good_one(shelf):
    with pytest.raises(InvalidError):
        shelf.put(b"sample,file\na,\n", skip_invalid=True)


def test_skipping_invalid_rows_forgives_no_missing_column(shelf):
    with pytest.raises(InvalidError):
        shelf.put(b"sample,reads\na,x\n", skip_invalid=True)


def test_rows_that_do_not_render_are_skipped_too(shelf):
    csv = b"sample,file\na,x\n" + b"b" * 3000 + b",y\n"
    done = shelf.put(csv, workflow=WORKFLOW, skip_invalid=True)
    assert done.project.samples == 1


def test_a_dry_run_previews_ten_samples_of_all(shelf):
    rows = "".join(f"s{n},f{n}\n" for n in range(12))
    done = shelf.put(f"sample,file\n{rows}".encode(), workflow=WORKFLOW, dry_run=True)
    assert (len(done.preview), done.project.samples) == (PREVIEWED_SAMPLES, 12)
    assert done.preview[0][1][0].outputs == ("s3://out/s0",)
    assert (shelf.projects.items, shelf.files.items) == ({}, {})


def test_a_preview_of_large_jobs_is_shorter(shelf, monkeypatch):
    monkeypatch.setattr(drafts, "PREVIEWED_BYTES", 1_000)
    rows = "".join(f"s{n},f{n}\n" for n in range(12))
    done = shelf.put(f"sample,file\n{rows}".encode(), workflow=WORKFLOW, dry_run=True)
    assert 1 <= len(done.preview) < PREVIEWED_SAMPLES


def test_a_dry_run_may_have_a_name_that_is_taken(shelf):
    shelf.put()
    assert shelf.put(CSV + b"c,z\n", dry_run=True).project.samples == 3


@pytest.mark.parametrize("calls", [1, 2, 3, 4])
def test_an_import_that_broke_off_is_sent_again(calls):
    shelf, whole = Shelf(), Shelf()
    with pytest.raises(Crash):
        shelf.put(fuse=Fuse(calls))
    shelf.put()
    whole.put()
    assert shelf == whole
