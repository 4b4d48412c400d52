"""AWS Batch beside the stack, seen with the caller's own credentials: it is read, never changed."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from batch_relay.adapters.cloudwatch_logs import CloudWatchLogs
from batch_relay.compute.definitions import newest_of_each, revisions
from batch_relay.compute.environments import list_environments
from batch_relay.compute.job_logs import read_job
from batch_relay.compute.jobs import Selection, count_some, describe_job, list_some
from batch_relay.compute.queues import list_queues
from batch_relay.dashboard.messages import Reply, Request
from batch_relay.domain.errors import InvalidError, RefusedError
from batch_relay.domain.statuses import JobStatus

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

    from batch_relay.connection import Services
    from batch_relay.services.ports import Logs

PREFIX = "/compute"
# More lines than these are for the command to save.
MOST_LINES = 10_000
_NEEDS = (
    "the page looks with your own credentials, which need batch:DescribeJobQueues, "
    "batch:DescribeComputeEnvironments, batch:DescribeJobDefinitions, batch:DescribeJobs, "
    "batch:ListJobs and logs:GetLogEvents"
)

Values: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """What is asked about queues, environments, definitions and jobs."""

    batch: "BatchClient"
    logs: "Logs"

    @classmethod
    def of(cls, services: "Services") -> "Compute":
        """Return the compute that these services see."""
        return cls(batch=services.batch(), logs=CloudWatchLogs(services.logs()))


def look(request: Request, *, compute: Compute) -> Reply:
    """Answer what a path asks for; a read that has not changed is answered with 304."""
    path = request.path.removeprefix(PREFIX)
    for pattern, read in _READS.items():
        if request.method == "GET" and (found := re.fullmatch(pattern, path)):
            names = (unquote(name) for name in found.groups())
            return Reply.json(_told(read, compute, request.query, *names)).unless_known(request)
    return Reply.problem(HTTPStatus.NOT_FOUND, "There is no such view of AWS Batch.")


def _told(read: Callable[..., Any], compute: Compute, values: Values, *names: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return read(compute, values, *names)
    except RefusedError as error:
        msg = f"AWS Batch does not answer: {error}; {_NEEDS}."
        raise RefusedError(msg) from error


def _queues(compute: Compute, _: Values) -> Any:  # noqa: ANN401
    return [asdict(queue) for queue in list_queues(compute.batch)]


def _counts(compute: Compute, _: Values, queue: str) -> Any:  # noqa: ANN401
    return count_some(compute.batch, queue)


def _jobs(compute: Compute, values: Values, queue: str) -> Any:  # noqa: ANN401
    return _page(compute, values, Selection(queue=queue, statuses=[_status(values)]))


def _children(compute: Compute, values: Values, array: str) -> Any:  # noqa: ANN401
    return _page(compute, values, Selection(array=array, statuses=[_status(values)]))


def _status(values: Values) -> JobStatus:
    status = values.get("status", JobStatus.RUNNING)
    if status not in set(JobStatus):
        msg = f"status: there is no {status}; it is one of {', '.join(JobStatus)}."
        raise InvalidError(msg)
    return JobStatus(status)


def _page(compute: Compute, values: Values, selection: Selection) -> Any:  # noqa: ANN401
    jobs, after = list_some(compute.batch, selection, after=values.get("after", ""))
    return {"items": [asdict(job) for job in jobs], "next": after}


def _environments(compute: Compute, _: Values) -> Any:  # noqa: ANN401
    return list_environments(compute.batch)


def _definitions(compute: Compute, _: Values) -> Any:  # noqa: ANN401
    return list(newest_of_each(revisions(compute.batch)))


def _revisions(compute: Compute, _: Values, name: str) -> Any:  # noqa: ANN401
    return revisions(compute.batch, name, active=False)


def _job(compute: Compute, _: Values, job: str) -> Any:  # noqa: ANN401
    return describe_job(compute.batch, job)


def _log(compute: Compute, values: Values, job: str) -> Any:  # noqa: ANN401
    attempt = values.get("attempt", "0")
    if not re.fullmatch("[0-9]{1,4}", attempt, re.ASCII):
        msg = "attempt: name one by its number, from 1."
        raise InvalidError(msg)
    lines = read_job(compute.batch, compute.logs, job, attempt=int(attempt))
    return [asdict(line) for line in islice(lines, MOST_LINES)]


_READS: dict[str, Callable[..., Any]] = {
    "/queues": _queues,
    "/queues/([^/]+)/counts": _counts,
    "/queues/([^/]+)/jobs": _jobs,
    "/environments": _environments,
    "/definitions": _definitions,
    "/definitions/([^/]+)": _revisions,
    "/jobs/([^/]+)": _job,
    "/jobs/([^/]+)/children": _children,
    "/jobs/([^/]+)/log": _log,
}
