"""`python -m benchmarks.orchestration [--samples N] [--where]`: measure, and print Markdown."""

import argparse

from benchmarks.orchestration.measure import SCENARIOS, measure
from benchmarks.orchestration.prices import AS_OF
from benchmarks.orchestration.tally import Tally


def main() -> None:
    """Measure each scenario and print what one of its units costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orchestration")
    parser.add_argument("--samples", type=int, default=40, help="at once, in the larger scenarios")
    parser.add_argument("--where", action="store_true", help="tell where each amount arose")
    asked = parser.parse_args()
    for name, tally in measure(asked.samples).items():
        scenario = SCENARIOS[name]
        print(f"## {scenario.title}: {tally.cost:.1f} µ$ (target ≤ {scenario.target} µ$)\n")
        print(rendered(tally))
        if asked.where:
            print(*(f"{n:8.2f} {c:7.2f} µ$  {w}: {p}" for w, p, n, c in tally.places()), sep="\n")
    print(f"List prices of us-east-1, {AS_OF}.")


def rendered(tally: Tally) -> str:
    """Return a table of amounts and costs."""
    rows = [f"| {what} | {n:.4g} | {cost:.2f} |" for what, n, cost in tally.lines() if n]
    return "\n".join(["| what | amount | µ$ |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    main()
