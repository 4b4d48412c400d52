"""The ranges of a manifest, each a message of the start queue."""

from collections.abc import Iterator
from itertools import islice

from batch_relay.domain.manifests import from_line, lines_of
from batch_relay.domain.messages import StartRange, StartWhole
from batch_relay.services.ports import Files

SAMPLES_A_RANGE = 100


def ranges_of(
    whole: StartWhole, chosen: frozenset[str] | None, *, files: Files
) -> Iterator[StartRange]:
    """Yield the ranges that have samples to start: chosen ones, or all."""
    lines, offset = lines_of(files.read(whole.manifest)), 0
    while block := list(islice(lines, SAMPLES_A_RANGE)):
        length = sum(map(len, block))
        names = (from_line(line).name for line in block) if chosen else ()
        only = tuple(name for name in names if chosen and name in chosen)
        if only or not chosen:
            yield StartRange(
                run=whole.run,
                generation=whole.generation,
                manifest=whole.manifest,
                offset=offset,
                length=length,
                only=only,
                correlation_id=whole.correlation_id,
            )
        offset += length
