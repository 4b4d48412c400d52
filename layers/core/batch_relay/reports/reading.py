"""Read all samples of a run, many at a time."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Protocol, TypeVar

from batch_relay.client import Client
from batch_relay.wire.runs import RunItem
from batch_relay.wire.samples import SampleDetail

# Requests at a time: some hundred samples a second, far below what an API of AWS takes.
AT_ONCE = 16
_AHEAD = 4 * AT_ONCE

T = TypeVar("T")


class Progress(Protocol):
    """Shows people how many of so many are read."""

    def __call__(self, items: Iterator[T], total: int, /) -> Iterator[T]:
        """Yield the items, and show each that is."""
        ...


def unseen(items: Iterator[T], _total: int) -> Iterator[T]:
    """Show nobody anything."""
    return items


def names_of(client: Client, run: RunItem, show: Progress = unseen) -> list[str]:
    """Return the names of the run's samples that have begun, in order."""
    listed = client.samples(run.project, run.workflow)
    return sorted(each.sample for each in show(listed, sum(run.samples.values())))


def details(client: Client, run: RunItem, names: Iterable[str]) -> Iterator[SampleDetail]:
    """Yield samples with every attempt at them, in the order of the names.

    Some are read ahead of the one that is yielded, few enough for any run to fit in memory.
    """
    rest = iter(names)
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def ask(name: str) -> Future[SampleDetail]:
            return pool.submit(client.sample, run.project, run.workflow, name)

        asked = deque(ask(name) for name in islice(rest, _AHEAD))
        while asked:
            done = asked.popleft().result()
            asked.extend(ask(name) for name in islice(rest, 1))
            yield done
