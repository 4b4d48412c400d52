"""How often the emulator looks into queues and streams for its functions.

It looks again with each message and each change of a table, and so, at work, hands on one or two
at a time: most of the time went to calling functions. AWS's pollers gather more, and so does this,
for a moment that nobody notices; what comes after a pause is handed on at once.
"""

# ruff: noqa: SLF001 - the emulator offers nothing else to do it with.

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ministack.services import lambda_svc

QUEUE_SECONDS = 0.05
# Changes of the table are counted, and told, by two functions; on AWS they wait for 1 to 3 seconds.
STREAM_SECONDS = 0.5


def install() -> None:
    """Have the emulator look less often, and find more."""
    lambda_svc._poll_sqs = Waiting(lambda_svc._poll_sqs, QUEUE_SECONDS)
    lambda_svc._poll_dynamodb_streams = Passing(lambda_svc._poll_dynamodb_streams, STREAM_SECONDS)


@dataclass(slots=True)
class Waiting:
    """Looks at once, unless it looked a moment ago: then it waits for that moment to be over."""

    look: Callable[[], bool]
    seconds: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)

    def __call__(self) -> bool:
        """Look; whether anything was found."""
        wait = self._next - self.now()
        if wait > 0:
            self.sleep(wait)
        self._next = self.now() + self.seconds
        return self.look()


@dataclass(slots=True)
class Passing:
    """Looks at once, unless it found something a moment ago: then it leaves it for a later time.

    The emulator comes back with the next message or change, or after a second.
    """

    look: Callable[[], bool]
    seconds: float
    now: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def __call__(self) -> bool:
        """Look, if it is time; whether anything was found."""
        if self.now() < self._next:
            return False
        found = self.look()
        self._next = self.now() + self.seconds if found else 0.0
        return found
