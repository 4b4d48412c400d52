import json
import shlex
from pathlib import Path

import pytest
import typer

from batch_relay.cli.examples import EXAMPLES
from batch_relay.cli.main import app
from batch_relay.cli.reference import commands, page
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import analysis, analysis_key, sample
from tests.unit.routes.conftest import WORKFLOW

DOCS = Path(__file__).parents[3] / "docs"
# They ask AWS itself, or this machine, or serve until they are stopped.
ELSEWHERE = (
    "dashboard",
    "doctor",
    "selftest",
    "compute",
    "queue",
    "definition",
    "job",
    "local",
    "run crate",
    "admin dead",
    "admin health",
    "admin restore",
    "access grant",
    "access check",
    "access revoke",
)
OVER = {"count#STARTED#1": 1, "count#SAMPLE#SUCCEEDED": 1}
OF_THE_API = [each for each in EXAMPLES if not each.startswith(ELSEWHERE)]


def test_the_reference_is_current():
    assert (DOCS / "cli-reference.md").read_text() == page(), "make cli-reference"


@pytest.mark.parametrize("path", [path for path, _ in commands()])
def test_every_command_has_an_example(path):
    assert [each for each in EXAMPLES if f"{each} ".startswith(f"{path} ")]


@pytest.mark.parametrize(("path", "command"), list(commands()))
def test_every_command_takes_json(path, command):
    assert "--json" in [name for each in command.params for name in each.opts]


@pytest.fixture
def world(relay, service, tmp_path, monkeypatch):
    """Sample S1 of project demo has failed in workflow assembly; hmp is a folder to adopt."""
    monkeypatch.chdir(tmp_path)
    Path("workflow.json").write_text(json.dumps(WORKFLOW | {"workflow_name": "assembly"}))
    Path("metadata.csv").write_text("sample,file\nS1,a.fq\n")
    Path("hmp").mkdir()
    Path("hmp/metadata.json").write_text('[{"sample": "S1", "file": "a.fq"}]')
    relay("workflow", "put", "workflow.json")
    relay("admin", "prices", "set", "spot", "--vcpu-hour", "0.02", "--gib-hour", "0.002")
    relay("lab", "set", "smith", "--queue", "spot")
    relay("project", "import", "demo", "--metadata", "metadata.csv", "--workflow", "assembly")
    version = service.ports.workflows.newest["assembly"].version
    of = RunKey(project="demo", workflow="assembly")
    given = {"of": of, "version": version, "analyses": 1}
    service.ports.samples.begin(sample("S1", status=SampleStatus.FAILED, **given))
    ended = {"status": AnalysisStatus.RUNNING, "job_id": "job-1"}
    service.ports.analyses.save(analysis(analysis_key(name="S1", of=of), **ended))
    return of


@pytest.mark.parametrize("example", OF_THE_API)
def test_the_examples_run_and_their_tables_fit_a_terminal(
    relay, world, service, monkeypatch, example
):
    monkeypatch.setenv("COLUMNS", "80")
    if "--watch" in example:
        service.ports.runs.counters[world] = OVER
    code, out, err = relay(*shlex.split(example))
    assert (code, "error" in err) == (0, False), err
    assert [line for line in out.splitlines() if line[:1] in "┏┃│└" and len(line) > 80] == []


@pytest.mark.parametrize("example", OF_THE_API)
def test_what_the_examples_print_as_json_is_json(relay, world, service, example):
    if "--watch" in example:
        service.ports.runs.counters[world] = OVER
    assert json.loads(relay(*shlex.split(example), "--json")[1]) is not None


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_command_line(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("workflow.json", "metadata.csv", "compute.json", "align.json"):
        Path(name).touch()
    Path("hmp").mkdir()
    command, words = typer.main.get_command(app), shlex.split(example)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    assert command.make_context("it", words).command is command
