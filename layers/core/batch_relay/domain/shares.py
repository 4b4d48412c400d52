"""Queues that share fairly: whose share a job counts against, and what goes first within it.

AWS Batch wants a share identifier and a priority with every job for a queue with a scheduling
policy, refuses both on any other, and compares priorities within one share only. Whether a
queue has a policy is settled when the queue is made.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from batch_relay.domain.catalog import Surroundings
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.labs import lab_of
from batch_relay.domain.names import queue_name
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.runs import Run

_WITHOUT_EFFECT: Final = (
    "A priority has no effect here: no queue of this run has a scheduling policy. "
    "Leave it out, or name a queue that was made with shares."
)
# AWS Batch takes letters and digits in a share identifier.
_ILLEGAL_IN_SHARES: Final = re.compile("[^A-Za-z0-9]")


def share_of(project: str) -> str:
    """Return the share that a project's jobs count against: its lab's, or its own."""
    return _ILLEGAL_IN_SHARES.sub("", lab_of(project) or project)


def with_share(job: RenderedJob, run: Run, priority: int | None) -> RenderedJob:
    """Return the job as its queue wants it; `priority` goes before the run's, if there is one."""
    if queue_name(job.queue) not in run.fair_queues:
        return job
    urgency = run.priority if priority is None else priority
    return replace(job, share=share_of(run.key.project), priority=urgency or 0)


def fair_queues(found: Surroundings, known: Collection[str] = ()) -> frozenset[str]:
    """Return the names of the queues with a scheduling policy, as far as found or `known`."""
    now = {queue.name: bool(queue.scheduling_policy) for queue in found.queues.values()}
    return frozenset(name for name in {*known, *now} if now.get(name, True))


def check_priority(priority: int | None, fair: Collection[str], problems: Problems) -> None:
    """Refuse a priority that could have no effect, as no queue is `fair`."""
    if priority is not None and not fair:
        problems.add(ProblemKind.NO_FAIR_QUEUE, _WITHOUT_EFFECT, column="priority")
