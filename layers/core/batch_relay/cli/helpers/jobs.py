"""Jobs as aws-batch-helpers writes them into a workflow file."""

from collections.abc import Collection

from batch_relay.cli.helpers.folders import Record, WorkflowFile
from batch_relay.cli.helpers.words import word
from batch_relay.cli.log_files import Job
from batch_relay.cli.progress import tracked
from batch_relay.client import Client
from batch_relay.domain.json_types import Json
from batch_relay.domain.runs import RunKey
from batch_relay.reports.reading import details, names_of
from batch_relay.wire.runs import RunItem
from batch_relay.wire.samples import AnalysisItem, SampleDetail


def jobs_and_samples(
    client: Client, file: WorkflowFile, run: RunItem
) -> tuple[list[Json], list[Json]]:
    """Return the newest job of each analysis that has begun, and the samples with their ids."""
    key = RunKey(project=file.project, workflow=file.workflow)
    begun = set(names_of(client, run))
    names = [name for name in (str(one.get("_sample")) for one in file.samples) if name in begun]
    read = tracked(details(client, run, names), "Reading samples", total=len(names))
    found = {detail.sample: detail for detail in read}
    jobs = [
        _job(key, name, analysis) for name, detail in found.items() for analysis in detail.analyses
    ]
    return jobs, [_with_ids(one, found) for one in file.samples]


def _job(run: RunKey, sample: str, analysis: AnalysisItem) -> Json:
    """Return a job; one that was not run has no name and no id."""
    told: dict[str, Json] = {
        "outputs": list(analysis.outputs),
        "sample": sample,
        "job_definition": analysis.job_definition,
        "job_status": word(analysis.status),
        "analysis_ix": analysis.index,
    }
    if job_id := _job_id(analysis):
        job = Job(run=run, sample=sample, analysis=analysis, attempt=analysis.attempts[-1])
        told |= {"jobName": job.name, "jobId": job_id}
    return told


def _job_id(analysis: AnalysisItem) -> str | None:
    tried = analysis.attempts
    return tried[-1].job_id if tried else None


def _with_ids(sample: Record, details: dict[str, SampleDetail]) -> Json:
    found = details.get(str(sample.get("_sample")))
    analyses: Collection[AnalysisItem] = found.analyses if found else ()
    return {**sample, "job_ids": [_job_id(each) for each in analyses]}
