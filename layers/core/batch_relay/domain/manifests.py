"""The manifest of a project: one JSON line a sample, so that any part of it reads alone."""

import json
from collections.abc import Iterable, Iterator

from batch_relay.domain.samples import Sample


def to_line(sample: Sample) -> bytes:
    """Return the sample as one line, with its end."""
    row = {
        "sample": sample.name,
        "file": sample.file,
        "columns": dict(sample.columns),
        "line": sample.line,
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Sample:
    """Read back what `to_line` wrote."""
    row = json.loads(line)
    return Sample(name=row["sample"], file=row["file"], columns=row["columns"], line=row["line"])


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield whole lines with their ends, from chunks of any size."""
    held = b""
    for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        yield from (line + b"\n" for line in lines)
