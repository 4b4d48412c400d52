"""What Batch Relay itself costs a sample: `benchmarks.orchestration`, as a section of the page."""

from math import isinf

from benchmarks.orchestration.measure import SCENARIOS, measure
from benchmarks.orchestration.prices import AS_OF
from benchmarks.orchestration.tally import Tally
from benchmarks.report import Row, Section

TITLE = "What orchestration costs"
SAMPLES, SMALL = 40, 5


def run(*, small: bool) -> Section:
    """Measure every scenario."""
    found = measure(SMALL if small else SAMPLES)
    return Section(
        title=TITLE,
        rows=[_row(name, tally) for name, tally in found.items()],
        notes="What AWS would charge for, counted in the emulator, at the list prices of us-east-1,"
        f" {AS_OF}. Amount by amount: `python -m benchmarks.orchestration`.",
    )


def _row(name: str, tally: Tally) -> Row:
    scenario = SCENARIOS[name]
    measured = f"{tally.cost:.1f} µ$"
    if isinf(scenario.target):
        return Row(what=scenario.title, measured=measured)
    target, met = f"≤ {scenario.target:g} µ$", tally.cost <= scenario.target
    return Row(what=scenario.title, measured=measured, target=target, met=met)
