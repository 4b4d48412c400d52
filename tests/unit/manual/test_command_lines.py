"""Each command line of the manual is one that the command takes."""

import re
import shlex
from itertools import takewhile

import pytest
import typer
from typer.exceptions import TyperException

from batch_relay.cli.main import app
from batch_relay.cli.reference import commands
from tests.pages import blocks, pages, spans

TREE = dict(commands())
NOUNS = {path.split()[0] for path in TREE}
OPERATOR = re.compile("[|;&<>()]+")
EVERYWHERE = {"--api", "--stack", "--local", "--profile", "--region", "--help"}
PAGES = {
    page.name if page.parent.name == "docs" else f"{page.parent.name}/{page.name}": page
    for page in pages()
}


def typed(line):
    """Yield the arguments of each batch-relay in a command line."""
    first = line.replace("\\\n", " ").split("<<")[0].replace('"$(', "; ").replace(')"', "; ")
    words = shlex.shlex(first, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    tokens = list(words)
    starts = [n for n, word in enumerate(tokens) if word == "batch-relay" and begins(tokens[:n])]
    for start in starts:
        yield list(takewhile(lambda word: not OPERATOR.fullmatch(word), tokens[start + 1 :]))


def begins(before):
    """Whether a command begins after these words."""
    return not before or bool(OPERATOR.fullmatch(before[-1]) or re.match("[A-Z_]+=", before[-1]))


def parse(arguments):
    """Read the arguments as the command would, down to its verb; then stop."""
    command, context, name = typer.main.get_command(app), None, "batch-relay"
    while True:
        context = command.make_context(name, arguments, parent=context)
        if not hasattr(command, "commands"):
            return
        rest = [*context._protected_args, *context.args]
        name, command, arguments = command.resolve_command(context, rest)


def refusal(arguments):
    """Why the command would refuse them; empty if it takes them."""
    try:
        parse(arguments)
    except TyperException as error:
        # The files are the reader's.
        return "" if "does not exist" in str(error) else f"{arguments}: {error}"
    return ""


@pytest.mark.parametrize("name", PAGES)
def test_every_line_is_taken(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    lines = [each.line for block in blocks(PAGES[name]) for each in block.commands]
    assert [why for line in lines for each in typed(line) if (why := refusal(each))] == []


def unknown(text):
    """Return what a synopsis in the text names and the command has not."""
    words = text.removeprefix("batch-relay ").split()
    path = next((path for n in (3, 2, 1) if (path := " ".join(words[:n])) in TREE), None)
    if path is None or (path == text and " " not in path):
        return set()
    known = {name for each in TREE[path].params for name in (*each.opts, *each.secondary_opts)}
    return set(re.findall(r"(?<!\S)\[?(--[a-z][a-z-]*)", text)) - known - EVERYWHERE


@pytest.mark.parametrize("name", PAGES)
def test_every_command_in_the_text_has_the_options_it_is_said_to_have(name):
    assert {text: found for text in spans(PAGES[name]) if (found := unknown(text))} == {}


@pytest.mark.parametrize("name", PAGES)
def test_every_command_in_the_text_is_there(name):
    said = [text.split()[1:] for text in spans(PAGES[name]) if text.startswith("batch-relay ")]
    assert [words for words in said if words[0] not in NOUNS and words[0][0] not in "-…["] == []


def test_the_manual_has_lines_to_look_at():
    lines = [each.line for page in pages() for block in blocks(page) for each in block.commands]
    assert sum(1 for line in lines for _ in typed(line)) > 100
