"""What is wrong with a metadata CSV or a workflow definition, collected in one pass."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from batch_relay.domain.errors import InvalidError

KEPT_OF_EACH_KIND = 100
# A cell or a header may be quoted: a hundred long ones of each kind would be too much to answer.
LONGEST_MESSAGE = 1_000


class ProblemKind(StrEnum):
    """What sort of problem it is; the values are part of the API."""

    UNREADABLE_FILE = "unreadable_file"
    WRONG_ENCODING = "wrong_encoding"
    FILE_TOO_LARGE = "file_too_large"
    EMPTY_FILE = "empty_file"
    MISSING_COLUMN = "missing_column"
    UNNAMED_COLUMN = "unnamed_column"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    RESERVED_COLUMN = "reserved_column"

    BROKEN_QUOTES = "broken_quotes"
    RAGGED_ROW = "ragged_row"
    ROW_TOO_LARGE = "row_too_large"
    MISSING_SAMPLE = "missing_sample"
    DUPLICATE_SAMPLE = "duplicate_sample"
    MISSING_FILE = "missing_file"
    DUPLICATE_FILE = "duplicate_file"
    SURROUNDING_SPACE = "surrounding_space"
    ILLEGAL_NAME = "illegal_name"
    NAME_TOO_LONG = "name_too_long"

    INVALID_JSON = "invalid_json"
    MISSING_KEY = "missing_key"
    UNKNOWN_KEY = "unknown_key"
    DUPLICATE_KEY = "duplicate_key"
    IGNORED_KEY = "ignored_key"
    WRONG_TYPE = "wrong_type"
    INVALID_VALUE = "invalid_value"
    INVALID_TEMPLATE = "invalid_template"
    UNKNOWN_VARIABLE = "unknown_variable"
    NO_OUTPUTS = "no_outputs"
    OVERRIDES_TOO_LARGE = "overrides_too_large"
    NOT_THE_LABS = "not_the_labs"

    UNKNOWN_QUEUE = "unknown_queue"
    CLOSED_QUEUE = "closed_queue"
    NO_FAIR_QUEUE = "no_fair_queue"
    UNKNOWN_JOB_DEFINITION = "unknown_job_definition"
    MISSING_PARAMETER = "missing_parameter"
    UNUSED_PARAMETER = "unused_parameter"
    UNKNOWN_BUCKET = "unknown_bucket"

    UNRENDERABLE = "unrenderable"
    INVALID_OUTPUT = "invalid_output"
    DUPLICATE_OUTPUT = "duplicate_output"
    JOB_TOO_LARGE = "job_too_large"


# Not broken quotes: one that isn't closed hides the rows after it.
ROW_KINDS = frozenset(
    {
        ProblemKind.RAGGED_ROW,
        ProblemKind.ROW_TOO_LARGE,
        ProblemKind.MISSING_SAMPLE,
        ProblemKind.DUPLICATE_SAMPLE,
        ProblemKind.MISSING_FILE,
        ProblemKind.DUPLICATE_FILE,
        ProblemKind.ILLEGAL_NAME,
        ProblemKind.NAME_TOO_LONG,
        ProblemKind.UNRENDERABLE,
        ProblemKind.INVALID_OUTPUT,
        ProblemKind.DUPLICATE_OUTPUT,
        ProblemKind.JOB_TOO_LARGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem, with its place and what to do about it.

    `line` counts from 1, as an editor shows it. `column` is the name of a CSV
    column or the path of a JSON value, such as `analyses[0].outputs[1]`.
    """

    kind: ProblemKind
    message: str
    line: int | None = None
    column: str | None = None

    @property
    def concerns_a_row(self) -> bool:
        """Whether leaving out one row of the metadata would solve it."""
        return self.line is not None and self.kind in ROW_KINDS


class Problems:
    """Collects problems and warnings; its length is the number of problems.

    The first 100 of each kind are kept, all are counted. Warnings refuse nothing.
    """

    def __init__(self) -> None:
        self._problems = _Collection()
        self._warnings = _Collection()
        self._fatal = False

    def __len__(self) -> int:
        return self._problems.totals.total()

    def error(self, said: str) -> InvalidError:
        """Return the error that says so, and carries every problem."""
        return InvalidError(said, self.as_list(), self.totals())

    def add(
        self,
        kind: ProblemKind,
        message: str,
        *,
        line: int | None = None,
        column: str | None = None,
    ) -> None:
        """Note a problem."""
        problem = Problem(kind=kind, message=message, line=line, column=column)
        self._fatal = self._fatal or not problem.concerns_a_row
        self._problems.add(problem)

    def warn(
        self,
        kind: ProblemKind,
        message: str,
        *,
        line: int | None = None,
        column: str | None = None,
    ) -> None:
        """Note something that is allowed and may not be meant."""
        self._warnings.add(Problem(kind=kind, message=message, line=line, column=column))

    def refuse(self, *, skip_invalid: bool = False) -> bool:
        """Whether nothing may be stored; `skip_invalid` forgives what concerns single rows."""
        return self._fatal if skip_invalid else bool(self)

    def as_list(self) -> list[Problem]:
        """Return the problems kept, in the order of their lines; those without one first."""
        return self._problems.in_order()

    def totals(self) -> dict[str, int]:
        """Return how many problems of each kind there are, kept or not."""
        return dict(self._problems.totals)

    def warnings(self) -> list[Problem]:
        """Return the warnings kept, in the order of their lines."""
        return self._warnings.in_order()


class _Collection:
    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self._kept: list[Problem] = []

    def add(self, problem: Problem) -> None:
        self.totals[problem.kind.value] += 1
        if self.totals[problem.kind.value] <= KEPT_OF_EACH_KIND:
            self._kept.append(_short(problem))

    def in_order(self) -> list[Problem]:
        return sorted(self._kept, key=lambda problem: problem.line or 0)


def _short(problem: Problem) -> Problem:
    column = problem.column and _cut(problem.column)
    return replace(problem, message=_cut(problem.message), column=column)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}…"
