"""Files on their way into a project, in memory."""

from dataclasses import dataclass, field, replace

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.uploads import Upload


@dataclass
class MemoryUploads:
    """Uploads by their ids."""

    items: dict[str, Upload] = field(default_factory=dict)

    def get(self, identity: str) -> Upload | None:
        """Return the upload, if there is one."""
        return self.items.get(identity)

    def save(self, upload: Upload) -> Upload:
        """Replace the revision that was read; ConflictError if somebody was faster."""
        known = self.items.get(upload.id)
        if (known.revision if known else 0) != upload.revision:
            raise ConflictError(upload.id)
        self.items[upload.id] = replace(upload, revision=upload.revision + 1)
        return self.items[upload.id]
