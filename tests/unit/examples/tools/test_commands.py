"""What the ready tools say to wrong use, and what they do with commands."""

import signal
import subprocess
import sys

import pytest

from tests.unit.examples.tools.conftest import TOOLS

DIGEST = "0" * 64


@pytest.mark.parametrize(
    ("environment", "words", "said"),
    [
        ({}, [], "the type is ''; set --type or BATCH_FILE_TYPE to script or zip"),
        ({"BATCH_FILE_TYPE": "tar"}, [], "the type is 'tar'"),
        ({"BATCH_FILE_TYPE": "script"}, [], "nothing to fetch"),
        ({"BATCH_FILE_TYPE": "script", "BATCH_FILE_S3_URL": "s3://b/k"}, [], "--sha256"),
        ({}, ["--type", "zip", "--url", "s3://b/k", "--sha256", DIGEST], "name the script"),
        ({}, ["--type", "script", "--url", "s3://b", "--sha256", DIGEST], "s3://bucket/key"),
        ({}, ["--type", "script", "--url", "file:///x", "--sha256", DIGEST], "https://"),
    ],
)
def test_wrong_use_of_fetch_and_run_is_said_in_one_line(tool, environment, words, said):
    code, _, err = tool("fetch_and_run", *words, **environment)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err


def test_in_scratch_wants_a_command_and_a_volume(tool, tmp_path):
    assert tool("in_scratch")[0] == 2
    code, _, err = tool("in_scratch", "true", SCRATCH=str(tmp_path / "none"))
    assert (code, "mount the scratch volume" in err) == (2, True)


def test_a_command_gets_a_folder_of_its_own_that_does_not_stay(tool, tmp_path):
    code, out, _ = tool("in_scratch", "sh", "-c", "pwd; exit 7", SCRATCH=str(tmp_path))
    assert (code, out.startswith(f"{tmp_path}/job-")) == (7, True)
    assert list(tmp_path.iterdir()) == []


def test_what_a_signal_ended_has_the_exit_code_of_a_shell(tool, tmp_path):
    code, _, _ = tool("in_scratch", "sh", "-c", "kill -KILL $$", SCRATCH=str(tmp_path))
    assert code == 128 + signal.SIGKILL


def test_a_command_that_is_not_there_is_named(tool, tmp_path):
    code, _, err = tool("in_scratch", "no-such-tool", SCRATCH=str(tmp_path))
    assert (code, err.count("\n"), "no-such-tool" in err) == (1, 1, True)


def test_a_signal_reaches_the_command_and_its_folder_goes(tmp_path):
    script = "trap 'echo asked; exit 5' TERM; echo ready; while :; do sleep 0.01; done"
    process = subprocess.Popen(
        [sys.executable, TOOLS / "in_scratch.py", "sh", "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "SCRATCH": str(tmp_path)},
    )
    assert process.stdout.readline() == "ready\n"
    process.terminate()
    assert process.communicate() == ("asked\n", None)
    assert (process.returncode, list(tmp_path.iterdir())) == (5, [])
