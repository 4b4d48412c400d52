"""`python -m benchmarks [--only NAME] [--small]`: measure, print, and write docs/benchmarks.md.

A small run is for trying a benchmark out; it writes nothing.
"""

import argparse
import os
from importlib import import_module

from benchmarks.report import Section, rendered, write

# By name, in the order of the page; the long ones last.
BENCHMARKS = {
    "import": "benchmarks.imports",
    "burst": "benchmarks.burst",
    "calls": "benchmarks.calls",
    "cost": "benchmarks.cost",
    "latency": "benchmarks.latency",
    "peers": "benchmarks.peers",
    "growth": "benchmarks.growth",
    "load": "benchmarks.load",
}


def main() -> None:
    """Run the benchmarks that are asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", choices=BENCHMARKS, action="append")
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args()
    for name in asked.only or BENCHMARKS:
        _measure(name, small=asked.small)


def _measure(name: str, *, small: bool) -> None:
    module = import_module(BENCHMARKS[name])
    before = os.getloadavg()[0]
    section: Section = module.run(small=small)
    load = (before + os.getloadavg()[0]) / 2
    text = rendered(section, f"make bench ONLY={name}", load=load)
    print(text, flush=True)
    if not small:
        write(text, [import_module(one).TITLE for one in BENCHMARKS.values()])


if __name__ == "__main__":
    main()
