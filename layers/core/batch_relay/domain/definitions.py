"""Workflows: an ordered list of analyses, each run on every sample."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, cast

from batch_relay.domain.definition_checks import check_definition
from batch_relay.domain.failure_classes import Budget
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.overrides import with_resource_requirements
from batch_relay.domain.platforms import Platform
from batch_relay.domain.problems import Problems
from batch_relay.domain.relaxed_json import read_json
from batch_relay.domain.variables import variables_of

DEFAULT_TIMEOUT: Final = 21_600
OWN_KEY: Final = "batch_relay"
# What AWS Batch allows in its own retryStrategy.
MOST_ATTEMPTS: Final = 10


class CompleteWhen(StrEnum):
    """What completes an analysis that has outputs: they are written, or its job succeeds."""

    OUTPUTS = "outputs"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be done about a failure.

    `infrastructure`, `memory` and `application` are how often a failure of that
    kind is tried again, `attempts` how often a job is tried in all, the first
    time included: it allows failures of the application to be tried again where
    `application` doesn't say. `memory_factor` is what memory is multiplied with
    when a job ran out of it, up to `max_memory` MiB; `delay` is in seconds, and
    doubles with each attempt.
    """

    attempts: int | None = None
    infrastructure: int = 5
    memory: int = 3
    application: int | None = None
    memory_factor: float = 2.0
    max_memory: int | None = None
    delay: int = 30
    fallback_queue: str | None = None
    complete_when: CompleteWhen = CompleteWhen.OUTPUTS

    @property
    def most_attempts(self) -> int:
        """How often a job is tried in all."""
        return MOST_ATTEMPTS if self.attempts is None else self.attempts

    def resubmissions(self, budget: Budget) -> int:
        """Return how often a failure of that kind is tried again."""
        match budget:
            case Budget.INFRASTRUCTURE:
                return self.infrastructure
            case Budget.MEMORY:
                return self.memory
            case Budget.APPLICATION:
                return (self.attempts or 1) - 1 if self.application is None else self.application


def refine(policy: Policy, own: JsonObject) -> Policy:
    """Return the policy with what a key `batch_relay` says, which was checked before."""
    given: dict[str, Any] = {**own, **cast("JsonObject", own.get("retry", {}))}
    given.pop("retry", None)
    given.pop("platform", None)
    if "complete_when" in given:
        given["complete_when"] = CompleteWhen(given["complete_when"])
    return replace(policy, **given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One step of a workflow; outputs and the values of parameters are templates.

    `timeout` is in seconds, for each attempt; `index` counts from 0. `array_size`,
    a template too, is how many jobs an array has; empty for a single job.
    """

    index: int
    job_definition: str
    queue: str
    outputs: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    container_overrides: JsonObject = field(default_factory=dict)
    timeout: int = DEFAULT_TIMEOUT
    array_size: str = ""
    description: str = ""
    platform: Platform = Platform.EC2
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A workflow as it was registered.

    `variables` are its other top-level texts, numbers and booleans; `source` is
    its JSON without keys that are ignored, `version` the SHA-256 of that.
    """

    name: str
    analyses: tuple[Analysis, ...]
    variables: Mapping[str, str]
    source: JsonObject
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWorkflow:
    """The newest version of a workflow, as a list shows it; `analyses` are job definitions."""

    name: str
    version: str
    analyses: tuple[str, ...]

    @classmethod
    def of(cls, workflow: Workflow) -> "ListedWorkflow":
        """Return what a list shows of a workflow."""
        return cls(
            name=workflow.name,
            version=workflow.version,
            analyses=tuple(each.job_definition for each in workflow.analyses),
        )


def read_definition(
    text: str, *, relaxed: bool = False, problems: Problems, name: str | None = None
) -> Workflow | None:
    """Read and check a definition; None, and its problems, if it has any.

    `name` is the name it is to be registered by; a definition that has none takes it.
    """
    document = read_json(text, relaxed=relaxed, problems=problems)
    if document is None:
        return None
    source = check_definition(document, problems, name=name)
    return workflow_from_json(source) if source is not None else None


def workflow_from_json(stored: JsonObject) -> Workflow:
    """Return the workflow of a definition that was checked before."""
    analyses = cast("Sequence[JsonObject]", stored["analyses"])
    default = refine(Policy(), _own(stored))
    return Workflow(
        name=cast("str", stored["workflow_name"]),
        analyses=tuple(_analysis(index, each, default) for index, each in enumerate(analyses)),
        variables=variables_of(stored),
        source=stored,
        version=_version(stored),
    )


def _version(source: JsonObject) -> str:
    return sha256(json.dumps(source, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _analysis(index: int, stored: JsonObject, default: Policy) -> Analysis:
    parameters = cast("Mapping[str, Json]", stored.get("parameters", {}))
    overrides = cast("JsonObject", stored.get("containerOverrides", {}))
    array = cast("JsonObject", stored.get("arrayProperties", {}))
    policy = refine(default, _own(stored))
    return Analysis(
        index=index,
        job_definition=cast("str", stored["job_definition"]),
        queue=cast("str", stored["queue"]),
        outputs=tuple(cast("Sequence[str]", stored["outputs"])),
        parameters={name: str(value) for name, value in parameters.items()},
        container_overrides=with_resource_requirements(overrides),
        timeout=cast("int", stored.get("timeout", DEFAULT_TIMEOUT)),
        array_size=str(array.get("size", "")),
        description=cast("str", stored.get("description", "")),
        platform=Platform(str(_own(stored).get("platform", Platform.EC2))),
        policy=replace(policy, complete_when=CompleteWhen.JOB) if array else policy,
    )


def _own(stored: JsonObject) -> JsonObject:
    return cast("JsonObject", stored.get(OWN_KEY, {}))
