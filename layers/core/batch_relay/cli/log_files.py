"""Logs as files, one for each job."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from batch_relay.cli.reading import pages, query_of, reader
from batch_relay.client import Client
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.names import job_name
from batch_relay.domain.runs import RunKey
from batch_relay.wire.samples import AnalysisItem, AttemptItem

_NO_FILE_NAME = re.compile("[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The job of an attempt at an analysis of a sample."""

    run: RunKey
    sample: str
    analysis: AnalysisItem
    attempt: AttemptItem

    @property
    def name(self) -> str:
        """Return its name in AWS Batch."""
        key = AnalysisKey(run=self.run, sample=self.sample, analysis=self.analysis.index)
        attempt, number = self.attempt.generation, self.attempt.number
        identity = AttemptKey(key=key, generation=attempt, number=number)
        definition = self.analysis.job_definition
        return job_name(self.run.workflow, self.sample, definition, identity=str(identity))

    @property
    def file(self) -> str:
        """Return the name of its log's file."""
        return f"{self.attempt.status}.{self.name}.{self.id}.log"

    @property
    def id(self) -> str:
        """Return its id in AWS Batch, with nothing in it that could lead to another folder."""
        return _NO_FILE_NAME.sub("_", self.attempt.job_id or "")


def jobs_of(client: Client, run: RunKey, sample: str) -> Iterator[Job]:
    """Yield the jobs of a sample, oldest first in each analysis."""
    for analysis in client.sample(run.project, run.workflow, sample).analyses:
        for attempt in analysis.attempts:
            if attempt.job_id:
                yield Job(run=run, sample=sample, analysis=analysis, attempt=attempt)


def save_log(client: Client, job: Job, folder: Path) -> Path:
    """Write a job's log, whole or not at all, or why there is none; a full file is kept."""
    target = folder / job.file
    if job.attempt.stopped_at and target.exists():
        return target
    part = target.with_suffix(".part")
    read = reader(client, job.run.project, job.run.workflow, job.sample)
    query = query_of(
        analysis=str(job.analysis.index + 1),
        generation=job.attempt.generation,
        attempt=job.attempt.number,
    )
    with part.open("w", encoding="utf-8") as written:
        for page in pages(read, query):
            written.writelines(f"{line.message}\n" for line in page.items)
            written.write(f"{page.missing}\n" if page.missing else "")
    _forget_earlier(folder, job)
    return part.replace(target)


def _forget_earlier(folder: Path, job: Job) -> None:
    """Remove what was saved while the job stood elsewhere."""
    for old in folder.glob(f"*.{job.id}.log"):
        old.unlink()
