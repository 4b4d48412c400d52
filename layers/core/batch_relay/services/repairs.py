"""What a sweep put right, and of what."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from batch_relay.domain.errors import BatchRelayError
from batch_relay.domain.runs import RunKey

T = TypeVar("T")


class Repair(StrEnum):
    """What was put right, told, or put off to the next sweep; each is a metric."""

    START_SENT = "StartSent"
    SUMMARY_SENT = "SummarySent"
    CANCEL_SENT = "CancelSent"
    SUBMISSION_SENT = "SubmissionSent"
    EXECUTION_STARTED = "ExecutionStarted"
    EXECUTION_ENDED = "ExecutionEnded"
    END_TOLD = "EndTold"
    OUTPUTS_FOUND = "OutputsFound"
    JOB_CHANGE_FOUND = "JobChangeFound"
    JOB_BLOCKED = "JobBlocked"
    JOB_GONE = "JobGone"
    JOB_TERMINATED = "JobTerminated"
    COUNTS_MENDED = "CountsMended"
    PUT_OFF = "PutOff"

    @property
    def metrics(self) -> tuple[str, ...]:
        """Return what it is counted as: itself, and what alarms look at."""
        if self is Repair.JOB_BLOCKED:
            return (self,)
        return (self, "Repairs", *(["StuckSamples"] if self in _STUCK else []))


# The sample was live, without news, and no job was at work on it.
_STUCK = {Repair.SUBMISSION_SENT, Repair.EXECUTION_STARTED, Repair.END_TOLD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A repair: of which run and sample, if it is of one, and why it was needed.

    `correlation_id` is of the request that the sample acts for.
    """

    kind: Repair
    run: RunKey | None = None
    sample: str = ""
    reason: str = ""
    correlation_id: str = ""


def unless_put_off(
    repairs: Iterator[T],
    *,
    run: RunKey | None = None,
    sample: str = "",
    correlation_id: str = "",
) -> Iterator[T | Repaired]:
    """Yield the repairs; what fails is left to the next sweep, and keeps nothing else waiting."""
    try:
        yield from repairs
    except BatchRelayError as error:
        said = f"{type(error).__name__}: {error}"
        yield Repaired(
            kind=Repair.PUT_OFF,
            run=run,
            sample=sample,
            reason=said,
            correlation_id=correlation_id,
        )
