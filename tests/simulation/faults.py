"""What may go wrong in a scenario, and how often."""

from dataclasses import dataclass, fields
from random import Random

from tests.simulation.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Chances between 0 and 1: of a port's call, a message, an event or a job."""

    crash: float = 0
    throttle: float = 0
    lost_answer: float = 0
    interleave: float = 0
    message_twice: float = 0
    event_dropped: float = 0
    event_twice: float = 0
    event_late: float = 0
    batch_replayed: float = 0
    sent_twice: float = 0
    job_fails: float = 0
    host_lost: float = 0
    not_started: float = 0
    hopeless: float = 0
    blocked: float = 0
    stuck: float = 0
    lingers: float = 0
    output_missing: float = 0
    output_late: float = 0
    refused: float = 0
    record_fails: float = 0
    sweep_cut: float = 0


# The highest chance that a scenario may draw; what would end a sample is rarer.
_HIGHEST = Rates(
    crash=0.08,
    throttle=0.2,
    lost_answer=0.08,
    interleave=0.3,
    message_twice=0.3,
    event_dropped=0.6,
    event_twice=0.5,
    event_late=0.5,
    batch_replayed=0.3,
    sent_twice=0.4,
    job_fails=0.4,
    host_lost=0.6,
    not_started=0.3,
    hopeless=0.05,
    blocked=0.5,
    stuck=0.05,
    lingers=0.3,
    output_missing=0.3,
    output_late=0.3,
    refused=0.05,
    record_fails=0.5,
    sweep_cut=0.4,
)


def draw_rates(rng: Random) -> Rates:
    """Let about half of the faults happen in this scenario, each at its own rate.

    A tenth of all scenarios has no faults at all: operations alone may collide too.
    """
    if rng.random() < 0.1:
        return Rates()
    return Rates(
        **{
            one.name: rng.random() * getattr(_HIGHEST, one.name) if rng.random() < 0.5 else 0.0
            for one in fields(Rates)
        }
    )


@dataclass
class Faults:
    """Draws faults at the scenario's rates, none after `until` (virtual seconds)."""

    rates: Rates
    until: float
    timeline: Timeline

    @property
    def are_over(self) -> bool:
        return self.timeline.now >= self.until

    def happen(self, rate: float) -> bool:
        return rate > 0 and not self.are_over and self.timeline.rng.random() < rate
