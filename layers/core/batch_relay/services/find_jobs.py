"""Find jobs that no attempt knows, and that no event told of."""

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime, timedelta

from batch_relay.domain.attempts import JobChange
from batch_relay.domain.errors import (
    BatchRelayError,
    ConflictError,
    RefusedError,
    UnavailableError,
)
from batch_relay.services.ports import Bookmarks, Jobs
from batch_relay.services.record_job_change import record_job_change
from batch_relay.services.recording import Outcome, Recording
from batch_relay.services.repairs import Repair, Repaired

# Jobs to a question, and to a look at the time; AWS Batch takes as many.
PART = 100
_KINDS = {Outcome.TERMINATED: Repair.JOB_TERMINATED, Outcome.TOLD: Repair.JOB_BLOCKED}


def find_jobs(
    queues: Sequence[str],
    stale_after: timedelta,
    *,
    bookmarks: Bookmarks,
    ports: Recording,
    has_time: Callable[[], bool],
) -> Iterator[Repaired]:
    """Look once at every job that has lived for `stale_after`; end those that nobody wants.

    SubmitJob may make a second job for an attempt when its answer is lost. Its
    first event ends it; if that is lost too, it is found here. The oldest come
    first: where time runs out, or a service asks to come back later, the next
    sweep goes on from there.
    """
    before = ports.clock() - stale_after
    since = bookmarks.looked_until() or before - 2 * stale_after
    made = yield from _made(queues, since, before, ports.jobs)
    oldest = sorted(made, key=made.__getitem__)
    for first in range(0, len(oldest), PART):
        bookmarks.look_until(made[oldest[first]])
        if not has_time():
            return
        for change in ports.jobs.describe(oldest[first : first + PART]):
            yield from _look(change, ports)
    bookmarks.look_until(before)


def _made(
    queues: Sequence[str], since: datetime, before: datetime, jobs: Jobs
) -> Generator[Repaired, None, dict[str, datetime]]:
    """Return when each job was made; a queue that is no more keeps no other waiting."""
    made: dict[str, datetime] = {}
    for queue in queues:
        try:
            made.update(jobs.made_between(queue, since=since, before=before))
        except RefusedError as error:
            yield Repaired(kind=Repair.PUT_OFF, reason=f"queue {queue}: {error}")
    return made


def _look(change: JobChange, ports: Recording) -> Iterator[Repaired]:
    """Take in what Batch says of a job; one that can't be dealt with keeps no other waiting."""
    try:
        kind = _KINDS.get(record_job_change(change, ports=ports))
    except (ConflictError, UnavailableError):
        raise
    except BatchRelayError as error:
        yield _found(Repair.PUT_OFF, change, f"{type(error).__name__}: {error}")
        return
    if kind:
        said = f"{change.job_id} of {change.attempt} was {change.status}: {change.reason}"
        yield _found(kind, change, said.removesuffix(": "))


def _found(kind: Repair, change: JobChange, reason: str) -> Repaired:
    key = change.attempt.key
    return Repaired(
        kind=kind,
        run=key.run,
        sample=key.sample,
        reason=reason,
        correlation_id=change.correlation_id,
    )
