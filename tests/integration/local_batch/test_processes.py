"""Jobs as processes of this machine."""

import sys
from pathlib import Path

from tests.integration.local_batch.server import wait_for

PYTHON = sys.executable
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"


def is_gone(pid):
    """Whether the process ends: the kernel needs a moment for what was killed."""
    return wait_for(lambda: is_dead(pid))


def is_dead(pid):
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def first_line(jobs, detail):
    return wait_for(lambda: jobs.lines(detail))[0]


def test_a_job_writes_to_its_log_as_it_runs(jobs):
    job = jobs.submit("sh", "-c", "echo out; echo err >&2; sleep 60")
    detail = jobs.reach(job, "RUNNING")
    assert wait_for(lambda: len(lines := jobs.lines(detail)) == 2 and lines) == ["out", "err"]
    jobs.batch.terminate_job(jobId=job, reason="seen enough")


def test_a_line_without_an_end_and_text_that_is_no_utf_8_are_logged(jobs):
    detail = jobs.run("printf", r"one\ntwo \377\n\nthree")
    assert jobs.lines(detail) == ["one", "two \ufffd", "three"]


def test_a_job_that_writes_nothing_has_a_log_all_the_same(jobs):
    assert jobs.lines(jobs.run("true")) == []


def test_a_job_receives_signals_as_usual(jobs):
    detail = jobs.run("sh", "-c", "trap 'echo interrupted' INT; kill -INT $$")
    assert jobs.lines(detail) == ["interrupted"]


def test_a_job_has_a_directory_of_its_own_that_does_not_stay(jobs):
    detail = jobs.run("sh", "-c", "touch here; pwd; ls; echo $HOME $TMPDIR")
    folder, listing, homes = jobs.lines(detail)
    assert (listing, homes) == ("here", f"{folder} {folder}")
    assert not Path(folder).exists()


def test_a_job_sees_nothing_of_the_servers_environment(jobs):
    names = {line.split("=")[0] for line in jobs.lines(jobs.run("env"))}
    assert "GATEWAY_PORT" not in names
    assert names >= {"PATH", "HOME", "AWS_BATCH_JOB_ID", "AWS_BATCH_JOB_ATTEMPT"}


def test_the_exit_code_is_told(jobs):
    detail = jobs.run("sh", "-c", "exit 3")
    assert (detail["status"], detail["container"]["exitCode"]) == ("FAILED", 3)
    assert jobs.run("sh", "-c", "kill -SEGV $$")["container"]["exitCode"] == 139


def test_a_command_that_is_not_there_cannot_start(jobs):
    container = jobs.run("no-such-tool")["container"]
    assert container["exitCode"] == 127
    assert container["reason"].startswith("CannotStartContainerError: ")
    assert 'exec: "no-such-tool": executable file not found in $PATH' in container["reason"]


def test_a_process_that_takes_too_much_memory_is_killed(jobs):
    greedy = "b = bytearray(200 << 20); import time; time.sleep(60)"
    container = jobs.run(PYTHON, "-c", greedy)["container"]
    assert (container["exitCode"], container["reason"]) == (137, OUT_OF_MEMORY)


def test_processes_that_together_take_too_much_memory_are_killed(jobs):
    part = f"'{PYTHON}' -c 'b = bytearray(60 << 20); import time; time.sleep(60)'"
    container = jobs.run("sh", "-c", f"{part} & {part} & wait")["container"]
    assert container["reason"] == OUT_OF_MEMORY


def test_a_short_burst_of_memory_is_found_at_the_end(jobs):
    container = jobs.run(PYTHON, "-c", "bytearray(200 << 20)")["container"]
    assert container["reason"] == OUT_OF_MEMORY


def test_a_job_within_its_memory_succeeds(jobs):
    assert jobs.run(PYTHON, "-c", "bytearray(40 << 20)")["status"] == "SUCCEEDED"


def test_files_that_are_mapped_do_not_count(jobs, tmp_path):
    large = tmp_path / "reference"
    large.write_bytes(bytes(150 << 20))
    script = (
        "import mmap, time; f = open(%r, 'rb'); m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ);"
        "sum(m[::4096]); time.sleep(0.5)"
    )
    assert jobs.run(PYTHON, "-c", script % str(large))["status"] == "SUCCEEDED"


def test_a_job_that_takes_too_long_is_asked_to_end_then_killed(jobs):
    stubborn = "trap 'echo asked' TERM; while :; do sleep 0.1; done"
    detail = jobs.run("sh", "-c", stubborn, timeout={"attemptDurationSeconds": 1})
    assert detail["statusReason"] == "Job attempt duration exceeded timeout"
    assert detail["container"]["exitCode"] == 137
    assert "asked" in jobs.lines(detail)
    assert 1400 < detail["stoppedAt"] - detail["startedAt"] < 5000


def test_processes_in_the_background_end_with_the_job(jobs):
    script = "sleep 300 & echo $!; setsid sleep 300 & echo $!"
    pids = jobs.lines(jobs.run("sh", "-c", script))
    assert len(pids) == 2
    assert all(is_gone(pid) for pid in pids)


def test_a_terminated_job_ends_with_all_its_processes(jobs):
    job = jobs.submit("sh", "-c", "setsid sleep 300 & echo $!; wait")
    pid = first_line(jobs, jobs.reach(job, "RUNNING"))
    jobs.batch.terminate_job(jobId=job, reason="wrong input")
    detail = jobs.finish(job)
    assert (detail["statusReason"], detail["isTerminated"]) == ("wrong input", True)
    assert is_gone(pid)


def test_a_reclaimed_host_takes_its_job_along_and_the_job_is_tried_again(server, jobs):
    script = "echo $$; [ $AWS_BATCH_JOB_ATTEMPT = 2 ] || sleep 300"
    job = jobs.submit("sh", "-c", script, retryStrategy={"attempts": 2})
    pid = first_line(jobs, jobs.reach(job, "RUNNING"))
    server.reclaim(job)
    detail = jobs.finish(job)
    assert detail["status"] == "SUCCEEDED"
    assert detail["attempts"][0]["statusReason"].startswith("Host EC2 (instance i-0")
    assert "exitCode" not in detail["attempts"][0]["container"]
    assert is_gone(pid)


def test_many_jobs_run_one_after_the_other_without_a_pause(jobs):
    array = jobs.submit("true", arrayProperties={"size": 100})
    detail = jobs.finish(array)
    assert detail["arrayProperties"]["statusSummary"]["SUCCEEDED"] == 100
    assert detail["stoppedAt"] - detail["createdAt"] < 10_000


def test_much_output_arrives_whole(jobs):
    assert jobs.lines(jobs.run("seq", "9000")) == [str(n) for n in range(1, 9001)]
