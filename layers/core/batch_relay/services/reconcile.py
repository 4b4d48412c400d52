"""Find what no event told: look at what has been quiet for long."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from batch_relay.domain.counting import Tally
from batch_relay.domain.errors import UnreadableError
from batch_relay.domain.messages import Summarize
from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.domain.summaries import Due, due
from batch_relay.services.begin_generation import send_starts
from batch_relay.services.find_executions import find_executions
from batch_relay.services.find_jobs import find_jobs
from batch_relay.services.ports import (
    AwaitedOutputs,
    Bookmark,
    Bookmarks,
    Counters,
    Executions,
    Runs,
    StartQueue,
    SteerQueue,
)
from batch_relay.services.record_output import Watching
from batch_relay.services.recording import Recording
from batch_relay.services.recount_run import recount_run
from batch_relay.services.repair_samples import Repairing, repair_samples
from batch_relay.services.repairs import Repair, Repaired, unless_put_off

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
    starts: StartQueue
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
) -> Iterator[Repaired]:
    """Look at every live sample with no news for `stale_after`; yield each repair.

    Repairs go through the same use cases as events, so a sweep that runs twice,
    or beside the event it missed, changes nothing twice. When `has_time` says
    no, the sweep stops before the next page, or part of the jobs, and the next one goes on
    from there.
    """
    before = ports.recording.clock() - stale_after
    for one in _sweep(ports.bookmarks.get(), before, ports):
        if isinstance(one, Repaired):
            yield one
        elif not has_time():
            ports.bookmarks.put(one)
            return
    ports.bookmarks.put(None)
    found = find_jobs(
        ports.queues,
        stale_after,
        bookmarks=ports.bookmarks,
        ports=ports.recording,
        has_time=has_time,
    )
    yield from unless_put_off(found)
    if has_time():
        yield from unless_put_off(_executions(before, ports))


def _executions(before: datetime, ports: Sweeping) -> Iterator[Repaired]:
    return find_executions(
        before,
        executions=ports.executions,
        bookmarks=ports.bookmarks,
        samples=ports.recording.samples,
    )


def _sweep(
    start: Bookmark | None, before: datetime, ports: Sweeping
) -> Iterator[Bookmark | Repaired]:
    """Look at every run from `start` on; yield each place where the sweep may stop, too."""
    for key in ports.runs.all():
        if start is None or key >= start.run:
            here = start if start and start.run == key else None
            yield from unless_put_off(_look(key, here, before, ports), run=key)


def _look(
    key: RunKey, here: Bookmark | None, before: datetime, ports: Sweeping
) -> Iterator[Bookmark | Repaired]:
    """Look at a run, from `here` on; its counts may be wrong, so its samples are asked for."""
    run = ports.runs.get(key)
    if run is None:
        return
    if run.unsent and run.created_at <= before:
        send_starts(run, runs=ports.runs, starts=ports.starts)
        yield _repaired(Repair.START_SENT, run, "its start broke off")
    tally = here.tally if here else None
    live = tally is None and (yield from _live(run, here, before, ports))
    if not live and (run.pending or run.recounted < run.generation):
        yield from _recount(run, tally, ports)
    yield from _summarize(run, ports)


def _summarize(run: Run, ports: Sweeping) -> Iterator[Repaired]:
    """Ask for what is due to its summary, as no event did."""
    if run.has_summary and (wanted := due(run, ports.runs.get(run.key.summary))) != Due.NOTHING:
        ports.starts.send(ports.starts.keep(run.key, [Summarize(run=run.key)]))
        yield _repaired(Repair.SUMMARY_SENT, run, f"to {wanted} it is due")


def _repaired(kind: Repair, run: Run, reason: str) -> Repaired:
    return Repaired(kind=kind, run=run.key, reason=reason, correlation_id=run.correlation_id)


def _live(
    run: Run, here: Bookmark | None, before: datetime, ports: Sweeping
) -> Generator[Bookmark | Repaired, None, bool]:
    """Look at the run's live samples, page by page; return whether there are, or were, any."""
    found = here is not None
    for status in LIVE:
        if here and here.status and LIVE.index(status) < LIVE.index(here.status):
            continue
        after, more = here.after if here and here.status is status else None, True
        while more:
            page = ports.recording.samples.list(run.key, status=status, after=after)
            yield Bookmark(run=run.key, status=status, after=after)
            yield from (_unread(run.key, error) for error in page.unreadable)
            quiet = [sample for sample in page.items if sample.updated_at <= before]
            yield from repair_samples(run, quiet, before=before, ports=ports.repairing)
            found = found or bool(page.items or page.unreadable)
            after, more = page.next, page.next is not None
    return found


def _unread(run: RunKey, error: UnreadableError) -> Repaired:
    return Repaired(kind=Repair.PUT_OFF, run=run, reason=f"UnreadableError: {error}")


def _recount(run: Run, tally: Tally | None, ports: Sweeping) -> Iterator[Bookmark | Repaired]:
    recording = ports.recording
    now, analyses = recording.clock(), recording.analyses
    for one in recount_run(run, tally, now=now, analyses=analyses, counters=ports.counters):
        yield one if isinstance(one, Repaired) else Bookmark(run=run.key, tally=one)
