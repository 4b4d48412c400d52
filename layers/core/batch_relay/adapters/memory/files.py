"""Our own bucket, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from batch_relay.domain.errors import NotFoundError


@dataclass
class MemoryFiles:
    """Files by key."""

    items: dict[str, bytes] = field(default_factory=dict)

    def write(self, key: str, chunks: Iterable[bytes]) -> None:
        """Store a file, whole or not at all."""
        self.items[key] = b"".join(chunks)

    def read(self, key: str, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Return the bytes, or NotFoundError."""
        if key not in self.items:
            raise NotFoundError(key)
        end = None if length is None else offset + length
        return iter([self.items[key][offset:end]])

    def uri(self, key: str) -> str:
        """Return how jobs name the file."""
        return f"s3://data/{key}"

    def upload_url(self, key: str, *, expires: int) -> str:
        """Return a URL that takes a PUT of that file for so many seconds."""
        return f"memory://{key}?expires={expires}"
