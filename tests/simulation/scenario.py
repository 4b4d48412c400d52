"""What a seed stands for: samples, a workflow, natures of jobs, faults and timing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.summaries import SAMPLE as SUMMARY
from tests.simulation.faults import Rates, draw_rates
from tests.simulation.jobs import Nature
from tests.simulation.workflows import SUMMED, output, workflow

DAY = 86_400.0
APPENDED = "A1"


class Operation(StrEnum):
    """What an operator may do."""

    START = "start"
    CANCEL = "cancel"
    CANCEL_SAMPLE = "cancel a sample"
    PAUSE = "pause"
    RESUME = "resume"
    RESUBMIT = "resubmit"
    RESUBMIT_FROM = "resubmit a sample from an analysis on"
    LIMIT = "limit what it may spend"
    RAISE = "let it spend more"
    APPEND = "append a sample and start it"
    CANCEL_SUMMARY = "cancel the summary"
    RESUBMIT_SUMMARY = "resubmit the summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`outputs` and `sizes` are how many outputs and jobs each analysis has.

    A size of 0 is that of a single job; times are in seconds of virtual time. The
    outputs of samples that are `present` exist before the run is started. A request starts
    up to `rows_a_request` samples itself; a part of a start has up to `samples_a_range`.
    """

    samples: int
    outputs: tuple[int, ...]
    sizes: tuple[int, ...]
    workflow: Workflow
    natures: Mapping[tuple[str, int], Nature]
    rates: Rates
    faults_until: float
    job_seconds: float
    batch_keeps: float
    list_lag: float
    sweep_every: float
    stale_after: float
    operations: tuple[tuple[float, Operation], ...]
    map_goes_on: bool
    rerun: bool
    present: tuple[str, ...]
    rows_a_request: int
    samples_a_range: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the samples that the project has from the beginning."""
        return _names(self.samples)

    @property
    def outputs_present(self) -> tuple[str, ...]:
        """Return what exists before the run is started."""
        return tuple(uri for name in self.present for uri in self.outputs_of(name))

    def outputs_of(self, sample: str) -> tuple[str, ...]:
        """Return what there is once the sample has succeeded."""
        if sample == SUMMARY:
            return (SUMMED,)
        return tuple(
            output(sample, analysis, number)
            for analysis, many in enumerate(self.outputs)
            for number in range(many)
        )


def _names(samples: int) -> tuple[str, ...]:
    return tuple(f"S{number}" for number in range(1, samples + 1))


def draw(rng: Random) -> Scenario:
    """Draw a scenario: small ones find as much, and sooner."""
    samples = rng.choice((1, 1, 1, 2, 2, 3, 4, 6))
    outputs = tuple(rng.choice((0, 1, 1, 1, 2)) for _ in range(rng.choice((1, 1, 2, 2, 3))))
    sizes = tuple(rng.choice((0, 0, 0, 2, 3, 5)) for _ in outputs)
    faults_until = rng.uniform(600, 7200)
    return Scenario(
        samples=samples,
        outputs=outputs,
        sizes=sizes,
        workflow=_draw_workflow(rng, outputs, sizes),
        natures={
            (name, analysis): _draw_nature(rng, size)
            for name in (*_names(samples), APPENDED)
            for analysis, size in enumerate(sizes)
        }
        | {(SUMMARY, 0): _draw_nature(rng, 0)},
        rates=draw_rates(rng),
        faults_until=faults_until,
        job_seconds=rng.choice((1.0, 60.0, 600.0, 3000.0)),
        batch_keeps=rng.choice((DAY, DAY, 2 * 3600.0)),
        list_lag=rng.choice((0.0, 0.0, 2.0)),
        sweep_every=300.0,
        stale_after=rng.choice((300.0, 900.0)),
        operations=tuple(
            (rng.uniform(0, faults_until), rng.choice(tuple(Operation)))
            for _ in range(rng.choice((0, 0, 1, 2, 4)))
        ),
        map_goes_on=rng.random() < 0.2,
        rerun=rng.random() < 0.3,
        present=tuple(name for name in _names(samples) if rng.random() < 0.1),
        rows_a_request=rng.choice((0, 50_000, 50_000)),
        samples_a_range=rng.choice((1, 2, 100)),
    )


def _draw_nature(rng: Random, size: int) -> Nature:
    return Nature(
        memory=rng.choice((256, 256, 512, 600, 3000)),
        broken=rng.random() < 0.05,
        hangs=rng.random() < 0.02,
        size=size,
    )


def _draw_workflow(rng: Random, outputs: tuple[int, ...], sizes: tuple[int, ...]) -> Workflow:
    return workflow(
        outputs,
        sizes,
        timeout=rng.choice((600, 21_600, 21_600, 21_600)),
        attempts=rng.choice((0, 1, 2, 4, 6)),
        infrastructure=rng.choice((1, 2, 5)),
        application=rng.choice((0, 1, 3)),
        delay=rng.choice((0, 1, 30)),
        fallback_queue=rng.choice(("", "on-demand")),
        complete_when=rng.choice(("outputs", "outputs", "job")),
        summary=rng.random() < 0.3,
    )
