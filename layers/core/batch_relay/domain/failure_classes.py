"""What a failure can look like, whose fault it is, and what may cure it."""

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from batch_relay.domain.attempts import JobChange


class Budget(StrEnum):
    """Whose fault a failure is, and so whose resubmissions it uses up."""

    INFRASTRUCTURE = "infrastructure"
    MEMORY = "memory"
    APPLICATION = "application"


class Reaction(StrEnum):
    """What may cure a failure."""

    SAME = "same"
    MORE_MEMORY = "more memory"
    FALLBACK_QUEUE = "fallback queue"
    FALLBACK_QUEUE_NEXT = "same, then fallback queue"
    STOP = "stop"


class Field(StrEnum):
    """Where the text stands: the job's statusReason, its container's reason, either or both."""

    STATUS = "status"
    CONTAINER = "container"
    EITHER = "either"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the table: `text`, a pattern, must be found in `field`, whatever its case.

    `codes` are the exit codes that it needs, if any. `limit` caps the
    resubmissions for this row alone; `waits` is whether one is delayed at all,
    and `least_delay` for how many seconds at least. `check_outputs` says that
    the work may be done in spite of the failure; `advice` is for who reads that
    it was given up.
    """

    name: str
    text: str
    field: Field = Field.EITHER
    codes: Container[int] | None = None
    reaction: Reaction = Reaction.SAME
    budget: Budget = Budget.INFRASTRUCTURE
    limit: int | None = None
    waits: bool = True
    least_delay: int = 0
    check_outputs: bool = False
    advice: str = ""

    def fits(self, change: JobChange) -> bool:
        """Whether a failure is of this kind."""
        code = change.exit_code
        if self.codes is not None and (code is None or code not in self.codes):
            return False
        return self._says(change)

    def _says(self, change: JobChange) -> bool:
        status = self.matches(change.status_reason)
        container = self.matches(change.container_reason)
        return {
            Field.STATUS: status,
            Field.CONTAINER: container,
            Field.EITHER: status or container,
            Field.BOTH: status and container,
        }[self.field]

    def matches(self, text: str) -> bool:
        """Whether the pattern is found in the text."""
        return bool(re.search(self.text, text.strip(), re.IGNORECASE | re.DOTALL))
