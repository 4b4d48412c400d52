"""A run to report on."""

from datetime import UTC, datetime, timedelta

from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.wire.runs import RunItem
from batch_relay.wire.samples import AnalysisItem, AttemptItem, SampleDetail
from batch_relay.wire.usage import UsageItem

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
RUN = RunItem(
    project="p",
    workflow="w",
    version="abc",
    generation=1,
    status=RunStatus.FAILED,
    paused=False,
    reason="",
    chosen=2,
    created_at=AT,
    samples={SampleStatus.SUCCEEDED: 1, SampleStatus.FAILED: 1},
    analyses=[],
)


def attempt(number=1, *, status=AnalysisStatus.SUCCEEDED, after=0, ran=60, **more):
    """An attempt that was submitted so many seconds after noon, waited five, and ran."""
    submitted = AT + timedelta(seconds=after)
    given = {
        "generation": 1,
        "number": number,
        "status": status,
        "job_id": f"job-{number}",
        "queue": "spot",
        "memory": 512,
        "submitted_at": submitted,
        "started_at": submitted + timedelta(seconds=5),
        "stopped_at": submitted + timedelta(seconds=5 + ran),
        "reason": "",
        "usage": UsageItem(jobs=1, dollars=0.5),
        "definition": "arn:aws:batch:us-east-1:1:job-definition/align:3",
        "image": "example.org/align:1.0",
        "settings": {"parameters": {"primer": "515F"}, "environment": {}, "timeout": 60},
    }
    return AttemptItem(**given | more)


def analysis(index, name, *attempts, reason="", outputs=()):
    """An analysis that stands as its last attempt does; without one, it was skipped."""
    return AnalysisItem(
        index=index,
        job_definition=name,
        status=attempts[-1].status if attempts else AnalysisStatus.SKIPPED,
        reason=reason,
        outputs=list(outputs),
        updated_at=AT,
        attempts=list(attempts),
    )


def sample(name="S1", *attempts, status=SampleStatus.SUCCEEDED, reason="", **more):
    """A sample of one analysis."""
    one = analysis(0, "align:3", *attempts, reason=reason, outputs=[f"s3://results/{name}.bam"])
    given = {
        "sample": name,
        "file": f"s3://reads/{name}.fq",
        "columns": {"primer": "515F"},
        "line": 2,
        "status": status,
        "reason": reason,
        "generation": 1,
        "updated_at": AT,
        "analyses": [one],
    }
    return SampleDetail(**given | more)


def failed(name="bad", reason="exit code 3"):
    """A sample that was tried twice."""
    ended = {"status": AnalysisStatus.FAILED, "reason": reason, "rule": "application"}
    tries = attempt(1, decision="again", **ended), attempt(2, decision="gave up", after=90, **ended)
    return sample(name, *tries, status=SampleStatus.FAILED, reason=reason)
