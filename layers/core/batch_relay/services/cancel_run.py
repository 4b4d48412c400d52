"""Cancel a run, or some of its samples."""

from collections.abc import Iterable
from dataclasses import dataclass

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.messages import Stop
from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.ports import Runs, Samples, SteerQueue
from batch_relay.services.queries import find_run

SAMPLES_A_PART = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """What to cancel: everything, chosen `samples`, or those whose analysis stands at `only`."""

    reason: str
    samples: frozenset[str] | None = None
    only: AnalysisStatus | None = None

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
    """
    if not cancel.reason.strip():
        msg = "Say why: give a reason, it is kept with every sample and job."
        raise InvalidError(msg)
    run = find_run(key, runs=runs)
    if cancel.is_whole:
        runs.cancel(key, generation=run.generation, reason=cancel.reason)
    names = cancel.samples if cancel.samples is not None else _live(key, samples)
    steering.send(
        [
            Stop(
                run=key,
                generation=run.generation,
                samples=part,
                reason=cancel.reason,
                only=cancel.only,
            )
            for part in parts(sorted(names))
        ]
    )
    return find_run(key, runs=runs)


def _live(key: RunKey, samples: Samples) -> Iterable[str]:
    for status in SampleStatus:
        if status.is_live:
            yield from samples.names(key, status)


def parts(names: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Cut names into parts of a message's size."""
    whole = tuple(names)
    for first in range(0, len(whole), SAMPLES_A_PART):
        yield whole[first : first + SAMPLES_A_PART]
