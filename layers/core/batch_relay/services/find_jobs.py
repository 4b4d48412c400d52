"""Find jobs that no attempt knows, and that no event told of."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from batch_relay.services.record_job_change import record_job_change
from batch_relay.services.recording import Outcome, Recording
from batch_relay.services.repairs import Repair, Repaired


def find_jobs(
    queues: Sequence[str], stale_after: timedelta, *, ports: Recording
) -> Iterator[Repaired]:
    """Look once at every job that has lived for `stale_after`; end those that nobody wants.

    SubmitJob may make a second job for an attempt when its answer is lost. Its
    first event ends it; if that is lost too, it is found here.
    """
    before = ports.clock() - stale_after
    for queue in queues:
        found = ports.jobs.made_between(queue, since=before - 2 * stale_after, before=before)
        for change in ports.jobs.describe(found):
            if record_job_change(change, ports=ports) is Outcome.TERMINATED:
                key = change.attempt.key
                said = f"{change.job_id} is not the job of {change.attempt}"
                yield Repaired(
                    kind=Repair.JOB_TERMINATED, run=key.run, sample=key.sample, reason=said
                )
