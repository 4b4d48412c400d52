"""Hold a run, and let it go on."""

from batch_relay.domain.messages import Release
from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.cancel_run import parts
from batch_relay.services.ports import Runs, Samples, SteerQueue
from batch_relay.services.queries import find_run


def pause_run(
    key: RunKey,
    *,
    paused: bool,
    correlation_id: str = "",
    runs: Runs,
    samples: Samples,
    steering: SteerQueue,
) -> Run:
    """Pause the run, or let it go on and queue what was parked.

    Jobs that are at work go on; what comes after them waits in the table, and
    costs nothing. Either may be asked again: it is harmless, and heals one that
    broke off.
    """
    find_run(key, runs=runs)
    runs.pause(key, paused=paused)
    return release_run(
        key, correlation_id=correlation_id, runs=runs, samples=samples, steering=steering
    )


def release_run(
    key: RunKey, *, correlation_id: str, runs: Runs, samples: Samples, steering: SteerQueue
) -> Run:
    """Queue what is parked of a run that may go on; return the run."""
    run = find_run(key, runs=runs)
    if not run.holds:
        names = samples.names(key, SampleStatus.RUNNING)
        steering.send(
            [Release(run=key, samples=part, correlation_id=correlation_id) for part in parts(names)]
        )
    return run
