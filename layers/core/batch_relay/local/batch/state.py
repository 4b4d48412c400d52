"""All state as JSON, so that it survives a restart."""

from dataclasses import asdict, fields

from pydantic import TypeAdapter

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.job import Job
from batch_relay.local.batch.jobs.ledger import Ledger
from batch_relay.local.batch.registry import Registry

JOBS = TypeAdapter(list[Job])


def dump(registry: Registry, ledger: Ledger) -> Document:
    """Give all state as JSON."""
    jobs = JOBS.dump_python(list(ledger.jobs.values()), mode="json")
    return {**asdict(registry), "jobs": jobs}


def load(state: Document, registry: Registry, ledger: Ledger) -> None:
    """Take over state that `dump` gave; no event is sent."""
    for each in fields(registry):
        getattr(registry, each.name).update(state[each.name])
    ledger.restore(JOBS.validate_python(state["jobs"]))
