"""Read logs page by page."""

import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

from batch_relay.client import Client
from batch_relay.wire.logs import MOST_LINES, LogItem, LogQuery

Read: TypeAlias = Callable[[LogQuery], LogItem]


def reader(client: Client, project: str, workflow: str, sample: str) -> Read:
    """Return what reads the logs of a sample."""
    return lambda query: client.log(project, workflow, sample, query)


def query_of(
    *,
    analysis: str | None = None,
    generation: int | None = None,
    attempt: int | None = None,
    index: int | None = None,
    tail: int | None = None,
) -> LogQuery:
    """Return what asks for an attempt's log, or so many of its last lines."""
    return LogQuery(
        analysis=analysis,
        generation=generation,
        attempt=attempt,
        index=index,
        tail=tail is not None,
        limit=tail or MOST_LINES,
    )


def pages(read: Read, query: LogQuery) -> Iterator[LogItem]:
    """Yield the pages of an attempt's log, as far as it was written."""
    page = read(query)
    yield page
    while not page.end:
        page = read(_after(page, query))
        yield page


def follow(read: Read, query: LogQuery, *, every: float) -> Iterator[LogItem]:
    """Yield the pages of an attempt's log until it has ended; lines may come a moment later."""
    over = False
    page = read(query)
    yield page
    while not (over and page.end):
        over = page.attempt.status.is_final or bool(page.job_status and page.job_status.is_final)
        if page.end:
            time.sleep(every)
        page = read(_after(page, query))
        yield page


def whole(read: Read, query: LogQuery) -> LogItem:
    """Return an attempt's log, as far as it was written, in one piece."""
    found = list(pages(read, query))
    return found[-1].model_copy(update={"items": [one for page in found for one in page.items]})


def _after(page: LogItem, query: LogQuery) -> LogQuery:
    """Return what asks for the next page of the same attempt, though there is a newer one."""
    return LogQuery(
        analysis=str(page.analysis + 1),
        generation=page.attempt.generation,
        attempt=page.attempt.number,
        index=page.index,
        next=page.next or None,
        tail=query.tail and not page.next,
        limit=query.limit,
    )
