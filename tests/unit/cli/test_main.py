import io
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from botocore.exceptions import ClientError, EndpointConnectionError

from batch_relay.cli.main import app, main


def commands(group=None, path=()):
    """Yield the words of every command and group."""
    group = group or typer.main.get_command(app)
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


EVERY = dict(commands())
MANUAL = Path(__file__).parents[3] / "docs/cli.md"


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_has_help(relay, path):
    code, out, _ = relay(*path, "--help")
    assert code == 0
    assert (EVERY[path].help or "").strip(". ")
    assert "Usage: " in out


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_option_and_argument_is_explained(path):
    unexplained = [each.name for each in EVERY[path].params if not getattr(each, "help", None)]
    assert unexplained == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nix", "No such command 'nix'; see `batch-relay --help`"),
        ("run strat p w", "No such command 'strat'. Did you mean 'start'"),
        ("run start", "Missing argument 'project'; see `batch-relay run start --help`"),
        ("project list --nix", "No such option: --nix; see `batch-relay project list --help`"),
        ("sample list p w --status DONE", "'--status': 'DONE' is not one of 'PENDING', "),
        ("project list --region x", "before the noun: `batch-relay --region … project list`"),
    ],
)
def test_a_wrong_command_line_is_one_line_that_says_what_to_do(relay, line, said):
    code, _, err = relay(*line.split())
    assert (code, said in err, err.count("\n"), err[:7]) == (2, True, 1, "error: "), err


def test_a_group_without_a_verb_lists_its_verbs_and_complains_of_nothing(relay):
    code, out, err = relay("run")
    assert (code, "start" in out, err) == (2, True, "")


def test_the_version_is_printed(relay):
    assert relay("--version")[1].strip().count(".") == 2


class Broken:
    """Nothing can be asked of it."""

    def __init__(self, error):
        self.error = error

    def client(self):
        raise self.error


def denied():
    said = {"Code": "AccessDeniedException", "Message": "User: arn:aws:iam::1:user/jane may not"}
    return ClientError({"Error": said, "ResponseMetadata": {}}, "ListJobs")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ZeroDivisionError("a\n  b"), "unexpected ZeroDivisionError: a b; please report it"),
        (denied(), "user/jane may not; ask for that permission, or choose another --profile."),
        (EndpointConnectionError(endpoint_url="x"), "Is the region right, and the network up?"),
    ],
)
def test_any_failure_is_one_line(capsys, error, said):
    with pytest.raises(SystemExit) as done:
        main(["project", "list"], target=Broken(error))
    err = capsys.readouterr().err
    assert (done.value.code, said in err, err.count("\n")) == (1, True, 1), err


def test_an_interruption_is_no_failure_to_talk_about(capsys):
    with pytest.raises(SystemExit) as done:
        main(["project", "list"], target=Broken(KeyboardInterrupt()))
    assert (done.value.code, capsys.readouterr().err) == (130, "")


def test_a_question_that_is_not_answered_with_yes_changes_nothing(relay, started, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, _, err = relay("run", "cancel", "p", "famli", "--reason", "why")
    assert (code, "Nothing was done." in err) == (1, True)


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No credentials, no configuration, no stack."""
    astray = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION")
    for name in (*astray, "BATCH_RELAY_API", "BATCH_RELAY_LOCAL", "BATCH_RELAY_STACK"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("BATCH_RELAY_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "There are no AWS credentials"),
        (["--api", "foo"], "'foo' is no URL of an API"),
        (["--profile", "nix"], "The config profile (nix) could not be found"),
        (["--local"], "No stack runs on this machine; start one with `batch-relay local up`."),
    ],
)
def test_without_an_api_it_says_what_to_do(bare, capsys, options, said):
    with pytest.raises(SystemExit):
        main([*options, "project", "list"])
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_the_command_starts_without_the_local_stacks_packages():
    probe = "import sys; sys.modules['ministack'] = None; import batch_relay.cli.main"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


@pytest.mark.parametrize("path", [path for path in EVERY if len(path) > 1], ids=" ".join)
def test_every_command_is_documented(path):
    assert f"`batch-relay {' '.join(path)}" in MANUAL.read_text()
