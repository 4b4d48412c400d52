"""Many samples held at once, while everything that they stand on fails; nothing may be lost."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from batch_relay.domain.statuses import SampleStatus
from batch_relay.local.account import ON_DEMAND, OUTPUT_BUCKET, SPOT
from benchmarks.faults import Faults
from benchmarks.local import NAME, Bench, local_stack
from benchmarks.processes import watched_memory
from benchmarks.report import Row, Section

TITLE = "Many samples, and faults for ten minutes"
SAMPLES, SMALL, ANALYSES = 2_000, 12, 2
MINUTES, SMALL_MINUTES = 10, 1.2
# Of a job: with two at work, the samples last as long as the faults do.
JOB_SECONDS = 0.25
GIB, MOST_GIB, MOST_GROWTH = 1 << 30, 1.5, 0.10
POLL_SECONDS, PATIENCE = 1.0, 600
PROJECT = "held"
NOTES = """{samples:,} samples of {analyses} analyses are started; when all of them have begun,
faults begin, one after the other in any order, for {minutes:g} minutes: {faults}.
Then everybody is left alone until the run ends. Memory is that of all processes of the stack, jobs
too. The emulator keeps all it knows in memory, each job with its log, attempt and items: growth is
compared from the faults' second third on, when functions and jobs are as many as they get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of it: bytes over time while faults were injected, and at most."""

    under_way: int
    ended: dict[SampleStatus, int]
    outputs: int
    twice: int
    dead_letters: int
    early: int
    late: int
    peak: int
    minutes: float


def run(*, small: bool) -> Section:
    """Hold the samples, break things, and count what is left."""
    samples, minutes = (SMALL, SMALL_MINUTES) if small else (SAMPLES, MINUTES)
    with local_stack(seconds=JOB_SECONDS, analyses=ANALYSES) as bench:
        bench.warm_up()
        faults = Faults(bench.stack)
        held = _held(bench, faults, samples, minutes)
        told = ", ".join(f"{name} ({number}×)" for name, number in sorted(faults.done.items()))
    notes = NOTES.format(samples=samples, analyses=ANALYSES, minutes=minutes, faults=told)
    return Section(title=TITLE, rows=_rows(held, samples), notes=notes)


def _held(bench: Bench, faults: Faults, samples: int, minutes: float) -> Held:
    began = time.monotonic()
    with watched_memory(bench.stack.emulator.pid) as seen:
        bench.start(PROJECT, samples)
        under_way = _under_way(bench)
        before = len(seen)
        faults.inject(minutes * 60)
        injected = seen[before:]
        ended = _ended(bench)
    jobs = Counter((job["tags"]["sample"], job["tags"]["analysis"]) for job in _succeeded(bench))
    third = max(1, len(injected) // 3)
    return Held(
        under_way=under_way,
        ended=ended,
        outputs=_outputs(bench),
        twice=sum(number - 1 for number in jobs.values()),
        dead_letters=faults.dead_letters(),
        early=_mean(injected[third : 2 * third]),
        late=_mean(injected[2 * third :]),
        peak=max(seen),
        minutes=(time.monotonic() - began) / 60,
    )


def _under_way(bench: Bench) -> int:
    """Wait until every sample has begun; return how many of them go on."""
    while (counted := _counted(bench)).get(SampleStatus.PENDING):
        time.sleep(POLL_SECONDS)
    return counted.get(SampleStatus.RUNNING, 0)


def _ended(bench: Bench) -> dict[SampleStatus, int]:
    """Wait for the end of the run; return how its samples ended, or where they are stuck."""
    until = time.monotonic() + PATIENCE
    while SampleStatus.RUNNING in (counted := _counted(bench)):
        if time.monotonic() > until:
            break
        time.sleep(POLL_SECONDS)
    return counted


def _counted(bench: Bench) -> dict[SampleStatus, int]:
    return bench.api.run(PROJECT, NAME).samples


def _succeeded(bench: Bench) -> Iterator[dict[str, Any]]:
    """Yield the jobs of the samples that have succeeded."""
    client = _client(bench, "batch")
    pages = [
        page
        for queue in (SPOT, ON_DEMAND)
        for page in client.get_paginator("list_jobs").paginate(
            jobQueue=queue, filters=[{"name": "JOB_NAME", "values": ["*"]}]
        )
    ]
    ids = [job["jobId"] for page in pages for job in page["jobSummaryList"]]
    for first in range(0, len(ids), 100):
        for job in client.describe_jobs(jobs=ids[first : first + 100])["jobs"]:
            if job["status"] == "SUCCEEDED" and job["tags"]["project"] == PROJECT:
                yield job


def _outputs(bench: Bench) -> int:
    pages = _client(bench, "s3").get_paginator("list_objects_v2")
    found = pages.paginate(Bucket=OUTPUT_BUCKET, Prefix=f"{PROJECT}/")
    return sum(page["KeyCount"] for page in found)


def _client(bench: Bench, service: Any) -> Any:
    return bench.stack.emulator.session().client(service, endpoint_url=bench.stack.endpoint)


def _mean(values: list[int]) -> int:
    return sum(values) // max(1, len(values))


def _rows(held: Held, samples: int) -> list[Row]:
    done, growth = held.ended.get(SampleStatus.SUCCEEDED, 0), held.late / max(1, held.early) - 1
    peak = held.peak / GIB
    told = ", ".join(f"{number} {status}" for status, number in held.ended.items())
    return [
        Row(what="samples under way when faults began", measured=f"{held.under_way:,}"),
        Row(
            what="samples lost, or failed",
            measured=f"{samples - done} ({told}, after {held.minutes:.1f} min)",
            target="0",
            met=done == samples,
        ),
        _exact("outputs missing", samples * ANALYSES - held.outputs),
        _exact("analyses whose jobs succeeded more than once", held.twice),
        _exact("messages given up", held.dead_letters),
        Row(
            what="memory at most",
            measured=f"{peak:.2f} GiB ({peak / MOST_GIB:.0%} of the limit)",
            target=f"≤ {MOST_GIB} GiB",
            met=peak <= MOST_GIB,
        ),
        Row(
            what="memory, from the second third of the faults to the last",
            measured=f"{held.early / GIB:.2f} → {held.late / GIB:.2f} GiB ({growth:+.0%})",
            target=f"≤ {MOST_GROWTH:+.0%}",
            met=growth <= MOST_GROWTH,
        ),
    ]


def _exact(what: str, number: int) -> Row:
    return Row(what=what, measured=f"{number:,}", target="0", met=number == 0)
