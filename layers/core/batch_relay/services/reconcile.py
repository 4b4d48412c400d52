"""Find what no event told: look at what has been quiet for long."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.find_jobs import find_jobs
from batch_relay.services.ports import (
    AwaitedOutputs,
    Bookmark,
    Bookmarks,
    Counters,
    Executions,
    Page,
    Runs,
    SteerQueue,
)
from batch_relay.services.record_output import Watching
from batch_relay.services.recording import Recording
from batch_relay.services.recount_run import recount_run
from batch_relay.services.repair_samples import Repair, Repairing, repair_samples, unless_put_off

__all__ = ["Repair", "Sweeping", "reconcile"]

LIVE = tuple(status for status in SampleStatus if status.is_live)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeping:
    """The ports that a sweep needs; `recording` is what repairs go through.

    `queues` are the job queues that the service may use.
    """

    runs: Runs
    counters: Counters
    executions: Executions
    bookmarks: Bookmarks
    queues: Sequence[str]
    steering: SteerQueue
    awaited: AwaitedOutputs
    recording: Recording

    @property
    def repairing(self) -> Repairing:
        """Return the ports that repairing samples needs."""
        return Repairing(
            executions=self.executions,
            steering=self.steering,
            watching=Watching(
                analyses=self.recording.analyses,
                samples=self.recording.samples,
                awaited=self.awaited,
                objects=self.recording.objects,
                tasks=self.recording.tasks,
                clock=self.recording.clock,
            ),
            recording=self.recording,
        )


def reconcile(
    stale_after: timedelta, *, ports: Sweeping, has_time: Callable[[], bool] = lambda: True
) -> Iterator[Repair]:
    """Look at every live sample with no news for `stale_after`; yield each repair.

    Repairs go through the same use cases as events, so a sweep that runs twice,
    or beside the event it missed, changes nothing twice. When `has_time` says
    no, the sweep stops before the next page of samples, and the next one goes
    on from there.
    """
    before = ports.recording.clock() - stale_after
    start = ports.bookmarks.get()
    for key in ports.runs.all():
        if start and key < start.run:
            continue
        run = ports.runs.get(key)
        if run is None or run.is_over:
            continue
        looked_at = 0
        for place, page in _pages(run, start, ports):
            if not has_time():
                ports.bookmarks.put(place)
                return
            quiet = [sample for sample in page.items if sample.updated_at <= before]
            looked_at += len(page.items)
            yield from repair_samples(run, quiet, before=before, ports=ports.repairing)
        if not looked_at and run.created_at <= before:
            yield from unless_put_off(_recount(run, ports))
        start = None
    ports.bookmarks.put(None)
    yield from unless_put_off(find_jobs(ports.queues, stale_after, ports=ports.recording))


def _recount(run: Run, ports: Sweeping) -> Iterator[Repair]:
    return recount_run(
        run,
        now=ports.recording.clock(),
        samples=ports.recording.samples,
        analyses=ports.recording.analyses,
        counters=ports.counters,
    )


def _pages(
    run: Run, start: Bookmark | None, ports: Sweeping
) -> Iterator[tuple[Bookmark, Page[SampleState]]]:
    """Yield the pages of the run's live samples, each with its place, from `start` on."""
    here = start if start and start.run == run.key else None
    for status in LIVE:
        if here and LIVE.index(status) < LIVE.index(here.status):
            continue
        after = here.after if here and here.status is status else None
        while True:
            page = ports.recording.samples.list(run.key, status=status, after=after)
            yield Bookmark(run=run.key, status=status, after=after), page
            after = page.next
            if after is None:
                break
