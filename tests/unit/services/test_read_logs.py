from datetime import timedelta

import pytest

from batch_relay.adapters.memory.logs import MemoryArrays, MemoryLogs
from batch_relay.domain.attempts import AnalysisState, Attempt
from batch_relay.domain.errors import InvalidError, NotFoundError
from batch_relay.domain.logs import ArrayJob, LogLine, LogStream
from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.services.queries import SampleFound
from batch_relay.services.read_logs import LogChoice, LogPart, read_logs
from tests.examples import START, analysis, analysis_key, sample

PULL = "CannotPullContainerError: no such image"


@pytest.fixture
def logs():
    kept = MemoryLogs()
    for name in ("trim/1", "trim/2", "call/1"):
        lines = [LogLine(at=START, message=f"{name} {number}") for number in (1, 2, 3)]
        kept.streams[LogStream(group="/aws/batch/job", name=name)] = lines
    return kept


def stream(name):
    return LogStream(group="/aws/batch/job", name=name)


def attempt(number, log="", *, minutes=0, **changes):
    given = {
        "generation": 1,
        "job_id": f"job-{log}",
        "queue": "",
        "memory": None,
        "status": AnalysisStatus.FAILED,
        "submitted_at": START + timedelta(minutes=minutes),
        "log_stream": log,
    }
    return Attempt(number=number, **given | changes)


def ended(index, *attempts) -> AnalysisState:
    return analysis(analysis_key(index), status=AnalysisStatus.FAILED, history=attempts)


def found(*analyses):
    return SampleFound(state=sample(), analyses=analyses, job_definitions=("trim:1", "call:2"))


BOTH = found(
    ended(0, attempt(1, "trim/1"), attempt(2, "trim/2", minutes=1)),
    ended(1, attempt(1, "call/1", minutes=2), attempt(2, minutes=3, reason=PULL)),
)


ARRAYS = MemoryArrays(
    {
        "job-many": {
            3: ArrayJob(status=JobStatus.SUCCEEDED, reason="", stream=stream("trim/1")),
            4: ArrayJob(status=JobStatus.RUNNABLE, reason="", stream=None),
        }
    }
)
MANY = found(ended(0, attempt(1, job_id="job-many", size=2, status=AnalysisStatus.SUCCEEDED)))


def read(logs, of=BOTH, *, after=None, limit=10, tail=False, **choice):
    part = LogPart(after=after, limit=limit, tail=tail)
    return read_logs(of, LogChoice(**choice), part, logs=logs, arrays=ARRAYS)


def first_line(log):
    return log.page.lines[0].message


def test_the_newest_attempt_with_a_log_is_read(logs):
    log = read(logs)
    assert (log.analysis, log.attempt.number, first_line(log)) == (1, 1, "call/1 1")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"analysis": "1"}, "trim/2 1"),
        ({"analysis": "trim"}, "trim/2 1"),
        ({"analysis": "1", "attempt": 1}, "trim/1 1"),
        ({"generation": 1, "attempt": 2}, "trim/2 1"),
    ],
)
def test_an_attempt_may_be_chosen(logs, choice, expected):
    assert first_line(read(logs, **choice)) == expected


def test_an_attempt_without_a_log_tells_its_reason(logs):
    log = read(logs, analysis="2", attempt=2)
    assert (log.page.lines, log.page.end) == ((), True)
    assert log.missing == f"its job wrote no log: {PULL}"


def test_a_log_that_is_gone_is_told_with_the_attempts_reason(logs):
    logs.streams.clear()
    assert "not there, or no longer" in read(logs).missing


def test_a_job_that_has_not_started_has_no_log_yet(logs):
    waiting = analysis(status=AnalysisStatus.RUNNABLE, job_id="job-1")
    assert read(logs, found(waiting)).missing == "its job has not started, it is RUNNABLE"


def test_a_job_at_work_is_read_too(logs):
    at_work = analysis(status=AnalysisStatus.RUNNING, job_id="job-1", log_stream="trim/1")
    assert first_line(read(logs, found(at_work))) == "trim/1 1"


def test_the_group_of_the_job_definition_is_used(logs):
    logs.streams[LogStream(group="/mine", name="trim/1")] = [LogLine(at=START, message="mine")]
    one = attempt(1, "trim/1", log_group="/mine")
    assert first_line(read(logs, found(ended(0, one)))) == "mine"


def test_a_log_is_read_in_parts(logs):
    page = read(logs, limit=2).page
    assert [line.message for line in read(logs, after=page.next).page.lines] == ["call/1 3"]


def test_the_last_lines_may_be_wanted(logs):
    assert [each.message for each in read(logs, limit=1, tail=True).page.lines] == ["call/1 3"]


def test_a_job_of_an_array_is_read_by_its_index(logs):
    log = read(logs, MANY, index=3)
    assert (first_line(log), log.index, log.status) == ("trim/1 1", 3, JobStatus.SUCCEEDED)


def test_an_array_tells_which_jobs_there_are(logs):
    log = read(logs, MANY)
    assert (log.indices, log.page.lines) == ("3-4", ())
    assert log.missing == "it is an array of 2 jobs, SUCCEEDED: choose one by its index"


def test_a_job_of_an_array_that_has_not_started_says_so(logs):
    assert read(logs, MANY, index=4).missing == "index 4 is RUNNABLE and has no log"


@pytest.mark.parametrize(
    ("of", "said"), [(MANY, "no index 7, but 3-4"), (BOTH, "it is no array, or")]
)
def test_an_index_that_never_was_is_not_found(logs, of, said):
    with pytest.raises(NotFoundError, match=said):
        read(logs, of, index=7)


def test_an_attempt_that_never_was_is_not_found(logs):
    with pytest.raises(NotFoundError, match="no such attempt"):
        read(logs, attempt=7)


def test_an_analysis_that_never_was_is_refused(logs):
    with pytest.raises(InvalidError, match="no analysis 3"):
        read(logs, analysis="3")
