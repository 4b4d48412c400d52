import pytest

from batch_relay.cli.main import main
from tests.in_process_batch import InProcessServices


@pytest.fixture
def services():
    """AWS Batch with a queue `q` and a definition `d`."""
    return InProcessServices.stocked()


@pytest.fixture
def memory(services):
    return services.memory


@pytest.fixture
def client(services):
    return services.batch()


@pytest.fixture
def relay(services, capsys, monkeypatch):
    """Run the command; return its exit code, its stdout and its stderr."""
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments):
        with pytest.raises(SystemExit) as done:
            main([str(each) for each in arguments], target=services)
        return done.value.code or 0, *capsys.readouterr()

    return run
