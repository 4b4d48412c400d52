"""Begin a generation of a run, and queue its samples."""

from collections.abc import Iterable
from dataclasses import replace

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.messages import StartPart
from batch_relay.domain.runs import Run
from batch_relay.services.ports import Runs, StartQueue


def begin_generation(
    run: Run, parts: Iterable[StartPart], *, runs: Runs, starts: StartQueue
) -> Run:
    """Keep what is to be queued, store the run that names it, then queue it.

    Should that break off, the run says what is left to be sent: the reconciler
    sends it. ConflictError if somebody else began a generation meanwhile.
    """
    kept = starts.keep(run.key, parts)
    begun = replace(run, unsent={**run.unsent, run.generation: kept})
    try:
        runs.begin(begun)
    except ConflictError as error:
        said = f"Somebody started {run.key.workflow!r} at this moment; look at it, or ask again."
        raise ConflictError(said) from error
    return send_starts(begun, runs=runs, starts=starts)


def send_again(run: Run, parts: Iterable[StartPart], *, runs: Runs, starts: StartQueue) -> Run:
    """Queue a generation once more: what it has not sent, or these parts of it."""
    if not run.unsent:
        starts.send(starts.keep(run.key, parts))
    return send_starts(run, runs=runs, starts=starts)


def send_starts(run: Run, *, runs: Runs, starts: StartQueue) -> Run:
    """Queue what the run has not sent; again is harmless."""
    for generation, kept in sorted(run.unsent.items()):
        starts.send(kept)
        runs.sent(run.key, generation)
    return replace(run, unsent={})
