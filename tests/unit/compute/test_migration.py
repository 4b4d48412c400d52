"""Each command line of docs/migration-compute.md is run."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from batch_relay.cli import compute_options, selftest
from batch_relay.compute.context_file import read_context
from batch_relay.local.batch.jobs.ports import Cause, Ending

HERE = Path(__file__).parent
PAGE = (HERE.parents[2] / "docs/migration-compute.md").read_text()
BEFORE, AFTER = PAGE.split("## Beside it")
CREATE_CE = re.findall(r"`python create_ce.py ([^`]+)`", BEFORE)
CREATE = re.findall(r"`batch-relay compute create ([^`]+)` \|", BEFORE)
BESIDE = re.findall(r"`batch-relay ([^`]+)`", AFTER)
DEFINITION = {
    "jobDefinitionName": "align",
    "type": "container",
    "containerProperties": {"image": "i", "vcpus": 1, "memory": 100},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the files that the page names."""
    shutil.copy(HERE / "cecontext.json", tmp_path)
    (tmp_path / "create_jobdef.json").write_text(json.dumps(DEFINITION))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def jobs_end(monkeypatch, memory):
    """Nothing takes time, and what runs while somebody waits ends well."""

    def sleep(_):
        for task in memory.service.engine.ledger.live_tasks():
            memory.service.engine.started(task)
            memory.service.engine.ended(task, Ending(cause=Cause.EXITED, exit_code=0))

    monkeypatch.setattr(compute_options.time, "sleep", sleep)
    monkeypatch.setattr(selftest.time, "sleep", sleep)


def request(relay, line):
    """What a command line asks for."""
    told = json.loads(relay("compute", "create", *shlex.split(line), "-T")[1])
    return told["computeEnvironmentName"], told["computeResources"], told["state"]


@pytest.mark.parametrize("line", CREATE_CE)
def test_a_command_line_of_create_ce_is_taken_as_it_is(relay, folder, line):
    code, _, err = relay("compute", "create", *shlex.split(line))
    assert (code, err) == (0, "")


@pytest.mark.parametrize(("before", "now"), list(zip(CREATE_CE, CREATE, strict=True)))
def test_its_translation_asks_for_the_same(relay, folder, before, now):
    assert request(relay, before) == request(relay, now)


def test_what_stands_beside_it_works_in_the_order_of_the_page(relay, folder, jobs_end):
    relay("compute", "create", "small_topmed")
    done = {line: relay(*shlex.split(line)) for line in BESIDE}
    assert {line: code for line, (code, _, _) in done.items() if code} == {}


def test_the_page_has_lines_to_run():
    assert (len(CREATE_CE), len(BESIDE)) == (10, 6)


def test_the_example_of_a_context_file_is_one():
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert sorted(read_context(example).sizes) == ["small"]
