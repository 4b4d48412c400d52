"""Everything that can go wrong, as callers see it.

BatchRelayError
├── NotFoundError      no such project, workflow, run, sample or upload   HTTP 404
├── ConflictError      somebody else changed it first, or it exists       HTTP 409
├── InvalidError       the request breaks a rule; carries its problems    HTTP 422
├── UnreadableError    an item of the table is not what it should be     HTTP 500
├── RefusedError       a service refuses for good; trying again is vain   HTTP 502
│   └── ForbiddenError the caller's lab or role may not do this           HTTP 403
└── UnavailableError   a service asks us to come back later               HTTP 503
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batch_relay.domain.problems import Problem


class BatchRelayError(Exception):
    """Base of every error raised on purpose."""


class NotFoundError(BatchRelayError):
    """No such thing."""


class ConflictError(BatchRelayError):
    """The stored version is not the one that was read."""


class InvalidError(BatchRelayError):
    """The request breaks a rule of the domain."""

    def __init__(
        self,
        message: str,
        problems: "Sequence[Problem]" = (),
        totals: dict[str, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        self.totals = totals or {}


class UnreadableError(BatchRelayError):
    """An item of the table is broken, or of a version that this one doesn't know."""


class RefusedError(BatchRelayError):
    """A service refuses the request for good."""


class ForbiddenError(RefusedError):
    """The caller's lab or role may not do this."""


class UnavailableError(BatchRelayError):
    """A service asks us to come back later."""
