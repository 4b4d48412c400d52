"""List the jobs of a queue or of an array."""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import page_size, require
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.errors import RefusedError, existing
from batch_relay.local.batch.jobs.job import Job

Test: TypeAlias = Callable[[Job, str], bool]
Rank: TypeAlias = tuple[int, int, str]
PAGE, FILTERED_PAGE = 1000, 100
SOURCES = ("jobQueue", "arrayJobId", "multiNodeJobId")


def list_jobs(context: Context, request: Document) -> Document:
    """List jobs, the latest first: those in one status (default RUNNING), or those of a filter."""
    named = [source for source in SOURCES if request.get(source)]
    require(len(named) == 1, f"Exactly one of {', '.join(SOURCES)} must be given.")
    filters = request.get("filters", [])
    require(len(filters) <= 1, "Only one filter can be used at a time.")
    jobs = _all(context, request)
    chosen = _filtered(jobs, request) if filters else _in_status(jobs, request)
    cut, rest = _page(sorted(chosen, key=_rank), request)
    return {"jobSummaryList": [context.engine.ledger.summary(job) for job in cut], **rest}


def _rank(job: Job) -> Rank:
    return -job.created_at, job.index or 0, job.id


def _page(jobs: list[Job], request: Document) -> tuple[list[Job], Document]:
    """Cut out a page; the token names the last job shown, whatever becomes of the others."""
    limit = FILTERED_PAGE if request.get("filters") else PAGE
    size = page_size(request, limit)
    last = _rank_of(request["nextToken"]) if request.get("nextToken") else None
    left = [job for job in jobs if last is None or _rank(job) > last]
    rest = {"nextToken": "/".join(map(str, _rank(left[size - 1])))} if size < len(left) else {}
    return left[:size], rest


def _rank_of(token: str) -> Rank:
    found = re.fullmatch(r"(-\d+)/(\d+)/(.+)", token)
    if found is None:
        message = "nextToken is invalid."
        raise RefusedError(message)
    return int(found[1]), int(found[2]), found[3]


def _all(context: Context, request: Document) -> list[Job]:
    ledger = context.engine.ledger
    if "jobQueue" in request:
        queue = context.registry.job_queue(request["jobQueue"])["jobQueueArn"]
        return [job for job in ledger.jobs.values() if job.queue == queue and not job.parent]
    job_id = request.get("arrayJobId") or request["multiNodeJobId"]
    return ledger.children(existing(ledger.jobs.get(job_id), f"Job {job_id}"))


def _in_status(jobs: Iterable[Job], request: Document) -> list[Job]:
    status = request.get("jobStatus", "RUNNING")
    return [job for job in jobs if job.status == status]


def _filtered(jobs: Iterable[Job], request: Document) -> list[Job]:
    (chosen,) = request["filters"]
    name, values = chosen.get("name"), chosen.get("values", [])
    require(name in TESTS, f"Filter {name} is none of {', '.join(TESTS)}.")
    require(len(values) == 1, f"Filter {name} takes exactly one value.")
    require("CREATED" not in name or values[0].isdecimal(), f"Filter {name} takes milliseconds.")
    both = name == "SHARE_IDENTIFIER" and "jobStatus" in request
    found = [job for job in jobs if TESTS[name](job, values[0])]
    return _in_status(found, request) if both else found


def _matches(text: str, pattern: str) -> bool:
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


def _uses(job: Job, definition: str) -> bool:
    if definition.startswith("arn:"):
        return job.definition == definition
    return _matches(job.definition_name, definition)


TESTS: dict[str, Test] = {
    "JOB_NAME": lambda job, value: _matches(job.name.lower(), value.lower()),
    "JOB_DEFINITION": _uses,
    "BEFORE_CREATED_AT": lambda job, value: job.created_at < int(value),
    "AFTER_CREATED_AT": lambda job, value: job.created_at > int(value),
    "SHARE_IDENTIFIER": lambda job, value: job.share == value,
}
