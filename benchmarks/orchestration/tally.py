"""What was counted, and what it costs."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.orchestration.prices import PRICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Amounts by what they are of, and where."""

    amounts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def __sub__(self, before: "Tally") -> "Tally":
        """Return what came after `before`."""
        later = Counter(self.amounts)
        later.subtract(before.amounts)
        return Tally(amounts=Counter({key: n for key, n in later.items() if n}))

    def per(self, number: float) -> "Tally":
        """Return the share of one of so many."""
        return Tally(amounts=Counter({k: n / number for k, n in self.amounts.items()}))

    def of(self, what: str) -> float:
        """Return how much there is of something, wherever."""
        return sum(n for (kind, _), n in self.amounts.items() if kind == what)

    @property
    def cost(self) -> float:
        """Return what it costs, in micro-dollars."""
        return sum(PRICES[what].of(n) for (what, _), n in self.amounts.items())

    def lines(self) -> Iterable[tuple[str, float, float]]:
        """Yield what was counted, how much, and what that costs in micro-dollars."""
        for what, price in PRICES.items():
            yield what, self.of(what), price.of(self.of(what))

    def places(self) -> Iterable[tuple[str, str, float, float]]:
        """Yield the same place by place, the dearest first."""
        priced = [(w, p, n, PRICES[w].of(n)) for (w, p), n in self.amounts.items()]
        return sorted(priced, key=lambda one: -one[-1])


def read(file: Path) -> Tally:
    """Read what the meter has written so far."""
    amounts: Counter[tuple[str, str]] = Counter()
    for line in file.read_text().splitlines():
        one = json.loads(line)
        amounts[one["what"], one["where"]] += one["amount"]
    return Tally(amounts=amounts)
