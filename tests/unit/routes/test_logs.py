import pytest

from batch_relay.domain.logs import LogLine, LogStream
from batch_relay.domain.statuses import AnalysisStatus
from tests.examples import analysis, analysis_key
from tests.in_process import NOW
from tests.unit.routes.conftest import RUN

STREAM = LogStream(group="/aws/batch/job", name="trim/1")


@pytest.fixture
def logs(run, begun, ports):
    """The path of the logs of sample a, whose job wrote three lines and goes on."""
    begun("a")
    at_work = {"status": AnalysisStatus.RUNNING, "job_id": "job-1", "log_stream": STREAM.name}
    ports.analyses.save(analysis(analysis_key(name="a", of=RUN), **at_work))
    lines = [LogLine(at=NOW, message=f"line {number}") for number in (1, 2, 3)]
    ports.logs.streams[STREAM] = lines
    return f"{run}/samples/a/logs"


def test_a_log_tells_whose_it_is_and_what_was_written_when(http, logs):
    log = http.get(logs).json()
    assert (log["sample"], log["analysis"], log["job_definition"]) == ("a", 0, "trim:1")
    assert (log["attempt"]["number"], log["attempt"]["status"]) == (1, "RUNNING")
    assert log["items"][0] == {"timestamp": "2026-01-01T12:00:00Z", "message": "line 1"}


def test_a_log_has_pages(http, logs):
    first = http.get(logs, params={"limit": 2}).json()
    rest = http.get(logs, params={"next": first["next"]}).json()
    end = http.get(logs, params={"next": rest["next"]}).json()
    assert [len(page["items"]) for page in (first, rest, end)] == [2, 1, 0]
    assert [page["end"] for page in (first, rest, end)] == [False, False, True]


def test_the_last_lines_may_be_wanted(http, logs):
    log = http.get(logs, params={"tail": "true", "limit": 1}).json()
    assert [line["message"] for line in log["items"]] == ["line 3"]


def test_a_missing_log_is_told_with_its_reason(http, logs, ports):
    ports.logs.streams.clear()
    log = http.get(logs).json()
    assert (log["items"], log["end"]) == ([], True)
    assert "not there" in log["missing"]


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "attempt=one", "next=nowhere"])
def test_a_wrong_parameter_is_refused(http, logs, query):
    assert http.get(f"{logs}?{query}").status_code == 422


def test_a_sample_that_has_not_begun_has_no_logs(http, run):
    assert http.get(f"{run}/samples/a/logs").status_code == 404
