"""Check what a resubmission asks for, by the rules of a workflow definition."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from batch_relay.domain.analysis_checks import ANALYSIS, check_policy
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.jobs import HIGHEST_PRIORITY, LARGEST_JOB, ROOM_IN_JOB
from batch_relay.domain.json_checks import Check, NumberBetween, Place
from batch_relay.domain.json_types import Json
from batch_relay.domain.override_checks import OVERRIDES
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.wording import quote, suggest

_NUMBER: Final = re.compile("[0-9]{1,9}")
_CHECKS: Final[Mapping[str, Check]] = {
    "queue": ANALYSIS["queue"],
    "memory": OVERRIDES["memory"],
    "vcpus": OVERRIDES["vcpus"],
    "timeout": ANALYSIS["timeout"],
    "priority": NumberBetween(0, HIGHEST_PRIORITY),
    "batch_relay": check_policy,
}


def check_resubmission(again: Resubmission, problems: Problems) -> None:
    """Check the values, each at the place that it has in a request."""
    place = Place(problems=problems, lines={})
    asked: Mapping[str, Json] = {
        "queue": again.queue or None,
        "memory": again.memory,
        "vcpus": again.vcpus,
        "timeout": again.timeout,
        "priority": again.priority,
        "batch_relay": again.policy,
    }
    for key, value in asked.items():
        if value is not None:
            _CHECKS[key](place.child(key), value)
    _check_size(place.child("parameters"), again.parameters)


def _check_size(place: Place, parameters: Mapping[str, str]) -> None:
    size, most = len(json.dumps(dict(parameters))), LARGEST_JOB - ROOM_IN_JOB
    if size > most:
        message = f"The parameters have {size} bytes; a job takes {most} in all."
        place.add(ProblemKind.JOB_TOO_LARGE, message)


def first_analysis(wanted: int | str, job_definitions: Sequence[str]) -> int:
    """Return the position, from 0, of an analysis given by its number, from 1, or job definition.

    A job definition may go without its revision, or the rest of its ARN.
    InvalidError if there is no such analysis, or more than one.
    """
    if isinstance(wanted, str) and not _NUMBER.fullmatch(wanted):
        return _named(wanted, job_definitions)
    if 1 <= int(wanted) <= len(job_definitions):
        return int(wanted) - 1
    msg = f"There is no analysis {wanted}: the workflow has {len(job_definitions)}."
    raise InvalidError(msg)


def _named(name: str, job_definitions: Sequence[str]) -> int:
    found = [at for at, each in enumerate(job_definitions) if name in _names(each)]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = " and ".join(str(at + 1) for at in found)
        msg = f"Analyses {numbers} have the job definition {name!r}; name one by its number."
    else:
        msg = f"No analysis has the job definition {quote(name)}; {suggest(name, job_definitions)}"
    raise InvalidError(msg)


def _names(job_definition: str) -> frozenset[str]:
    short = job_definition.rpartition("/")[2]
    return frozenset({job_definition, short, short.partition(":")[0]})
