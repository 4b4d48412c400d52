"""Cancel a run, or some of its samples."""

from collections.abc import Iterable
from dataclasses import dataclass

from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.messages import Stop
from batch_relay.domain.names import SAMPLE_NAME
from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.domain.wording import quote
from batch_relay.services.ports import Runs, Samples, SteerQueue
from batch_relay.services.queries import find_run

SAMPLES_A_PART = 100
# It stands in every sample and, with a prefix, in every job, which AWS Batch gives 1,024.
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """What to cancel: everything, chosen `samples`, or those whose analysis stands at `only`.

    `correlation_id` is of the request.
    """

    reason: str
    samples: frozenset[str] | None = None
    only: AnalysisStatus | None = None
    correlation_id: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole run."""
        return self.samples is None and self.only is None


def cancel_run(
    key: RunKey, cancel: Cancel, *, runs: Runs, samples: Samples, steering: SteerQueue
) -> Run:
    """Fence the run, then queue the end of what is running; return the run as it stands then.

    Cancelling the whole run makes its generation dead first: whatever was on its
    way changes nothing from then on. Asking again is harmless, and heals a
    cancel that broke off. The run is CANCELLED when no job of it is left.
    ConflictError if the run came to its end by itself.
    """
    _check(cancel)
    run = find_run(key, runs=runs)
    if cancel.is_whole:
        _fence(run, cancel.reason, runs)
    names = cancel.samples if cancel.samples is not None else _live(key, samples)
    steering.send(
        [
            Stop(
                run=key,
                generation=run.generation,
                samples=part,
                reason=cancel.reason,
                only=cancel.only,
                correlation_id=cancel.correlation_id,
            )
            for part in parts(sorted(names))
        ]
    )
    return find_run(key, runs=runs)


def _check(cancel: Cancel) -> None:
    if not cancel.reason.strip():
        msg = "Say why: give a reason, it is kept with every sample and job."
        raise InvalidError(msg)
    if len(cancel.reason) > LONGEST_REASON:
        msg = f"The reason has {len(cancel.reason)} characters; shorten it to {LONGEST_REASON}."
        raise InvalidError(msg)
    _check_storable(cancel)
    if cancel.only and cancel.only.is_final:
        msg = f"What is {cancel.only} has ended; choose a status that comes before, as RUNNABLE."
        raise InvalidError(msg)


def _check_storable(cancel: Cancel) -> None:
    if any("\ud800" <= character <= "\udfff" for character in cancel.reason):
        msg = "The reason has half of a character in it (\\ud800 to \\udfff); remove it."
        raise InvalidError(msg)
    # What fits no key of the table would end as a dead letter, and others' cancellations with it.
    if wrong := sorted(name for name in cancel.samples or () if not SAMPLE_NAME.accepts(name)):
        msg = f"No sample can be named {quote(wrong[0])}; name samples of the run."
        raise InvalidError(msg)


def _fence(run: Run, reason: str, runs: Runs) -> None:
    if run.status in {RunStatus.SUCCEEDED, RunStatus.FAILED}:
        msg = f"There is nothing to cancel: the run has ended, it is {run.status}."
        raise ConflictError(msg)
    try:
        runs.cancel(run.key, generation=run.generation, reason=reason)
    except ConflictError as error:
        msg = "Somebody started the run anew at this moment; look at it, or cancel again."
        raise ConflictError(msg) from error


def _live(key: RunKey, samples: Samples) -> Iterable[str]:
    for status in SampleStatus:
        if status.is_live:
            yield from samples.names(key, status)


def parts(names: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Cut names into parts of a message's size."""
    whole = tuple(names)
    for first in range(0, len(whole), SAMPLES_A_PART):
        yield whole[first : first + SAMPLES_A_PART]
