import pytest


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """What the template tells every function."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "BatchRelay")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "some_function")
