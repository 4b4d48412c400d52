"""What a workflow names and others keep: job queues and definitions, and which may be used."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from batch_relay.domain.json_types import Json

_REFERENCE: Final = re.compile(r"Ref::([A-Za-z0-9_-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQueue:
    """A job queue; `scheduling_policy` is the ARN of its fair-share policy, empty without one."""

    name: str
    state: str = "ENABLED"
    status: str = "VALID"
    reason: str = ""
    scheduling_policy: str = ""

    @property
    def fault(self) -> str:
        """Return why it takes no jobs, or they wait in it for ever; empty if it is well."""
        if self.state != "ENABLED":
            return f"It is {self.state}; enable it, or jobs wait."
        if self.status not in {"VALID", "UPDATING", ""}:
            return f"It is {self.status}: {self.reason or 'look at its compute environments'}."
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDefinition:
    """An active job definition: the parameters its command refers to, and those it has itself."""

    references: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What there is, by the name that a workflow has for it, and what the stack may use.

    `usable` are names of queues; None if nobody knows.
    """

    queues: Mapping[str, JobQueue]
    definitions: Mapping[str, JobDefinition]
    usable: Collection[str] | None = None
    buckets: Collection[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for."""

    queues: frozenset[str] = field(default_factory=frozenset)
    definitions: frozenset[str] = field(default_factory=frozenset)


def short_name(reference: str) -> str:
    """Return what an ARN names."""
    return reference.rpartition("/")[2]


def references_in(*documents: Json) -> frozenset[str]:
    """Return the names that commands, or other parts of a job definition, refer to."""
    return frozenset(_REFERENCE.findall(json.dumps(documents)))
