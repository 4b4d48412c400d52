"""AWS's errors, in the words of the domain."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    ParamValidationError,
)

from batch_relay.domain.errors import BatchRelayError, RefusedError, UnavailableError

# What the SDK itself would try again, and what passes with time.
_LATER = {
    "BandwidthLimitExceeded",
    "ExecutionLimitExceeded",
    "ExpiredToken",
    "ExpiredTokenException",
    "InternalServerError",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServerException",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
    "TransactionInProgressException",
}
_SERVER_ERROR = 500
# Who is refused is a role of ours; callers need not know its account and name.
_WHO = re.compile(r"(?:User: )?arn:[\w-]+:(?:iam|sts):[^\s,]*")


def code(error: ClientError) -> str:
    """Return the error's code, as the service names it."""
    return error.response.get("Error", {}).get("Code", "")


def translate(error: ClientError) -> BatchRelayError:
    """Return what the error means to us: later, or never."""
    said = error.response.get("Error", {}).get("Message", "")
    text = _WHO.sub("the service", f"{error.operation_name}: {said or code(error)}")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code(error) in _LATER or status >= _SERVER_ERROR:
        return UnavailableError(text)
    return RefusedError(text)


@contextmanager
def translated(**meanings: type[BatchRelayError]) -> Iterator[None]:
    """Raise AWS's errors as ours; `meanings` maps an error's code to another of ours.

    A request that the SDK does not send, for its parameters are wrong, is
    refused for good; one that did not get through may later.
    """
    try:
        yield
    except ClientError as error:
        ours: Any = meanings.get(code(error))
        raise (ours(_WHO.sub("the service", str(error))) if ours else translate(error)) from error
    except ParamValidationError as error:
        raise RefusedError(str(error)) from error
    except EndpointConnectionError as error:
        msg = f"{error} Is the region right, and the network up?"
        raise UnavailableError(msg) from error
    except BotoCoreError as error:
        raise UnavailableError(str(error)) from error
