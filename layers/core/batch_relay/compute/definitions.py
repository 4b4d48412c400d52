"""Job definitions: register what changed, list, compare, take out of use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from batch_relay.adapters.errors import translated
from batch_relay.compute.differences import Difference, differences
from batch_relay.compute.shapes import check_shape, read_object, request_shape
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.overrides import with_resource_requirements
from batch_relay.domain.problems import Problems

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

# What AWS adds to what was registered.
_ADDED = {"jobDefinitionArn", "revision", "status", "containerOrchestrationType"}
_TRIES_ONCE: JsonObject = {"attempts": 1}
_LATEST: JsonObject = {"platformVersion": "LATEST"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A revision that says what was asked for; `is_new` if it was made for it."""

    name: str
    revision: int
    is_new: bool


def read_definition(text: str) -> JsonObject:
    """Return the request in a file, as `aws batch register-job-definition` reads it.

    InvalidError names each problem with its line.
    """
    problems = Problems()
    if found := read_object(text, problems):
        document, place = found
        check_shape(place, cast("Json", document), request_shape("RegisterJobDefinition"))
        if not problems:
            return document
    msg = "The job definition can't be registered; solve its problems first."
    raise problems.error(msg)


def register(batch: "BatchClient", request: JsonObject) -> Registration:
    """Register a definition, unless its newest active revision says the same."""
    name = str(request["jobDefinitionName"])
    newest = newest_revision(batch, name)
    if newest and not compare(newest, request):
        return Registration(name=name, revision=_revision(newest), is_new=False)
    with translated():
        made = batch.register_job_definition(**cast("Any", request))
    return Registration(name=name, revision=made["revision"], is_new=True)


def compare(registered: JsonObject, request: JsonObject) -> list[Difference]:
    """Return what registering the request would change."""
    return list(differences(_comparable(registered), _comparable(request)))


def newest_revision(batch: "BatchClient", name: str) -> JsonObject | None:
    """Return the newest active revision of a definition, None if there is none."""
    return max(revisions(batch, name), key=_revision, default=None)


def find_definition(batch: "BatchClient", reference: str) -> JsonObject:
    """Return the definition `name:revision`, or the newest active one of a name; NotFoundError."""
    name, _, revision = reference.rpartition("/")[2].partition(":")
    for each in revisions(batch, name, active=not revision):
        if not revision or str(each["revision"]) == revision:
            return each if revision else newest_revision(batch, name) or each
    msg = f"There is no job definition {reference!r}; `batch-relay definition list` shows them."
    raise NotFoundError(msg)


def revisions(batch: "BatchClient", name: str = "", *, active: bool = True) -> list[JsonObject]:
    """Return the revisions of a definition, or of all, the newest of each name first."""
    request: Any = {"jobDefinitionName": name} if name else {}
    request |= {"status": "ACTIVE"} if active else {}
    with translated():
        pages = batch.get_paginator("describe_job_definitions").paginate(**request)
        found = [cast("JsonObject", one) for page in pages for one in page["jobDefinitions"]]
    return sorted(found, key=lambda one: (str(one["jobDefinitionName"]), -_revision(one)))


def newest_of_each(found: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Yield the first revision of each name."""
    seen: set[Json] = set()
    for each in found:
        if each["jobDefinitionName"] not in seen:
            seen.add(each["jobDefinitionName"])
            yield each


def deregister(batch: "BatchClient", revision: JsonObject) -> None:
    """Take a revision out of use; jobs that were submitted with it go on."""
    with translated():
        batch.deregister_job_definition(jobDefinition=str(revision["jobDefinitionArn"]))


def _comparable(document: JsonObject) -> JsonObject:
    kept = {key: value for key, value in document.items() if key not in _ADDED}
    if isinstance(container := kept.get("containerProperties"), dict):
        kept["containerProperties"] = cast("Json", _comparable_container(container))
    retry = kept.get("retryStrategy")
    if isinstance(retry, dict) and not list(differences(retry, cast("Json", _TRIES_ONCE))):
        del kept["retryStrategy"]
    return kept


def _comparable_container(container: JsonObject) -> JsonObject:
    """Return what tells: AWS adds Fargate's latest version, and drops variables without value."""
    kept = dict(with_resource_requirements(container))
    if kept.get("fargatePlatformConfiguration") == _LATEST:
        del kept["fargatePlatformConfiguration"]
    if isinstance(variables := kept.get("environment"), list):
        kept["environment"] = [
            one for one in variables if isinstance(one, dict) and one.get("value")
        ]
    return kept


def _revision(document: JsonObject) -> int:
    return int(str(document["revision"]))
