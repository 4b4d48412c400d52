"""What a function's lines in the log say of its invocation: which one it is, and what about.

Powertools would add name, ARN and memory of the function to each line, which its log group
tells already: half of what is paid for.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

P = ParamSpec("P")
R = TypeVar("R")
Handler: TypeAlias = Callable[Concatenate[dict[str, Any], LambdaContext, P], R]

# What our messages, and the tags of our jobs, name; an analysis counts from 0.
NAMED: Final = (
    "correlation_id",
    "project",
    "workflow",
    "generation",
    "sample",
    "analysis",
    "attempt",
)
# All that a line may be about.
SUBJECTS: Final = (*NAMED, "message_id", "job_id", "job_status", "job_reason", "output")
_logger = Logger(child=True)


def concerns(**said: object) -> None:
    """Let each line from now on say more of what it is about: some of `SUBJECTS`."""
    _logger.append_keys(**said)


def concerns_only(**said: object) -> None:
    """Let each line from now on say what it is about, and forget what the last ones were."""
    _logger.remove_keys(SUBJECTS)
    concerns(**said)


def logged(logger: Logger) -> Callable[[Handler[P, R]], Handler[P, R]]:
    """Let each line of an invocation name its request."""

    def decorate(handler: Handler[P, R]) -> Handler[P, R]:
        @wraps(handler)
        def named(
            event: dict[str, Any], context: LambdaContext, /, *args: P.args, **more: P.kwargs
        ) -> R:
            concerns_only()
            logger.append_keys(request_id=context.aws_request_id)
            return handler(event, context, *args, **more)

        return named

    return decorate
