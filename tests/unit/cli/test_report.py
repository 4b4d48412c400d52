import csv as csv_module
import json

import pytest


@pytest.fixture
def reported(relay, finished, tmp_path):
    return relay("run", "report", "p", "famli", "--output", tmp_path / "new" / "folder")


def test_report_writes_a_page_and_a_table(reported, tmp_path):
    code, out, _ = reported
    assert (code, "sums up 2 samples" in out) == (0, True)
    assert "famli for p" in (tmp_path / "new/folder/p.famli.html").read_text()
    with (tmp_path / "new/folder/p.famli.csv").open(newline="") as file:
        found = [(row["sample"], row["attempt"]) for row in csv_module.DictReader(file)]
    assert found == [("a", "1"), ("a", "2"), ("b", "")]


def test_report_writes_nothing_else(reported, tmp_path):
    assert len(list((tmp_path / "new/folder").iterdir())) == 2


def test_report_takes_the_name_of_the_file(relay, finished, tmp_path):
    out = relay("run", "report", "p", "famli", "-o", tmp_path / "x.html", "--json")[1]
    told = json.loads(out)
    assert told == {
        "html": str(tmp_path / "x.html"),
        "csv": str(tmp_path / "x.csv"),
        "samples": 2,
    }


def test_report_of_a_run_that_never_was(relay, tmp_path):
    code, _, err = relay("run", "report", "p", "famli", "-o", tmp_path / "x.html")
    assert (code, err.count("\n"), list(tmp_path.iterdir())) == (1, 1, [])


def test_a_report_that_breaks_off_leaves_the_former_one(relay, finished, service, tmp_path):
    kept = tmp_path / "x.csv"
    kept.write_text("kept")
    before = sorted(tmp_path.iterdir())
    service.before = _refuse
    code, _, err = relay("run", "report", "p", "famli", "-o", tmp_path / "x.html")
    assert (code, kept.read_text(), sorted(tmp_path.iterdir())) == (1, "kept", before), err


def _refuse(request):
    if request.url.path.endswith("/samples/b"):
        msg = "the network is gone"
        raise OSError(msg)
