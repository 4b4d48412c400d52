"""Name what is wrong with a request by the options that asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.problems import Problem

_RETRY = "batch_relay.retry"
_OPTIONS = {
    "queue": "--queue",
    "memory": "--memory",
    "vcpus": "--vcpus",
    "timeout": "--timeout",
    "priority": "--priority",
    "parameters": "--parameter",
    "batch_relay.fallback_queue": "--fallback-queue",
}


@contextmanager
def naming_options() -> Iterator[None]:
    """Raise an error with problems anew, each told after its option."""
    try:
        yield
    except InvalidError as error:
        if not error.problems:
            raise
        raise InvalidError("; ".join(map(_told, error.problems)) + ".") from error


def _told(problem: Problem) -> str:
    field = problem.column or ""
    said = problem.message.rstrip(".")
    option = _OPTIONS.get(field, field)
    if field.startswith(_RETRY):
        option = f"--retry {field.removeprefix(_RETRY).lstrip('.')}".rstrip()
    return f"{option}: {said}" if option else said
