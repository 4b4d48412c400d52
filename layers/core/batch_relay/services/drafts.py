"""What an import is made of: its outcome, and a manifest that is being written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import IO, Any, TypeAlias

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.manifests import to_line
from batch_relay.domain.problems import Problem, Problems
from batch_relay.domain.runs import Project
from batch_relay.domain.samples import Sample
from batch_relay.services.ports import Files

PREVIEWED_SAMPLES = 10
# A job has 30 KiB at most, a sample any number of them, and an answer of the API 6 MB.
PREVIEWED_BYTES = 1 << 20
_CHUNK = 1 << 20

Rendered: TypeAlias = tuple[Sample, tuple[RenderedJob, ...]]
# Is told how many rows were read so far.
Watch: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import did, or would do.

    `stored` is False for a repetition and for a dry run. `added` is how many
    samples were new, `appended` the names of those that an append is about,
    None if the project is as a whole. `problems` are those of the rows that were
    left out, `totals` counts them by kind. `preview` holds the jobs of the first
    10 samples, if a workflow was given.
    """

    project: Project
    stored: bool
    added: int
    appended: frozenset[str] | None = None
    problems: tuple[Problem, ...]
    totals: dict[str, int]
    warnings: tuple[Problem, ...]
    preview: tuple[Rendered, ...]


@dataclass(slots=True, kw_only=True)
class Draft:
    """A manifest, with its checksum, and the first samples with their jobs."""

    manifest: IO[bytes]
    samples: int = 0
    preview: list[Rendered] = field(default_factory=list[Rendered])
    _digest: Any = field(default_factory=sha256)
    _room: int = field(default_factory=lambda: PREVIEWED_BYTES)

    def add(self, sample: Sample) -> None:
        """Write a sample."""
        line = to_line(sample)
        self._digest.update(line)
        self.manifest.write(line)
        self.samples += 1

    def add_new(self, sample: Sample, jobs: tuple[RenderedJob, ...], *, shift: int = 0) -> None:
        """Write a sample of the CSV, so many lines below; it was rendered if it has jobs."""
        self.add(replace(sample, line=sample.line + shift))
        if jobs and len(self.preview) < PREVIEWED_SAMPLES and self._room > 0:
            self._room -= sum(job.size() + sum(map(len, job.outputs)) for job in jobs)
            if self._room > 0 or not self.preview:
                self.preview.append((sample, jobs))

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the manifest as it is."""
        return str(self._digest.hexdigest())

    def key(self, project: str) -> str:
        """Return where the manifest is stored."""
        return f"projects/{project}/{self.checksum}/samples.jsonl"

    def outcome(self, project: Project, problems: Problems, *, stored: bool, added: int) -> Import:
        """Return what came of it."""
        return Import(
            project=project,
            stored=stored,
            added=added,
            problems=tuple(problems.as_list()),
            totals=problems.totals(),
            warnings=tuple(problems.warnings()),
            preview=tuple(self.preview),
        )

    def store(self, csv: IO[bytes], project: Project, files: Files) -> None:
        """Store the manifest, and the CSV beside it as it came."""
        folder = project.manifest.rpartition("/")[0]
        files.write(f"{folder}/metadata.csv", _chunks(csv))
        files.write(project.manifest, _chunks(self.manifest))


def refuse(problems: Problems, samples: int, *, skip_invalid: bool, said: str) -> None:
    """Raise InvalidError if nothing may be stored; `said` says what wasn't done."""
    if samples and not problems.refuse(skip_invalid=skip_invalid):
        return
    many = sum(problems.totals().values())
    msg = f"{said}: {many} problem{'s' if many > 1 else ''} to solve first."
    raise problems.error(msg)


def copied(chunks: Iterable[bytes], copy: IO[bytes]) -> Iterator[bytes]:
    """Yield the chunks, and write them to `copy`."""
    for chunk in chunks:
        copy.write(chunk)
        yield chunk


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(_CHUNK), b"")
