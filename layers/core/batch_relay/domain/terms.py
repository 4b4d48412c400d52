"""What an attempt was made on, beside its queue and its memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.json_types import Json, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A version of the workflow, and what a resubmission changed: parameters, timeout (seconds)."""

    version: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    timeout: int | None = None

    @property
    def kept(self) -> "Terms":
        """Return what attempts of the past keep: all of it, or nothing where that is too long."""
        return self if len(json.dumps(dict(self.parameters))) <= LONGEST else FORGOTTEN


# All attempts at an analysis are kept in one item of DynamoDB's, which has 400 KB at most.
LONGEST: Final = 256
FORGOTTEN: Final = Terms(version="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a job was given beside its queue and its resources; `timeout` is in seconds."""

    parameters: Mapping[str, str]
    environment: Mapping[str, str]
    timeout: int

    @classmethod
    def of(cls, job: RenderedJob, terms: Terms) -> "Settings":
        """Return what a job of the terms' version was given under these terms."""
        return cls(
            parameters={**job.parameters, **terms.parameters},
            environment=dict(_variables(job.container_overrides)),
            timeout=terms.timeout or job.timeout,
        )


def _variables(overrides: JsonObject) -> list[tuple[str, str]]:
    """Return the variables that a definition sets, by name."""
    given: Json = overrides.get("environment", [])
    pairs = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [(str(one.get("name", "")), str(one.get("value", ""))) for one in pairs]
