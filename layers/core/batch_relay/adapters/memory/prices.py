"""Prices of job queues, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from batch_relay.domain.names import queue_name
from batch_relay.domain.usage import Price


@dataclass
class MemoryPrices:
    """Prices in a dict, by the queue's name."""

    prices: dict[str, Price] = field(default_factory=dict[str, Price])

    def get(self, queue: str) -> Price | None:
        """Return the queue's price, if an administrator set one."""
        return self.prices.get(queue_name(queue))

    def put(self, queue: str, price: Price | None) -> None:
        """Set the queue's price for what ends from now on; None takes it away."""
        self.prices.pop(queue_name(queue), None)
        if price:
            self.prices[queue_name(queue)] = price

    def all(self) -> Mapping[str, Price]:
        """Return every price by the queue's name."""
        return dict(self.prices)
