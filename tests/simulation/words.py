"""Short words for a trace."""

from functools import singledispatch
from typing import Any

from batch_relay.domain.attempts import JobChange
from batch_relay.domain.messages import (
    Release,
    StartChosen,
    StartRange,
    StartWhole,
    Stop,
    Submission,
    Summarize,
)
from batch_relay.domain.runs import Run


@singledispatch
def brief(thing: Any) -> str:
    """Return the thing in as few words as tell it from others."""
    return str(thing)


@brief.register
def _(thing: JobChange) -> str:
    blocked = " blocks its queue" if thing.blocked else ""
    return f"{thing.job_id} {thing.status}{blocked} ({thing.attempt})"


@brief.register
def _(thing: Submission) -> str:
    return f"{thing.attempt} {thing.token or 'without token'}"


@brief.register
def _(thing: StartRange) -> str:
    return f"range of generation {thing.generation}"


@brief.register
def _(thing: StartWhole) -> str:
    return f"all ranges of generation {thing.generation}"


@brief.register
def _(thing: Summarize) -> str:
    return f"what is due to the summary of {thing.run}"


@brief.register
def _(thing: StartChosen) -> str:
    return f"generation {thing.generation} of {' '.join(thing.samples)}"


@brief.register
def _(thing: Stop) -> str:
    return f"stop {' '.join(thing.samples)} up to generation {thing.generation}"


@brief.register
def _(thing: Release) -> str:
    return f"release {' '.join(thing.samples)}"


@brief.register
def _(thing: Run) -> str:
    return f"generation {thing.generation} {thing.status}"


@brief.register
def _(thing: tuple) -> str:  # type: ignore[type-arg]
    return " ".join(map(brief, thing))
