"""Jobs after their submission: shown, cancelled, terminated."""

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import require
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.errors import existing
from batch_relay.local.batch.jobs.job import Job

MAX_DESCRIBED = 100
MAX_REASON = 1024


def describe(context: Context, request: Document) -> Document:
    """Show jobs in full; an unknown id is passed over."""
    wanted = request["jobs"]
    require(len(wanted) <= MAX_DESCRIBED, f"Up to {MAX_DESCRIBED} jobs can be described at once.")
    ledger = context.engine.ledger
    known = (ledger.jobs[job_id] for job_id in wanted if job_id in ledger.jobs)
    return {"jobs": [ledger.detail(job) for job in known]}


def cancel(context: Context, request: Document) -> Document:
    """Cancel a job that has not started; a started one goes on, and this succeeds all the same."""
    context.engine.cancel(_find(context, request), _reason(request))
    return {}


def terminate(context: Context, request: Document) -> Document:
    """Terminate a job, or cancel it if it has not started."""
    context.engine.terminate(_find(context, request), _reason(request))
    return {}


def reclaim(context: Context, request: Document) -> Document:
    """Take the host of a running job away, as a Spot interruption does; AWS has no such call."""
    job = _find(context, request)
    require(job.current is not None, f"Job {job.id} is {job.status}: no host runs it.")
    context.engine.reclaim(job)
    return {}


def _find(context: Context, request: Document) -> Job:
    job_id = request["jobId"]
    return existing(context.engine.ledger.jobs.get(job_id), f"Job {job_id}")


def _reason(request: Document) -> str:
    reason = str(request["reason"])
    require(len(reason) <= MAX_REASON, f"reason is longer than {MAX_REASON} characters.")
    return reason
