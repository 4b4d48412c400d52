"""Jobs as AWS Batch is asked to run them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from batch_relay.domain.json_types import JsonObject

# SubmitJob takes 30 KiB. Some are needed for the tags and variables that carry the job's identity.
LARGEST_JOB: Final = 30 << 10
ROOM_IN_JOB: Final = 2 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedJob:
    """An analysis with a sample's values filled in; `timeout` is in seconds, `outputs` are URIs."""

    name: str
    definition: str
    queue: str
    parameters: Mapping[str, str]
    container_overrides: JsonObject
    timeout: int
    outputs: tuple[str, ...]

    def request(self) -> JsonObject:
        """Return the body of the SubmitJob request."""
        return {
            "jobName": self.name,
            "jobQueue": self.queue,
            "jobDefinition": self.definition,
            "parameters": self.parameters,
            "containerOverrides": self.container_overrides,
            "timeout": {"attemptDurationSeconds": self.timeout},
        }

    def size(self) -> int:
        """Return the length of the SubmitJob request in bytes, as botocore writes it."""
        return len(json.dumps(self.request()))
