"""What a crate tells of a sample, as the API tells it and the workflow renders it."""

from collections.abc import Iterable
from datetime import datetime

from batch_relay.domain.s3_uris import fault_of_uri
from batch_relay.wire.samples import SampleDetail


def cells_of(sample: SampleDetail) -> dict[str, str]:
    """Return a sample's row: its name, its file, and all other columns."""
    return {"sample": sample.sample, "file": sample.file, **sample.columns}


def inputs_of(sample: SampleDetail) -> list[str]:
    """Return the objects that a sample's row names."""
    return _objects(cells_of(sample).values())


def outputs_of(sample: SampleDetail) -> list[str]:
    """Return the objects that a sample's analyses were to write."""
    return _objects(uri for analysis in sample.analyses for uri in analysis.outputs)


def objects_of(sample: SampleDetail) -> list[str]:
    """Return both."""
    return [*inputs_of(sample), *outputs_of(sample)]


def span_of(sample: SampleDetail) -> tuple[datetime | None, datetime]:
    """Return when a sample's first job was submitted, and when its last news came."""
    attempts = [one for analysis in sample.analyses for one in analysis.attempts]
    first = min((one.submitted_at for one in attempts), default=None)
    return first, max(
        (one.stopped_at or sample.updated_at for one in attempts), default=sample.updated_at
    )


def moment(at: datetime | None) -> str | None:
    """Return a moment as ISO 8601."""
    return at.isoformat(timespec="seconds") if at else None


def _objects(texts: Iterable[str]) -> list[str]:
    """Return those that are URIs of objects, each once."""
    return list(dict.fromkeys(one for one in texts if fault_of_uri(one) is None))
