"""What jobs have used, what that costs, and prices."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import ConfigDict, Field

from batch_relay.domain.usage import Price, dollars, micro_dollars
from batch_relay.wire.problems import Wire

# In US dollars. A micro-dollar is the least that is told apart.
Dollars = Annotated[float, Field(ge=0, le=1_000_000_000, allow_inf_nan=False)]


class UsageItem(Wire):
    """What jobs that ran, and ended, have used; `dollars` leaves out queues without a price."""

    jobs: int = 0
    vcpu_hours: float = 0
    gib_hours: float = 0
    dollars: float = 0


class PriceRequest(Wire):
    """What a queue's compute costs, in US dollars."""

    model_config = ConfigDict(extra="forbid")

    vcpu_hour: Dollars
    gib_hour: Dollars

    def price(self) -> Price:
        """Return the price."""
        return Price(vcpu_hour=micro_dollars(self.vcpu_hour), gib_hour=micro_dollars(self.gib_hour))


class PriceItem(PriceRequest):
    """The price of one queue."""

    queue: str


class PriceList(Wire):
    """The price of each queue that has one."""

    prices: list[PriceItem]

    @classmethod
    def of(cls, prices: Mapping[str, Price]) -> Self:
        """Read prices."""
        return cls(
            prices=[
                PriceItem(
                    queue=queue,
                    vcpu_hour=dollars(price.vcpu_hour),
                    gib_hour=dollars(price.gib_hour),
                )
                for queue, price in sorted(prices.items())
            ]
        )
