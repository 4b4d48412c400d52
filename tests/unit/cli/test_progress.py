"""Signs of life are for the terminal, results for where stdout goes."""

import pytest

from batch_relay.cli import progress
from tests.terminal import Terminal


@pytest.fixture
def terminal(monkeypatch):
    """A terminal behind stderr; stdout goes to a file."""
    shown = Terminal()
    monkeypatch.setattr(progress, "err", lambda: shown.console)
    return shown


def test_a_terminal_is_shown_what_goes_on(terminal):
    with progress.working("Deleting lab"):
        pass
    assert "Deleting lab" in terminal.getvalue()


def test_what_is_counted_is_shown_with_its_total(terminal):
    assert list(progress.tracked([1, 2], "Reading samples")) == [1, 2]
    assert "2/2" in terminal.getvalue()


def test_what_is_printed_meanwhile_goes_to_stdout(terminal, capsys):
    with progress.working("Reading"):
        print("a line")
    for each in progress.tracked(["another"], "Reading"):
        print(each)
    assert capsys.readouterr().out == "a line\nanother\n"
    assert "line" not in terminal.getvalue()
