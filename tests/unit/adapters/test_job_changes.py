"""What Batch says of a job, read from the events that AWS sends."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.adapters.batch import to_change
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import JobStatus
from tests.unit.adapters.shapes import faults

EVENTS = sorted(Path(__file__).parents[3].glob("events/on_job_change/*.json"))
WELL_FORMED = [path.stem for path in EVENTS if "malformed" not in path.stem]
AT = datetime(2026, 1, 1, 0, 5, 12, tzinfo=UTC)
STARTED = datetime(2026, 1, 1, 0, 1, 1, tzinfo=UTC)
STOPPED = datetime(2026, 1, 1, 0, 5, 12, 345_000, tzinfo=UTC)
KEY = AnalysisKey(run=RunKey(project="amplicon", workflow="profile"), sample="S1", analysis=0)
LOG = "align/default/7c7cd09e33c044f5919a2f66e0b8e995"


def detail(name):
    (path,) = (path for path in EVENTS if path.stem == name)
    return json.loads(json.loads(path.read_text())["Records"][0]["body"])["detail"]


@pytest.mark.parametrize("name", WELL_FORMED)
def test_an_event_is_of_the_shape_that_aws_describes(name):
    # JobDetail requires `startedAt`; AWS leaves it out of jobs that did not start.
    assert faults({"startedAt": 0} | detail(name), "JobDetail", of="batch") == ""


def test_a_running_job_tells_who_it_is_and_since_when():
    change = to_change(detail("running"), AT)
    assert change.attempt == AttemptKey(key=KEY, generation=1, number=1)
    assert (change.job_id, change.status) == (detail("running")["jobId"], JobStatus.RUNNING)
    assert (change.at, change.started_at, change.stopped_at) == (AT, STARTED, None)
    assert (change.memory, change.log_stream, change.reason) == (512, LOG, "")


def test_a_job_tells_the_revision_and_the_image_that_it_runs():
    change = to_change(detail("succeeded"), AT)
    assert change.definition.endswith(":job-definition/align:1")
    assert change.image.endswith("/align:1.0")


def test_a_job_definition_may_choose_another_log_group():
    job = detail("running")
    chosen = {"logDriver": "awslogs", "options": {"awslogs-group": "/mine"}}
    job["container"]["logConfiguration"] = chosen
    assert (to_change(job, AT).log_group, to_change(detail("running"), AT).log_group) == (
        "/mine",
        "",
    )


def test_a_job_that_succeeded_tells_when_it_stopped():
    change = to_change(detail("succeeded"), AT)
    assert (change.status, change.exit_code) == (JobStatus.SUCCEEDED, 0)
    assert (change.started_at, change.stopped_at) == (STARTED, STOPPED)


@pytest.mark.parametrize(
    ("name", "exit_code", "reason"),
    [
        ("failed_exit_code", 1, "Essential container in task exited"),
        ("failed_out_of_memory", 137, "OutOfMemoryError: Container killed due to memory usage"),
        ("spot_reclaimed", None, "Host EC2 (instance i-0f1e2d3c4b5a69788) terminated."),
        ("timed_out", 137, "Job attempt duration exceeded timeout"),
        ("terminated", 143, "batch-relay: superseded"),
        ("never_placed", None, "batch-relay: superseded"),
        ("no_container", None, "Essential container in task exited"),
    ],
)
def test_a_job_that_failed_tells_why(name, exit_code, reason):
    change = to_change(detail(name), AT)
    assert change.status is JobStatus.FAILED
    assert (change.exit_code, change.reason) == (exit_code, reason)


def test_a_job_without_a_container_has_neither_log_nor_memory():
    change = to_change(detail("no_container"), AT)
    assert (change.log_stream, change.memory) == ("", None)


def test_a_job_whose_image_was_not_pulled_never_started():
    change = to_change(detail("image_not_pulled"), AT)
    assert (change.started_at, change.stopped_at, change.log_stream) == (None, STOPPED, "")
    assert change.reason.startswith("CannotPullContainerError")
    assert change.status_reason == "Task failed to start"


def test_a_job_of_an_array_tells_its_place_and_the_array_none():
    child, array = (to_change(detail(name), AT) for name in ("array_child_failed", "array_failed"))
    assert (child.index, array.index) == (2, None)
    assert child.submitted_id == array.submitted_id == array.job_id
    assert (array.reason, array.memory, array.log_stream) == ("Array Child Job failed", 512, "")


def test_a_strangers_job_is_none_of_ours():
    assert to_change(detail("stranger"), AT) is None


@pytest.mark.parametrize("tags", [None, {}, {"project": "p"}])
def test_a_job_without_our_tags_is_none_of_ours(tags):
    assert to_change(detail("running") | {"tags": tags}, AT) is None


@pytest.mark.parametrize("value", ["", "one", "1.5", None])
@pytest.mark.parametrize("tag", ["analysis", "generation", "attempt"])
def test_a_job_whose_tags_are_no_numbers_is_none_of_ours(tag, value):
    job = detail("running")
    assert to_change(job | {"tags": job["tags"] | {tag: value}}, AT) is None


@pytest.mark.parametrize(
    ("missing", "expected"),
    [((), STOPPED), (("stoppedAt",), STARTED), (("stoppedAt", "startedAt", "createdAt"), None)],
)
def test_without_an_event_the_jobs_own_last_time_stands_in(missing, expected):
    job = {name: value for name, value in detail("succeeded").items() if name not in missing}
    assert to_change(job).at == (expected or datetime.fromtimestamp(0, UTC))


def test_memory_of_the_older_form_is_read_too():
    change = to_change(detail("running") | {"container": {"memory": 2_000, "vcpus": 2}}, AT)
    assert change.memory == 2_000


NEEDED = {"jobId", "status", "tags"}


def poorer(place, data):
    """Return the object with some of its members missing, and some null."""
    names = st.sets(st.sampled_from(sorted(place.keys() - NEEDED))) if place else st.just(set())
    missing, null = data.draw(names), data.draw(names)
    kept = {name: value for name, value in place.items() if name not in missing}
    return kept | dict.fromkeys(null)


@given(st.sampled_from(WELL_FORMED), st.data())
def test_whatever_else_is_missing_or_null_the_rest_is_read(name, data):
    job = detail(name)
    job["container"] = poorer(job["container"], data)
    job["attempts"] = [poorer(one, data) for one in job["attempts"]]
    change = to_change(poorer(job, data), AT)
    assert (change is None) == (name == "stranger")


HELD_UP = [
    "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - Service cannot fulfill the capacity requested",
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - The job needs more than maxvCpus.",
    "ACTION_REQUIRED - The compute environment is invalid.",
    "UNDETERMINED - The cause is not known.",
]


@pytest.mark.parametrize("reason", HELD_UP)
def test_a_job_that_holds_up_its_queue_says_so_when_asked(reason):
    waits = detail("queue_blocked") | {"statusReason": reason}
    assert to_change(waits).blocked


@pytest.mark.parametrize(
    ("status", "reason"),
    [("RUNNABLE", ""), ("RUNNABLE", "Host EC2 (instance i-0) terminated."), ("FAILED", HELD_UP[0])],
)
def test_no_other_job_holds_up_its_queue(status, reason):
    job = detail("queue_blocked") | {"status": status, "statusReason": reason}
    assert not to_change(job).blocked
