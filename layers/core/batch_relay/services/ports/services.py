"""What the use cases ask of AWS's other services."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from batch_relay.domain.attempts import AttemptKey, JobChange
from batch_relay.domain.catalog import Surroundings, Wanted
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.logs import ArrayJob, LogPage, LogStream
from batch_relay.domain.messages import (
    Release,
    StartPart,
    Stop,
    Submission,
)
from batch_relay.domain.notices import Notice
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.services.ports.stores import Page

Clock: TypeAlias = Callable[[], datetime]


class Notices(Protocol):
    """Whoever wants to know what happens."""

    def tell(self, notices: Sequence[Notice]) -> None:
        """Tell them, each at least once."""
        ...


class Objects(Protocol):
    """Objects that jobs write."""

    def written_at(self, uri: str) -> datetime | None:
        """Return when the object was last written, None if it is not there."""
        ...

    def listed(self, uris: Sequence[str]) -> Mapping[str, datetime | None]:
        """Return when each was last written, None if it is not there, as far as that is cheap.

        Those that it would cost less to ask for one by one are left out.
        """
        ...


class Files(Protocol):
    """Our own bucket: CSVs and manifests."""

    def write(self, key: str, chunks: Iterable[bytes]) -> None:
        """Store a file, whole or not at all."""
        ...

    def read(self, key: str, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Return the bytes, or NotFoundError; UnavailableError when they can't be had now."""
        ...

    def uri(self, key: str) -> str:
        """Return how jobs name the file."""
        ...

    def upload_url(self, key: str, *, expires: int) -> str:
        """Return a URL that takes a PUT of that file for so many seconds."""
        ...


class StartQueue(Protocol):
    """Work for start_samples: kept first, so that it can be sent by whoever finds it kept."""

    def keep(self, run: RunKey, parts: Iterable[StartPart]) -> str:
        """Store what is to be queued; return its key, the same for the same parts."""
        ...

    def send(self, kept: str) -> None:
        """Queue all that is kept under the key; a repeated part is harmless."""
        ...


class SteerQueue(Protocol):
    """Work for steer_samples."""

    def send(self, parts: Sequence[Stop | Release], *, delay: int = 0) -> None:
        """Queue the parts, after `delay` seconds; a repeated part is harmless."""
        ...


class SubmitQueue(Protocol):
    """The only door to SubmitJob."""

    def send(self, submission: Submission, *, delay: int = 0) -> None:
        """Queue a submission, after `delay` seconds."""
        ...


class Tasks(Protocol):
    """Step Functions tasks that wait; of a spent token both say that nobody waited."""

    def succeed(self, token: str) -> bool:
        """Let the sample's execution go on; whether it waited."""
        ...

    def fail(self, token: str, *, error: str, cause: str) -> bool:
        """Let the sample's execution fail with `cause`; whether it waited."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """An execution at work: its name, and the sample and generation that it is of."""

    name: str
    run: RunKey
    sample: str
    generation: int


class Executions(Protocol):
    """Step Functions executions, one per sample and generation."""

    def start(self, state: SampleState) -> None:
        """Start the sample's execution; one that was started already is left alone."""
        ...

    def ensure(self, state: SampleState) -> bool:
        """See that the sample has an execution at work; whether one had to be started.

        Where the last one has ended, another takes its place: what is complete
        is not run again.
        """
        ...

    def at_work(self, *, after: str | None = None) -> Page[Execution]:
        """Return what is at work, a hundred to a page; an `after` of long ago begins anew."""
        ...

    def stop(self, execution: Execution, *, cause: str) -> None:
        """End an execution; one that has ended stays as it is."""
        ...


class Logs(Protocol):
    """What jobs wrote."""

    def read(self, stream: LogStream, *, after: str | None = None, limit: int) -> LogPage:
        """Return the lines that follow a page's `next`, the first ones without it.

        NotFoundError if there is no such stream, InvalidError for a strange `after`.
        """
        ...

    def tail(self, stream: LogStream, *, limit: int) -> LogPage:
        """Return the last lines; NotFoundError if there is no such stream."""
        ...


class Arrays(Protocol):
    """Arrays of jobs, as long as AWS Batch knows them."""

    def indices(self, job_id: str) -> tuple[int, ...]:
        """Return the indices that a job's attempt ran; none if it is no array, or forgotten."""
        ...

    def job(self, job_id: str, index: int) -> ArrayJob | None:
        """Return the job of that index; None if there is none, or it is forgotten."""
        ...


class Catalog(Protocol):
    """What AWS Batch has, and what the stack may use of it."""

    def find(self, wanted: Wanted) -> Surroundings:
        """Return what there is of that: a call for queues, one for revisions, one a bare name."""
        ...


class Jobs(Protocol):
    """AWS Batch."""

    def submit(self, job: RenderedJob, attempt: AttemptKey) -> str:
        """Submit a job that carries the attempt's identity; return its id.

        UnavailableError asks to come back later, RefusedError is final.
        """
        ...

    def find(self, job: RenderedJob) -> tuple[str, ...]:
        """Return the ids of jobs by that name in that queue, oldest first."""
        ...

    def made_between(
        self, queue: str, *, since: datetime, before: datetime
    ) -> Mapping[str, datetime]:
        """Return when the jobs of the queue, anybody's, were made in that time that go on."""
        ...

    def describe(self, job_ids: Sequence[str]) -> tuple[JobChange, ...]:
        """Return what Batch still knows of these jobs, 100 a call."""
        ...

    def ended_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return how an array's jobs ended, each with its index; none if Batch forgot them.

        UnavailableError if not all that failed are known yet.
        """
        ...

    def blocked_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return the jobs of an array that hold up their queue, as far as Batch says so."""
        ...

    def terminate(self, job_id: str, reason: str) -> None:
        """End a job wherever it stands; one that ended is left alone."""
        ...
