import os
from pathlib import Path

import pytest

from batch_relay.local.emulator import Emulator
from batch_relay.local.environment import bare, cleaned, default_home
from batch_relay.local.home import Home
from batch_relay.local.process import server_environment

ASTRAY = {"AWS_PROFILE": "work", "AWS_ENDPOINT_URL": "https://example.com", "SAM_CLI_DEBUG": "1"}
EMULATOR = Emulator(pid=0, port=4566, access_key="AKIA", secret_key="secret")


@pytest.fixture(autouse=True)
def astray(monkeypatch):
    for name, value in ASTRAY.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("make", [bare, cleaned])
def test_nothing_of_the_callers_aws_settings_is_passed_on(make):
    assert ASTRAY.keys().isdisjoint(make())
    assert make()["AWS_CONFIG_FILE"] == os.devnull


def test_builds_keep_the_callers_proxies_and_package_indexes(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    assert cleaned()["HTTPS_PROXY"] == "http://proxy"
    assert "HTTPS_PROXY" not in bare()


def test_the_emulator_gets_its_own_keys_and_checks_roles(tmp_path):
    made = server_environment(Home(tmp_path), EMULATOR)
    assert (made["AWS_ACCESS_KEY_ID"], made["AUTH"]) == ("AKIA", "true")
    assert made["BIND_HOST"] == "127.0.0.1"


def test_functions_log_as_much_as_on_aws(tmp_path):
    assert server_environment(Home(tmp_path), EMULATOR)["POWERTOOLS_LOG_LEVEL"] == "INFO"


def test_the_home_is_here_unless_the_environment_says_where(monkeypatch, tmp_path):
    monkeypatch.delenv("BATCH_RELAY_HOME", raising=False)
    assert default_home().path == Path.cwd() / ".batch-relay"
    monkeypatch.setenv("BATCH_RELAY_HOME", str(tmp_path))
    assert default_home().path == tmp_path
