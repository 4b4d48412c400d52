import json

import pytest

from batch_relay.cli.main import main
from batch_relay.domain.statuses import SampleStatus
from tests.in_process import InProcess
from tests.unit.cli.finished import OUT_OF_MEMORY, RUN, failed_twice, sample
from tests.unit.routes.conftest import CSV, WORKFLOW


@pytest.fixture
def service():
    return InProcess()


@pytest.fixture
def relay(service, capsys, monkeypatch):
    """Run the command; return its exit code, its stdout and its stderr."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments):
        with pytest.raises(SystemExit) as done:
            main([str(each) for each in arguments], target=service)
        return done.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "metadata.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def definition(tmp_path):
    path = tmp_path / "famli.json"
    path.write_text(json.dumps(WORKFLOW))
    return path


@pytest.fixture
def started(relay, csv, definition):
    """A project of samples a and b, on its way through workflow famli."""
    relay("workflow", "put", definition)
    relay("project", "import", "p", "--metadata", csv, "--workflow", "famli")


@pytest.fixture
def ports(service):
    return service.ports


@pytest.fixture
def finished(started, ports):
    """Sample a failed at its second attempt, sample b succeeded."""
    ports.runs.counters[RUN] = {
        "count#STARTED#1": 2,
        "count#SAMPLE#FAILED": 1,
        "count#SAMPLE#SUCCEEDED": 1,
        "count#ANALYSIS#0#FAILED": 1,
        "count#ANALYSIS#0#SUCCEEDED": 1,
    }
    version = ports.workflows.newest["famli"].version
    ports.samples.begin(sample("a", version, SampleStatus.FAILED, OUT_OF_MEMORY))
    ports.samples.begin(sample("b", version, SampleStatus.SUCCEEDED, ""))
    ports.analyses.save(failed_twice(version))
