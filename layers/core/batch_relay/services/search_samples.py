"""List samples of a run: by status, by name, and by what failed them."""

import re
from dataclasses import dataclass

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Page, Samples

# Pages that a request looks through for what it wants.
MOST_PAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which samples: of a status, with names that begin so, failed in an analysis by a rule.

    `analysis` counts from 1, as people do; `failure` is a row of the table of failures.
    """

    status: SampleStatus | None = None
    prefix: str = ""
    analysis: int | None = None
    failure: str = ""

    def takes(self, state: SampleState) -> bool:
        """Whether the sample's reason tells of such a failure."""
        if self.analysis is None and not self.failure:
            return True
        analysis = r"\d+" if self.analysis is None else str(self.analysis)
        rule = f"{re.escape(self.failure)}: " if self.failure else ""
        # The reason of an array begins with the indices that failed.
        told = rf"analysis {analysis}: (?:ind(?:ex|ices) [^:]*: )?{rule}"
        return re.match(told, state.reason) is not None


def search_samples(
    run: RunKey, wanted: Search, *, after: str | None, limit: int, samples: Samples
) -> Page[SampleState]:
    """Return samples by status and name; a page may be short, or empty, before the end.

    Whole samples are read to know what failed them: MOST_PAGES a request at most.
    InvalidError for names without a status, as samples are kept by status.
    """
    if wanted.prefix and wanted.status is None:
        msg = "prefix: names are found within a status; give `status` too."
        raise InvalidError(msg)
    found: list[SampleState] = []
    for _ in range(MOST_PAGES):
        page = samples.list(
            run, status=wanted.status, prefix=wanted.prefix, after=after, limit=limit - len(found)
        )
        found += filter(wanted.takes, page.items)
        after = page.next
        if page.unreadable or after is None or len(found) == limit:
            return Page(items=tuple(found), next=after, unreadable=page.unreadable)
    return Page(items=tuple(found), next=after)
