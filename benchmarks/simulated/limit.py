"""A strict rate limit, as AWS has on SubmitJob."""

from collections import deque
from dataclasses import dataclass, field

PER_SECOND = 50


@dataclass(slots=True)
class Limit:
    """No second, wherever it begins, sees more than `per_second` calls let through."""

    per_second: int = PER_SECOND
    allowed: int = 0
    throttled: int = 0
    _recent: deque[float] = field(default_factory=deque[float])

    def allows(self, now: float) -> bool:
        """Let a call through, or not; calls come in the order of time."""
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            self.throttled += 1
            return False
        self._recent.append(now)
        self.allowed += 1
        return True
