"""Tags of every kind of resource."""

from dataclasses import replace

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import check_tags
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.errors import existing


def show(context: Context, request: Document) -> Document:
    """List the tags of a resource."""
    return {"tags": _tags(context, request["resourceArn"])}


def add(context: Context, request: Document) -> Document:
    """Add tags to a resource, or give them new values."""
    arn = request["resourceArn"]
    _store(context, arn, {**_tags(context, arn), **request["tags"]})
    return {}


def remove(context: Context, request: Document) -> Document:
    """Take tags from a resource."""
    arn = request["resourceArn"]
    gone = set(request["tagKeys"])
    left = {key: value for key, value in _tags(context, arn).items() if key not in gone}
    _store(context, arn, left)
    return {}


def _tags(context: Context, arn: str) -> dict[str, str]:
    if (resource := context.registry.tagged(arn)) is not None:
        return dict(resource.get("tags", {}))
    job = context.engine.ledger.jobs.get(arn.rsplit("/", 1)[-1])
    return dict(existing(job, f"Resource {arn}").tags)


def _store(context: Context, arn: str, tags: dict[str, str]) -> None:
    check_tags(tags)
    if (resource := context.registry.tagged(arn)) is not None:
        resource["tags"] = tags
        return
    ledger = context.engine.ledger
    ledger.put(replace(ledger.jobs[arn.rsplit("/", 1)[-1]], tags=tags))
