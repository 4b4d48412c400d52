"""A check list: each step looks first, and does only what is missing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from batch_relay.domain.errors import BatchRelayError


class Outcome(StrEnum):
    """What became of a step."""

    OK = "ok"
    DONE = "done"
    MISSING = "missing"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_good(self) -> bool:
        """Whether things are now as they should be."""
        return self in {Outcome.OK, Outcome.DONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that should be so; `missing` says what isn't, or nothing."""

    name: str
    missing: Callable[[], str]
    mend: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a step, and why."""

    step: str
    outcome: Outcome
    detail: str = ""


def look(steps: Iterable[Step]) -> Iterator[Result]:
    """Yield what is so and what is missing; change nothing."""
    for step in steps:
        try:
            missing = step.missing()
        except BatchRelayError as error:
            yield Result(step=step.name, outcome=Outcome.FAILED, detail=str(error))
            continue
        outcome = Outcome.MISSING if missing else Outcome.OK
        yield Result(step=step.name, outcome=outcome, detail=missing)


def carry_out(steps: Iterable[Step]) -> Iterator[Result]:
    """Do what is missing, one step after another; after one that failed, no more."""
    failed = ""
    for step in steps:
        if failed:
            said = f"{failed} failed before"
            yield Result(step=step.name, outcome=Outcome.SKIPPED, detail=said)
            continue
        try:
            missing = step.missing()
            if missing:
                step.mend()
        except BatchRelayError as error:
            failed = step.name
            yield Result(step=step.name, outcome=Outcome.FAILED, detail=str(error))
            continue
        outcome = Outcome.DONE if missing else Outcome.OK
        yield Result(step=step.name, outcome=outcome, detail=missing)
