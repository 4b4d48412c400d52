"""A run that has ended: what stands of its samples and their attempts."""

from dataclasses import replace
from datetime import timedelta

from batch_relay.domain.attempts import AnalysisKey, AnalysisState, JobChange
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from tests.in_process import NOW

RUN = RunKey(project="p", workflow="famli")
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"


def sample(name, version, status, reason):
    return SampleState(
        run=RUN,
        sample=Sample(
            name=name, file=f"{name}.fq", columns={"sample": name, "file": f"{name}.fq"}, line=2
        ),
        generation=1,
        version=version,
        analyses=1,
        status=status,
        updated_at=NOW,
        reason=reason,
    )


def failed_twice(version):
    first = AnalysisState(
        key=AnalysisKey(run=RUN, sample="a", analysis=0),
        generation=1,
        version=version,
        status=AnalysisStatus.FAILED,
        attempt=1,
        tokens=(),
        updated_at=NOW,
        submitted_at=NOW,
        reason=OUT_OF_MEMORY,
    )
    change = JobChange(
        attempt=first.attempt_key,
        job_id="job-1",
        status=JobStatus.FAILED,
        at=NOW,
        container_reason=OUT_OF_MEMORY,
        started_at=NOW,
        stopped_at=NOW + timedelta(seconds=90),
        memory=512,
    )
    second = first.ended(AnalysisStatus.FAILED, change, "again with 1024 MiB")
    last = replace(second, attempt=2)
    return last.ended(AnalysisStatus.FAILED, replace(change, memory=1024), "gave up")
