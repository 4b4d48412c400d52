"""Run scenarios by their seeds: `python -m tests.simulation.simulate --count 1000`."""

import argparse
import sys
import time
from collections.abc import Iterable
from random import Random

import pytest

from batch_relay.services import ranges, start_run
from tests.simulation.at_rest import check_rerun, check_rest, is_quiet, why_not_quiet
from tests.simulation.operators import Operators
from tests.simulation.scenario import DAY, draw
from tests.simulation.stack import Stack
from tests.simulation.violation import BrokenRuleError


def simulate(seed: int, *, tracing: bool = False) -> Stack:
    """Run one scenario to its rest and return what is left; BrokenRuleError if a rule is broken."""
    stack, operators = build(seed, tracing=tracing)
    run(stack, operators)
    return stack


def build(seed: int, *, tracing: bool = False) -> tuple[Stack, Operators]:
    """Draw the scenario of a seed, and set it up."""
    rng = Random(seed)
    stack = Stack(draw(rng), rng, tracing=tracing)
    return stack, Operators(stack)


def run(stack: Stack, operators: Operators) -> None:
    """Let everything happen, until all is quiet, and check what there is then."""
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(start_run, "ROWS_A_REQUEST", stack.scenario.rows_a_request)
        limits.setattr(ranges, "SAMPLES_A_RANGE", stack.scenario.samples_a_range)
        operators.plan()
        _settle(stack, operators)
        check_rest(stack)
        if stack.scenario.rerun:
            check_rerun(stack, operators, lambda: _settle(stack, operators))


def _settle(stack: Stack, operators: Operators) -> None:
    """Go on until faults are over, dead letters redriven and nothing left to happen."""
    timeline = stack.timeline
    until = max(timeline.now, stack.scenario.faults_until) + 3 * DAY
    while operators.busy or not stack.faults.are_over:
        timeline.step()
    operators.end()
    while not is_quiet(stack, operators):
        timeline.step()
        if timeline.now > until:
            raise BrokenRuleError(*why_not_quiet(stack))


def first_broken(seeds: Iterable[int]) -> tuple[int, BrokenRuleError] | None:
    """Return the first seed that breaks a rule, and which."""
    for seed in seeds:
        try:
            simulate(seed)
        except BrokenRuleError as broken:
            return seed, broken
    return None


def replay(seed: int) -> str:
    """Return the trace of a seed, and what it led to."""
    stack, operators = build(seed, tracing=True)
    try:
        run(stack, operators)
        end = "nothing found"
    except BrokenRuleError as broken:
        end = f"BROKEN {broken}"
    return "\n".join([f"seed {seed}: {stack.scenario}", *stack.timeline.trace, end])


def report(seed: int, broken: BrokenRuleError) -> str:
    """Return what a person needs to look into it."""
    return f"{replay(seed)}\n\nseed {seed}: {broken}\nreplay: make simulate SEED={seed}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay this one, with its trace")
    asked = parser.parse_args()
    if asked.seed is not None:
        print(replay(asked.seed))
        return 0
    began = time.perf_counter()
    found = first_broken(range(asked.first, asked.first + asked.count))
    if found:
        print(report(*found))
        return 1
    took = time.perf_counter() - began
    print(f"{asked.count} scenarios, nothing found; {asked.count / took:.0f} a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
