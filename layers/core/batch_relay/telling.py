"""Ports that tell the log what an event is about, where the event itself doesn't say."""

from collections.abc import Iterable
from dataclasses import dataclass

from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.uploads import Upload
from batch_relay.logged import concerns
from batch_relay.services.ports import AwaitedOutputs, Uploads


@dataclass(frozen=True)
class TellingOutputs:
    """Awaited outputs: whose is the object that was written?"""

    outputs: AwaitedOutputs

    def expect(self, outputs: Iterable[str], waiting: Awaiting) -> None:
        """Remember that the analysis waits for these URIs."""
        self.outputs.expect(outputs, waiting)

    def find(self, uri: str) -> Awaiting | None:
        """Return who waits for the object, if anybody does, and tell."""
        found = self.outputs.find(uri)
        if found:
            key = found.key
            concerns(
                correlation_id=found.correlation_id,
                project=key.run.project,
                workflow=key.run.workflow,
                sample=key.sample,
                analysis=key.analysis,
            )
        return found


@dataclass(frozen=True)
class TellingUploads:
    """Uploads: what is the file that has come for?"""

    uploads: Uploads

    def get(self, identity: str) -> Upload | None:
        """Return the upload, if there is one, and tell."""
        found = self.uploads.get(identity)
        if found:
            order = found.order
            concerns(correlation_id=order.correlation_id, project=order.project)
        return found

    def save(self, upload: Upload) -> Upload:
        """Replace the revision that was read; ConflictError if somebody was faster."""
        return self.uploads.save(upload)
