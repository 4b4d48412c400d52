"""Read JSON as people write it, and say on which line it is wrong."""

import json
import re
from dataclasses import dataclass
from typing import Final, cast

from batch_relay.domain.json_places import DEEPEST, Places, find_places, first_too_deep
from batch_relay.domain.json_types import Json
from batch_relay.domain.problems import ProblemKind, Problems

# A definition is one item of a DynamoDB table, which has 400 KB at most.
MAX_BYTES: Final = 256 << 10
_STRING_OR_COMMENT: Final = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|#[^\n]*')
_STRING_OR_LAST_COMMA: Final = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|,(?=[ \t\r\n]*[}\]])')


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A JSON value, and the line of each value in it by path."""

    value: Json
    places: Places


def read_json(text: str, *, relaxed: bool = False, problems: Problems) -> Document | None:
    """Parse JSON; None, and a problem with its line, if it isn't.

    `relaxed` allows `#` comments and commas after the last item.
    """
    if (size := len(text.encode(errors="surrogatepass"))) > MAX_BYTES:
        message = f"The text has {size} bytes; shorten it to {MAX_BYTES}."
        problems.add(ProblemKind.FILE_TOO_LARGE, message)
        return None
    text = text.removeprefix("\ufeff")
    plain = plain_json(text) if relaxed else text
    if line := first_too_deep(plain):
        message = f"Values are nested more than {DEEPEST} levels deep; nest them less."
        problems.add(ProblemKind.INVALID_JSON, message, line=line)
        return None
    try:
        value = cast("Json", json.loads(plain))
    except json.JSONDecodeError as error:
        _add(error, problems, relaxed=relaxed)
    except ValueError:
        problems.add(ProblemKind.INVALID_JSON, "A number has too many digits; write fewer.")
    else:
        return Document(value=value, places=find_places(plain))
    return None


def plain_json(text: str) -> str:
    """Put spaces in place of comments and last commas; every other character stays where it is."""
    return _STRING_OR_LAST_COMMA.sub(_blank, _STRING_OR_COMMENT.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    found = match.group()
    return found if found.startswith('"') else " " * len(found)


def _add(error: json.JSONDecodeError, problems: Problems, *, relaxed: bool) -> None:
    at = error.pos
    message = f"{error.msg} at character {error.colno} of the line."
    if error.msg == "Expecting ',' delimiter":
        at = len(error.doc[: error.pos].rstrip())
        message = "A comma or a closing bracket is missing at the end of the value on this line."
    elif not relaxed and plain_json(error.doc) != error.doc:
        message += " Comments and commas after the last item are allowed in relaxed JSON only."
    line = error.doc.count("\n", 0, at) + 1
    problems.add(ProblemKind.INVALID_JSON, message, line=line)
