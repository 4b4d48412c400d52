"""Jobs as AWS Batch is asked to run them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from batch_relay.domain.arrays import LONGEST_INDICES, number_of
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.platforms import Platform

# SubmitJob takes 30 KiB. Some are needed for the tags and variables that carry the job's identity.
LARGEST_JOB: Final = 30 << 10
ROOM_IN_JOB: Final = 2 << 10
# Of schedulingPriorityOverride; the least is 0.
HIGHEST_PRIORITY: Final = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedJob:
    """An analysis with a sample's values filled in; `timeout` is in seconds, `outputs` are URIs.

    `indices` are those that an array of jobs runs, none if the analysis is no array.
    `owner` is who asked for it, by the request `correlation_id`. A queue that shares fairly
    wants to know the `share` that it counts against, and its `priority` in that; no other
    may be told.
    """

    name: str
    definition: str
    queue: str
    parameters: Mapping[str, str]
    container_overrides: JsonObject
    timeout: int
    outputs: tuple[str, ...]
    indices: str = ""
    owner: str = ""
    correlation_id: str = ""
    platform: Platform = Platform.EC2
    share: str = ""
    priority: int = 0

    @property
    def array_size(self) -> int:
        """Return how many jobs it is: 1 if it is no array, or a single index of it is left."""
        return number_of(self.indices) or 1

    def request(self) -> JsonObject:
        """Return the body of the SubmitJob request."""
        return {
            "jobName": self.name,
            "jobQueue": self.queue,
            "jobDefinition": self.definition,
            "parameters": self.parameters,
            "containerOverrides": self.container_overrides,
            "timeout": {"attemptDurationSeconds": self.timeout},
            **self.array_properties(),
            **self.scheduling(),
        }

    def array_properties(self) -> JsonObject:
        """Return what makes the request one for an array; SubmitJob takes none of one job."""
        return {"arrayProperties": {"size": self.array_size}} if self.array_size > 1 else {}

    def scheduling(self) -> JsonObject:
        """Return what a fair-share queue wants to know."""
        if not self.share:
            return {}
        return {"shareIdentifier": self.share, "schedulingPriorityOverride": self.priority}

    def size(self) -> int:
        """Return the length of the SubmitJob request in bytes, as botocore writes it.

        An array's includes the longest list of indices it may have.
        """
        room = LONGEST_INDICES if self.indices else 0
        return len(json.dumps(self.request())) + room
