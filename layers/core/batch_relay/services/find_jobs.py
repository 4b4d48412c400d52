"""Find jobs that no attempt knows, and that no event told of."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from batch_relay.domain.attempts import JobChange
from batch_relay.services.ports import Bookmarks
from batch_relay.services.record_job_change import record_job_change
from batch_relay.services.recording import Outcome, Recording
from batch_relay.services.repairs import Repair, Repaired

_KINDS = {Outcome.TERMINATED: Repair.JOB_TERMINATED, Outcome.TOLD: Repair.JOB_BLOCKED}


def find_jobs(
    queues: Sequence[str], stale_after: timedelta, *, bookmarks: Bookmarks, ports: Recording
) -> Iterator[Repaired]:
    """Look once at every job that has lived for `stale_after`; end those that nobody wants.

    SubmitJob may make a second job for an attempt when its answer is lost. Its
    first event ends it; if that is lost too, it is found here, by the first of
    the sweeps to come so far.
    """
    before = ports.clock() - stale_after
    since = min(before - 2 * stale_after, bookmarks.looked_until() or before)
    for queue in queues:
        found = ports.jobs.made_between(queue, since=since, before=before)
        for change in ports.jobs.describe(found):
            kind = _KINDS.get(record_job_change(change, ports=ports))
            if kind:
                yield _found(kind, change)
    bookmarks.look_until(before)


def _found(kind: Repair, change: JobChange) -> Repaired:
    key = change.attempt.key
    said = f"{change.job_id} of {change.attempt} was {change.status}: {change.reason}"
    return Repaired(
        kind=kind,
        run=key.run,
        sample=key.sample,
        reason=said.removesuffix(": "),
        correlation_id=change.correlation_id,
    )
