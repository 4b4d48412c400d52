"""How samples fare whose jobs fail, each for a reason of its own, and what an operator can do."""

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from batch_relay.domain.statuses import RunStatus
from batch_relay.local.account import ON_DEMAND, SPOT
from tests.e2e.project import Project, processes, wait_for

RECLAIMED = "[ $BATCH_RELAY_ATTEMPT = 3 ] || sleep 300"
# It holds what it took, so that whoever watches can't miss it.
HUNGRY = "python -c 'import time; b = bytearray(150 << 20); time.sleep(1)' || exit"
ROWS = {
    "good": "true",
    "reclaimed": RECLAIMED,
    "hungry": HUNGRY,
    "lacks_a_command": "no-such-tool || exit",
    "cannot_start": "true",
    "forgetful": "exit 0",
    "faulty": "exit 3",
}


# Of an array, index 2 fails at first; index 3 writes the output.
ARRAY = (
    "index=$({helper}); echo $BATCH_RELAY_ATTEMPT:$index >> {log};"
    " [ $index:$BATCH_RELAY_ATTEMPT != 2:1 ] || exit 3; [ $index = 3 ] || exit 0"
)
FITS_NOWHERE = "fits no instance"
HELPER = Path(__file__).parents[2] / "examples" / "arrays" / "original-index"


@pytest.fixture
def project(stack, tmp_path):
    """Make projects of the test, whose runs are over when it ends."""
    with ExitStack() as made:
        yield lambda **options: made.enter_context(closing(Project(stack, tmp_path, **options)))


@pytest.fixture(scope="module")
def run(stack, tmp_path_factory):
    """A run that has ended, in which each sample met with something else."""
    with closing(Project(stack, tmp_path_factory.mktemp("run"))) as project:
        project.post(ROWS, shells={"cannot_start": "no-such-tool"})
        for attempt in (1, 2):
            project.reclaim(project.running("reclaimed", attempt=attempt))
        project.ended()
        yield project


def test_a_sample_reclaimed_twice_ends_on_demand(run):
    first, second, third = run.attempts("reclaimed")
    assert [first.queue, second.queue, third.queue] == [SPOT, SPOT, ON_DEMAND]
    assert [first.rule, second.rule, third.status] == ["host reclaimed"] * 2 + ["SUCCEEDED"]
    assert first.reason.startswith("Host EC2 (instance i-")
    assert ON_DEMAND in second.decision


def test_a_sample_out_of_memory_ends_with_more(run):
    first, second = run.attempts("hungry")
    assert (first.status, first.memory, first.exit_code) == ("FAILED", 128, 137)
    assert first.reason.startswith("OutOfMemoryError")
    assert (second.status, second.memory) == ("SUCCEEDED", 256)


@pytest.mark.parametrize(
    ("sample", "code", "rule", "reason"),
    [
        ("lacks_a_command", 127, "command cannot run", "exit code 127"),
        ("cannot_start", 127, "command cannot start", "executable file not found"),
        ("forgetful", 0, "outputs missing", "outputs missing: the job succeeded without s3://"),
        ("faulty", 3, "application failed", "exit code 3"),
    ],
)
def test_a_sample_that_nothing_cures_stops_at_once(run, sample, code, rule, reason):
    (attempt,) = run.attempts(sample)
    assert (attempt.status, attempt.exit_code, attempt.rule) == ("FAILED", code, rule)
    assert attempt.decision.startswith("gave up: ")
    stopped = run.sample(sample)
    assert stopped.status == "FAILED"
    assert reason in stopped.reason


def test_the_others_go_on(run):
    assert run.run().samples == {"SUCCEEDED": 3, "FAILED": 4}
    assert len(run.attempts("good")) == 1


def test_a_failure_of_the_application_is_tried_again_if_the_workflow_says_so(project):
    faulty = project(application=1)
    faulty.post({"once": "[ $BATCH_RELAY_ATTEMPT = 2 ] || exit 3", "always": "exit 3"})
    assert faulty.ended().samples == {"SUCCEEDED": 1, "FAILED": 1}
    assert [len(faulty.attempts(name)) for name in ("once", "always")] == [2, 2]


def test_of_an_array_only_the_index_that_failed_is_run_again(project, tmp_path):
    sharded, log = project(application=1, array=4), tmp_path / "log"
    sharded.post({"only": ARRAY.format(helper=HELPER, log=log)})
    assert sharded.ended().samples == {"SUCCEEDED": 1}
    assert sorted(log.read_text().split()) == ["1:0", "1:1", "1:2", "1:3", "2:2"]
    first, second = sharded.attempts("only")
    assert (first.size, first.failed, first.rule) == (4, "2", "application failed")
    assert (second.size, second.status, first.log_stream != "") == (1, "SUCCEEDED", True)
    assert "4 jobs; failed: 2" in sharded.shown("only")


def test_each_job_of_an_array_has_a_log_of_its_own(project):
    sharded = project(array=2)
    sharded.post({"only": "echo job $AWS_BATCH_JOB_ARRAY_INDEX"})
    assert sharded.ended().samples == {"SUCCEEDED": 1}
    logs = [sharded.log("only", index=index) for index in (0, 1)]
    assert [[line.message for line in log.items] for log in logs] == [["job 0"], ["job 1"]]


@pytest.mark.parametrize("array", [0, 2])
def test_a_job_that_fits_nowhere_ends_with_its_reason(project, array):
    memory = {"type": "MEMORY", "value": "100000000"}
    huge = project(array=array, overrides={"resourceRequirements": [memory]})
    huge.post({"only": "true"})
    assert huge.ended().samples == {"FAILED": 1}
    (attempt,) = huge.attempts("only")
    assert (attempt.rule, attempt.memory, attempt.started_at) == (FITS_NOWHERE, 100_000_000, None)
    assert "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT" in huge.sample("only").reason
    assert "ask for less memory" in attempt.decision


def test_a_cancelled_run_leaves_no_process_and_says_what_it_stopped(project):
    cancelled = project(steps=2)
    sleeps = f"python -c 'import time; time.sleep(300)' {cancelled.name}"
    cancelled.post({"plain": sleeps, "forks": f"setsid {sleeps} & wait"})
    jobs = {cancelled.running(name) for name in ("plain", "forks")}
    wait_for(lambda: len(processes(cancelled.name)) == 4)
    cancelled.cancel("wrong reads")
    run = cancelled.ended()
    assert not processes(cancelled.name)
    assert (run.status, run.reason, run.samples) == ("CANCELLED", "wrong reads", {"CANCELLED": 2})
    assert [each.statuses for each in run.analyses] == [{"CANCELLED": 2}, {}]
    assert {job["jobId"] for job in cancelled.jobs()} == jobs


def test_a_cancelled_sample_keeps_the_reason_with_its_job(project):
    cancelled = project()
    cancelled.post({"only": "sleep 300"})
    cancelled.running("only")
    cancelled.cancel("wrong reads")
    cancelled.ended()
    (attempt,), (job,) = cancelled.attempts("only"), cancelled.jobs()
    assert attempt.status == "CANCELLED"
    assert job["statusReason"] == "batch-relay: cancelled: wrong reads"


def test_a_resubmitted_sample_succeeds_once_its_cause_is_gone(project, tmp_path):
    cured, cause = project(steps=2), tmp_path / "cause"
    cause.touch()
    cured.post(
        {"good": "true", "bad": f"[ $BATCH_RELAY_ANALYSIS = 0 ] || [ ! -e {cause} ] || exit 3"}
    )
    assert cured.ended().samples == {"SUCCEEDED": 1, "FAILED": 1}
    cause.unlink()
    cured.api.resubmit(cured.name, cured.name)
    assert cured.ended(generation=2).samples == {"SUCCEEDED": 2}
    assert [one.generation for one in cured.attempts("bad", 1)] == [1, 2]
    assert cured.successes() == {(name, n): 1 for name in ("good", "bad") for n in (0, 1)}


def test_a_paused_run_submits_nothing_until_it_is_continued(project, tmp_path):
    paused, gate = project(steps=2), tmp_path / "gate"
    paused.post({"only": f"until [ -e {gate} ]; do sleep 0.1; done"})
    paused.running("only")
    paused.api.pause_run(paused.name, paused.name)
    gate.touch()
    wait_for(lambda: [one.status for one in paused.sample("only").analyses[1:]] == ["PARKED"])
    assert (paused.run().status, len(paused.jobs())) == (RunStatus.PAUSED, 1)
    paused.api.continue_run(paused.name, paused.name)
    assert paused.ended().samples == {"SUCCEEDED": 1}
    assert len(paused.jobs()) == 2


def test_a_second_start_of_a_finished_run_submits_no_job(project):
    finished = project(steps=2)
    finished.post({"a": "true", "b": "true"})
    finished.ended()
    finished.api.start_run(finished.name, finished.name)
    again = finished.ended(generation=2)
    assert again.samples == {"SUCCEEDED": 2}
    assert [each.statuses for each in again.analyses] == [{"SUCCEEDED": 2}] * 2
    assert len(finished.jobs()) == 4
