"""How time, memory and cost grow with the number of samples, on the emulator; with a plot."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from batch_relay.domain.statuses import SampleStatus
from batch_relay.local import process
from benchmarks.local import Bench, local_stack
from benchmarks.orchestration.meter import FILE
from benchmarks.orchestration.tally import Tally, read
from benchmarks.plot import Line, draw
from benchmarks.processes import memory, processor_seconds
from benchmarks.report import PAGE, Row, Section

TITLE = "From 100 to 10,000 samples"
SIZES, SMALL = (100, 300, 1_000, 2_000, 10_000), (10, 20)
# The size whose memory has a target.
LIMITED, GIB = 2_000, 1.5
EVERY_SECONDS = 2.0
SETTLE_SECONDS = 6.0
PLOT = PAGE.with_name("growth.svg")
NOTES = """![Growth](growth.svg)

One stack runs a workflow of one trivial analysis for more and more samples, one run after the
other. Time is of the processors: what else is at work on the machine changes it little. Cost is
what AWS would charge for what was counted in the emulator. Memory is that of all
processes of the stack, jobs too, at its highest. {bend}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A run: seconds on the clock and of processors, bytes at most, micro-dollars."""

    samples: int
    wall: float
    cpu: float
    peak: int
    cost: float


def run(*, small: bool) -> Section:
    """Run each size on one stack, and draw what came of it."""
    process.SERVER = "benchmarks.orchestration.server"
    with local_stack(analyses=1) as bench:
        bench.warm_up()
        points = [_point(bench, size) for size in (SMALL if small else SIZES)]
    if not small:
        PLOT.write_text(draw(_lines(points)))
    return Section(
        title=TITLE,
        rows=[*map(_row, points), *(_memory(one) for one in points if one.samples == LIMITED)],
        notes=NOTES.format(bend=_bend(points)),
    )


def _point(bench: Bench, samples: int) -> Point:
    counted = _counted(bench)
    pid, began = bench.stack.emulator.pid, time.monotonic()
    cpu, project = processor_seconds(pid), f"p{samples}"
    with _watched(pid) as peak:
        bench.start(project, samples)
        ended = bench.ended(project)
    wall, cpu = time.monotonic() - began, processor_seconds(pid) - cpu
    if ended.samples.get(SampleStatus.SUCCEEDED) != samples:
        message = f"{project} ended with {ended.samples}"
        raise RuntimeError(message)
    # The counts of the last samples are folded after the run's end is seen.
    time.sleep(SETTLE_SECONDS)
    cost = (_counted(bench) - counted).cost
    return Point(samples=samples, wall=wall, cpu=cpu, peak=max(peak), cost=cost)


def _counted(bench: Bench) -> Tally:
    return read(bench.stack.home.temporary / FILE)


@contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """Look at the memory of the stack every now and then."""
    seen, over = [memory(pid)], Event()

    def watch() -> None:
        while not over.wait(EVERY_SECONDS):
            seen.append(memory(pid))

    thread = Thread(target=watch, daemon=True)
    thread.start()
    yield seen
    over.set()
    thread.join()


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


def _lines(points: list[Point]) -> list[Line]:
    samples = [one.samples for one in points]
    return [
        Line(name="processor time", unit="s", x=samples, y=[one.cpu for one in points]),
        Line(name="cost", unit="µ$", x=samples, y=[one.cost for one in points]),
    ]


def _bend(points: list[Point]) -> str:
    """Say how far from a straight line it is: the last size's share per sample to the first's."""
    first, last = points[0], points[-1]
    times = (last.cpu / last.samples) / (first.cpu / first.samples)
    costs = (last.cost / last.samples) / (first.cost / first.samples)
    return (
        f"A sample among {last.samples:,} takes {times:.2f} times the processor time of one among"
        f" {first.samples:,}, and costs {costs:.2f} times as much. What bends the lines down:"
        " messages, events and changes of the table come in fuller batches, so that functions are"
        " called less often; up: the emulator, not AWS, walks more executions and items."
    )
