"""What the service answers when a request can't be served.

BatchError          ServerException, 500
└── RefusedError    ClientException, 400: the request is wrong, or names what does not exist
"""

from typing import TypeVar

T = TypeVar("T")


class BatchError(Exception):
    """The service failed; the caller may try again."""

    code = "ServerException"
    status = 500


class RefusedError(BatchError):
    """The request was refused; it will be refused again."""

    code = "ClientException"
    status = 400


def existing(found: T | None, name: str) -> T:
    """Return what was found.

    Raises:
        RefusedError: nothing was; the message names what was looked for.
    """
    if found is None:
        message = f"{name} does not exist."
        raise RefusedError(message)
    return found
