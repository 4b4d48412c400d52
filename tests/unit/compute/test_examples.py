"""The examples that ask AWS Batch, on a Batch in memory, as people and as programs run them."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from batch_relay.cli import compute_options
from batch_relay.cli.examples import EXAMPLES

FILE = Path(__file__).with_name("cecontext.json")
JOB = "6f1c2a8e-0000-4000-8000-000000000001"
# They ask other services too: stacks, logs; a self-test waits for jobs.
ELSEWHERE = ("compute deploy", "compute context", "job logs")
NOUNS = ("compute", "queue", "definition", "job")
OF_BATCH = [one for one in EXAMPLES if one.startswith(NOUNS) and not one.startswith(ELSEWHERE)]


@pytest.fixture
def world(relay, memory, tmp_path, monkeypatch):
    """Environment `gpu` with queue `spot`, where a job waits, and job definition `align`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compute_options.time, "sleep", lambda _: None)
    shutil.copy(FILE, "compute.json")
    container = {"image": "i", "command": ["a"], "vcpus": 1, "memory": 4}
    align = {"jobDefinitionName": "align", "type": "container", "containerProperties": container}
    Path("align.json").write_text(json.dumps(align))
    relay("compute", "create", "gpu", "--context", "compute.json")
    relay("queue", "create", "spot", "--environment", "gpu")
    relay("definition", "register", "align.json")
    return memory.submit(jobQueue="spot")


def run(relay, memory, world, example, *more):
    """Run an example about this job; an environment goes when its queue has another one."""
    if example.startswith("compute delete"):
        memory.end(world)
        relay("queue", "create", "spot", "-e", "q-ce", "-e", "gpu", "--update")
    return relay(*shlex.split(example.replace(JOB, world)), *more)


@pytest.mark.parametrize("example", OF_BATCH)
def test_the_examples_run_and_their_tables_fit_a_terminal(
    relay, memory, world, monkeypatch, example
):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, err = run(relay, memory, world, example)
    assert (code, "error" in err) == (0, False), err
    assert [line for line in out.splitlines() if line[:1] in "┏┃│└" and len(line) > 80] == []


@pytest.mark.parametrize("example", OF_BATCH)
def test_what_the_examples_print_as_json_is_json(relay, memory, world, example):
    assert json.loads(run(relay, memory, world, example, "--json")[1]) is not None
