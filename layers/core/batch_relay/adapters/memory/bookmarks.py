"""Where the last sweep broke off, in memory."""

from dataclasses import dataclass
from datetime import datetime

from batch_relay.services.ports import Bookmark


@dataclass
class MemoryBookmarks:
    """The one bookmark, a moment, and a page."""

    bookmark: Bookmark | None = None
    looked: datetime | None = None
    page: str | None = None

    def get(self) -> Bookmark | None:
        """Return it; None if the last sweep came to its end."""
        return self.bookmark

    def put(self, bookmark: Bookmark | None) -> None:
        """Keep it for the next sweep; None at the end."""
        self.bookmark = bookmark

    def looked_until(self) -> datetime | None:
        """Return until when the jobs of all queues were made that were looked at."""
        return self.looked

    def look_until(self, moment: datetime) -> None:
        """Remember that."""
        self.looked = moment

    def executions_after(self) -> str | None:
        """Return the `next` of the page of executions that was looked at; None at the end."""
        return self.page

    def go_on_after(self, page: str | None) -> None:
        """Remember that."""
        self.page = page
