"""Logs as files, one for each job."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from batch_relay.cli.reading import pages, query_of, reader
from batch_relay.client import Client
from batch_relay.domain.arrays import unpack
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.names import job_name
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.wire.logs import LogItem
from batch_relay.wire.samples import AnalysisItem, AttemptItem

_NO_FILE_NAME = re.compile("[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The job of an attempt at an analysis of a sample; of an array, that of the index."""

    run: RunKey
    sample: str
    analysis: AnalysisItem
    attempt: AttemptItem
    index: int | None = None

    @property
    def name(self) -> str:
        """Return its name in AWS Batch."""
        key = AnalysisKey(run=self.run, sample=self.sample, analysis=self.analysis.index)
        attempt, number = self.attempt.generation, self.attempt.number
        identity = AttemptKey(key=key, generation=attempt, number=number)
        definition = self.analysis.job_definition
        return job_name(self.run.workflow, self.sample, definition, identity=str(identity))

    def file(self, status: str) -> str:
        """Return the name of its log's file."""
        return f"{status}.{self.name}.{self.id}.log"

    @property
    def id(self) -> str:
        """Return its id in AWS Batch, with nothing in it that could lead to another folder."""
        index = "" if self.index is None else f"[{self.index}]"
        return f"{_NO_FILE_NAME.sub('_', self.attempt.job_id or '')}{index}"

    def pages(self, client: Client) -> Iterator[LogItem]:
        """Yield the pages of its log."""
        query = query_of(
            analysis=str(self.analysis.index + 1),
            generation=self.attempt.generation,
            attempt=self.attempt.number,
            index=self.index,
        )
        yield from pages(reader(client, self.run.project, self.run.workflow, self.sample), query)


def jobs_of(client: Client, run: RunKey, sample: str) -> Iterator[Job]:
    """Yield the jobs of a sample, oldest first in each analysis, those of arrays one by one."""
    for analysis in client.sample(run.project, run.workflow, sample).analyses:
        for attempt in analysis.attempts:
            if attempt.job_id:
                job = Job(run=run, sample=sample, analysis=analysis, attempt=attempt)
                yield from _each(client, job) if attempt.size > 1 else (job,)


def _each(client: Client, array: Job) -> Iterator[Job]:
    """Yield the jobs of an array; one for all if AWS Batch has forgotten which they were."""
    indices = next(array.pages(client)).indices
    yield from (replace(array, index=index) for index in unpack(indices))
    if not indices:
        yield array


def save_log(client: Client, job: Job, folder: Path) -> Path:
    """Write a job's log, whole or not at all, or why there is none; a full file is kept."""
    if job.attempt.stopped_at and (kept := _kept(job, folder)):
        return kept
    part = folder / f"{job.id}.part"
    status: str = job.attempt.status
    with part.open("w", encoding="utf-8") as written:
        for page in job.pages(client):
            status = page.job_status or status
            written.writelines(f"{line.message}\n" for line in page.items)
            written.write(f"{page.missing}\n" if page.missing else "")
    for old in _files(job, folder):
        old.unlink()
    return part.replace(folder / job.file(status))


def _kept(job: Job, folder: Path) -> Path | None:
    """Return what was saved of a job when it had ended."""
    names = {job.file(status) for status in AnalysisStatus if status.is_final}
    return next((file for file in _files(job, folder) if file.name in names), None)


def _files(job: Job, folder: Path) -> list[Path]:
    """Return what was saved of a job, wherever it stood then."""
    return [file for file in folder.iterdir() if file.name.endswith(f".{job.id}.log")]
