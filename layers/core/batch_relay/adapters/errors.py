"""AWS's errors, in the words of the domain."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from batch_relay.domain.errors import BatchRelayError, RefusedError, UnavailableError

_LATER = {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServerException",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
}
_SERVER_ERROR = 500


def code(error: ClientError) -> str:
    """Return the error's code, as the service names it."""
    return error.response.get("Error", {}).get("Code", "")


def translate(error: ClientError) -> BatchRelayError:
    """Return what the error means to us: later, or never."""
    said = error.response.get("Error", {}).get("Message", "")
    text = f"{error.operation_name}: {said or code(error)}"
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code(error) in _LATER or status >= _SERVER_ERROR:
        return UnavailableError(text)
    return RefusedError(text)


@contextmanager
def translated(**meanings: type[BatchRelayError]) -> Iterator[None]:
    """Raise AWS's errors as ours; `meanings` maps an error's code to another of ours."""
    try:
        yield
    except ClientError as error:
        ours: Any = meanings.get(code(error))
        raise (ours(str(error)) if ours else translate(error)) from error
    except BotoCoreError as error:
        raise UnavailableError(str(error)) from error
