"""Entities of an RO-Crate, each under its @id."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.reports.objects import SeenObject

_DIGEST: Final = "@sha256:"
DOCKER_IMAGE: Final = "https://w3id.org/ro/terms/workflow-run#DockerImage"


class Entities:
    """Entities in the order in which they were first named; one that is named again is the same."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Json]] = {}
        self._lists: defaultdict[tuple[str, str], list[JsonObject]] = defaultdict(list)

    def add(self, at: str, kind: str | list[str], **properties: Json) -> JsonObject:
        """Add an entity unless it is known; return a reference to it."""
        told = {name: value for name, value in properties.items() if value not in (None, "", [])}
        self._known.setdefault(at, {"@id": at, "@type": kind, **told})
        return {"@id": at}

    def extend(self, at: str, **more: Iterable[JsonObject]) -> None:
        """Add references to lists of an entity's properties."""
        for name, references in more.items():
            self._lists[at, name].extend(references)

    def graph(self) -> list[Mapping[str, Json]]:
        """Return all of them, each with what its lists refer to, once."""
        for (where, name), references in self._lists.items():
            unique = {str(one["@id"]): one for one in references}
            self._known[where][name] = list(unique.values())
        return list(self._known.values())


def at(kind: str, *names: object) -> str:
    """Return the @id of something in the crate that is no file."""
    return f"#{kind}/" + "/".join(quote(str(name), safe="") for name in names)


def id_of(uri: str) -> str:
    """Return the @id of an object of S3: its URI, with what is no part of one escaped."""
    return quote(uri, safe="/:!$&'()*+,;=@~")


def add_object(entities: Entities, uri: str, seen: SeenObject | None) -> JsonObject:
    """Add an object of S3, with its ETag or why that is not known."""
    told = seen or SeenObject(fault="not looked at")
    etag = told.etag and entities.add(
        at("etag", uri), "PropertyValue", propertyID="ETag", name="ETag", value=told.etag
    )
    return entities.add(
        id_of(uri),
        "File",
        name=uri.rpartition("/")[2],
        identifier=etag,
        contentSize=str(told.size) if told.etag else None,
        dateModified=told.written_at.isoformat() if told.written_at else None,
        description=told.fault,
    )


def add_image(entities: Entities, image: str) -> JsonObject | None:
    """Add a container image; its digest is known if the job definition names it."""
    if not image:
        return None
    name, _, digest = image.partition(_DIGEST)
    host, slash, path = name.partition("/")
    is_host = bool(slash) and ("." in host or ":" in host or host == "localhost")
    registry, path = (host, path) if is_host else ("docker.io", name)
    repository, _, tag = path.partition(":")
    return entities.add(
        at("image", image),
        "ContainerImage",
        additionalType={"@id": DOCKER_IMAGE},
        registry=registry,
        name=repository,
        tag=tag,
        sha256=digest,
    )
