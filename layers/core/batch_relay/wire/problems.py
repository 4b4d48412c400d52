"""Problems, and what every message shares."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from batch_relay.domain.problems import Problem, ProblemKind


class Wire(BaseModel):
    """What every message shares: it is read from objects of the same fields, and stays as it is."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class ProblemItem(Wire):
    """One thing that is wrong, with its place: a line of a CSV, a column or the path of a value."""

    kind: ProblemKind
    message: str
    line: int | None = None
    column: str | None = None


class ProblemDetails(Wire):
    """An error, after RFC 9457; `totals` counts all problems by kind, `problems` has the first."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    problems: list[ProblemItem] = []
    totals: dict[str, int] = {}


def problem_items(problems: Iterable[Problem]) -> list[ProblemItem]:
    """Read problems."""
    return [ProblemItem.model_validate(problem) for problem in problems]
