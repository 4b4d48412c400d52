"""How time, memory and cost grow with the number of samples, on the emulator; with a plot."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from batch_relay.domain.statuses import SampleStatus
from batch_relay.local import deployment, process
from batch_relay.wire.runs import RunItem
from benchmarks.local import Bench, local_stack
from benchmarks.orchestration.meter import FILE
from benchmarks.orchestration.tally import Tally, read
from benchmarks.plot import Line, draw
from benchmarks.processes import own_seconds, processor_seconds, watched_memory
from benchmarks.report import PAGE, Row, Section

TITLE = "Growth with the number of samples"
SIZES, SMALL = (100, 300, 1_000, 2_000, 10_000), (10, 20)
# The size whose memory has a target.
LIMITED, GIB = 2_000, 1.5
# What the template says; on one machine, sweeps are made every minute.
PRODUCTION = {"ReconcileEvery": "rate(5 minutes)", "StaleAfter": "900"}
SETTLE_SECONDS = 6.0
# A size that would take longer, all in all, is left out.
LIMIT_SECONDS = 1_500.0
PLOT = PAGE.with_name("growth.svg")
NOTES = """![Growth](growth.svg)

One stack runs a workflow of one trivial analysis for more and more samples, one run after the
other. Time is of the processors, with what the counting takes: what else is at work on the machine
changes it little. Cost is what AWS would charge for what was counted in the emulator. Memory is
that of all processes of the stack, jobs too, at its highest. {bend}{left}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A run: seconds on the clock and of processors, bytes at most, micro-dollars.

    `server` is the emulator's own share of the processors, `calls` are those of functions.
    """

    samples: int
    wall: float
    cpu: float
    server: float
    peak: int
    cost: float
    calls: float


def run(*, small: bool) -> Section:
    """Run each size on one stack, and draw what came of it."""
    process.SERVER = "benchmarks.orchestration.server"
    deployment.PARAMETERS.update(PRODUCTION)
    sizes = SMALL if small else SIZES
    with local_stack(analyses=1) as bench:
        bench.warm_up()
        points = list(_points(bench, sizes))
    if not small:
        PLOT.write_text(draw(_lines(points)))
    return Section(
        title=TITLE,
        rows=[*map(_row, points), *(_memory(one) for one in points if one.samples == LIMITED)],
        notes=NOTES.format(bend=_bend(points), left=_left_out(sizes[len(points) :], points[-1])),
    )


def _points(bench: Bench, sizes: Sequence[int]) -> Iterator[Point]:
    """Run one size after the other, as long as there is time."""
    over, pace = time.monotonic() + LIMIT_SECONDS, 0.0
    for size in sizes:
        if time.monotonic() + pace * size > over:
            return
        yield (point := _point(bench, size))
        pace = point.wall / size


def _left_out(sizes: Sequence[int], last: Point) -> str:
    each = last.wall / last.samples / 60
    told = (f" {size:,} samples would have taken {size * each:.0f} minutes." for size in sizes)
    return "".join(told)


def _point(bench: Bench, samples: int) -> Point:
    counted, project = _counted(bench), f"p{samples}"
    pid, began = bench.stack.emulator.pid, time.monotonic()
    cpu, server = processor_seconds(pid), own_seconds(pid)
    with watched_memory(pid) as seen:
        bench.start(project, samples)
        ended = bench.ended(project)
    wall = time.monotonic() - began
    cpu, server = processor_seconds(pid) - cpu, own_seconds(pid) - server
    _expect(ended, samples)
    # The counts of the last samples are folded after the run's end is seen.
    time.sleep(SETTLE_SECONDS)
    spent = _counted(bench) - counted
    return Point(
        samples=samples,
        wall=wall,
        cpu=cpu,
        server=server,
        peak=max(seen),
        cost=spent.cost,
        calls=spent.of("Lambda requests"),
    )


def _expect(ended: RunItem, samples: int) -> None:
    if ended.samples.get(SampleStatus.SUCCEEDED) != samples:
        message = f"the run of {samples} samples ended with {ended.samples}"
        raise RuntimeError(message)


def _counted(bench: Bench) -> Tally:
    return read(bench.stack.home.temporary / FILE)


def _row(one: Point) -> Row:
    each, cost = one.cpu / one.samples * 1000, one.cost / one.samples
    told = (
        f"{one.wall:.0f} s; {each:.0f} ms of processor time and {cost:.1f} µ$ a sample;"
        f" {one.peak / (1 << 30):.2f} GiB"
    )
    return Row(what=f"{one.samples:,} samples", measured=told)


def _memory(one: Point) -> Row:
    gib = one.peak / (1 << 30)
    return Row(
        what=f"memory of the stack at {LIMITED:,} samples",
        measured=f"{gib:.2f} GiB ({gib / GIB:.0%} of the limit)",
        target=f"≤ {GIB} GiB",
        met=gib <= GIB,
    )


def _lines(points: Sequence[Point]) -> list[Line]:
    samples = [one.samples for one in points]
    return [
        Line(name="processor time", unit="s", x=samples, y=[one.cpu for one in points]),
        Line(name="cost", unit="µ$", x=samples, y=[one.cost for one in points]),
    ]


def _bend(points: Sequence[Point]) -> str:
    """Say how far from a straight line it is, and what was measured of the reasons."""
    first, last = points[0], points[-1]
    times, costs, calls, server = (
        (last_ / last.samples) / (first_ / first.samples)
        for first_, last_ in (
            (first.cpu, last.cpu),
            (first.cost, last.cost),
            (first.calls, last.calls),
            (first.server, last.server),
        )
    )
    return (
        f"A sample among {last.samples:,} takes {times:.2f} times the processor time of one among"
        f" {first.samples:,}, and costs {costs:.2f} times as much. Functions are called"
        f" {calls:.2f} times as often for it; the emulator itself, in whose place AWS's own"
        f" services are, takes {server:.2f} times as long, which is what bends the line."
    )
