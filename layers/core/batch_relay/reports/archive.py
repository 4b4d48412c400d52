"""Write a run's crate into a folder."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from batch_relay.client import Client
from batch_relay.reports.crate import Crate
from batch_relay.reports.crate_facts import objects_of
from batch_relay.reports.crate_frame import DEFINITION, METADATA
from batch_relay.reports.files import replacing
from batch_relay.reports.objects import seen
from batch_relay.reports.reading import Progress, details, names_of
from batch_relay.wire.samples import SampleDetail

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Samples whose objects are looked at together.
_TOGETHER = 100


def write_crate(
    client: Client,
    s3: "S3Client",
    run: tuple[str, str],
    folder: Path,
    *,
    at: datetime,
    show: Progress,
) -> int:
    """Write metadata and definition of a run's crate; return how many samples it has."""
    found = client.run(*run)
    names = names_of(client, found, show)
    crate = Crate(run=found, workflow=client.workflow(found.workflow, found.version), at=at)
    for some in _batches(show(details(client, found, names), len(names))):
        told = seen(s3, (uri for sample in some for uri in objects_of(sample)))
        for sample in some:
            crate.add(sample, told)
    _write(folder / DEFINITION, crate.workflow.definition)
    _write(folder / METADATA, crate.metadata())
    return len(names)


def _batches(samples: Iterator[SampleDetail]) -> Iterator[list[SampleDetail]]:
    while some := list(islice(samples, _TOGETHER)):
        yield some


def _write(path: Path, content: object) -> None:
    with replacing(path) as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
