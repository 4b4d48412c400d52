"""Where the last sweep broke off, in memory."""

from dataclasses import dataclass

from batch_relay.services.ports import Bookmark


@dataclass
class MemoryBookmarks:
    """The one bookmark."""

    bookmark: Bookmark | None = None

    def get(self) -> Bookmark | None:
        """Return it; None if the last sweep came to its end."""
        return self.bookmark

    def put(self, bookmark: Bookmark | None) -> None:
        """Keep it for the next sweep; None at the end."""
        self.bookmark = bookmark
