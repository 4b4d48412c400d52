"""What state machines do that call SubmitJob themselves, each with its own retries."""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from random import Random

from benchmarks.simulated.limit import Limit

AT_ONCE, STARTS_PER_SECOND = 1_300, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A Retry of the Amazon States Language; times in seconds."""

    interval: float
    rate: float
    attempts: int
    longest: float = float("inf")
    jitter: bool = True


# As their compiled state machines say.
WAYS = {
    "retry 2 s × 2, 60 s at most, 10 times, jitter": Retry(
        interval=2, rate=2, attempts=10, longest=60
    ),
    "retry 30 s × 2, 300 s at most, 20 times, jitter": Retry(
        interval=30, rate=2, attempts=20, longest=300
    ),
    "retry 15 s × 2.1, 3 times, no jitter": Retry(interval=15, rate=2.1, attempts=3, jitter=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the burst; `extra` are transitions paid for retries."""

    samples: int
    lost: int
    extra: int
    seconds: float
    throttled_share: float


def starts(samples: int) -> list[float]:
    """Return when each execution starts, at StartExecution's own limit."""
    return [max(0, n - AT_ONCE) / STARTS_PER_SECOND for n in range(samples)]


def simulate(retry: Retry, samples: int) -> Outcome:
    """Let every execution call SubmitJob until it gets through or gives up."""
    limit, rng = Limit(), Random(1)
    calls = [(at, 0) for at in starts(samples)]
    heapify(calls)
    lost, extra, last = 0, 0, 0.0
    while calls:
        now, tried = heappop(calls)
        if limit.allows(now):
            last = now
        elif tried == retry.attempts:
            lost += 1
        else:
            extra += 1
            heappush(calls, (now + _wait(retry, tried, rng), tried + 1))
    share = limit.throttled / (limit.allowed + limit.throttled)
    return Outcome(samples=samples, lost=lost, extra=extra, seconds=last, throttled_share=share)


def _wait(retry: Retry, tried: int, rng: Random) -> float:
    longest = min(retry.longest, retry.interval * retry.rate**tried)
    return rng.uniform(0, longest) if retry.jitter else longest
