"""Jobs that fail, and attempts that failed before them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from batch_relay.domain.attempts import AnalysisKey, Attempt, AttemptKey, JobChange
from batch_relay.domain.definitions import Policy
from batch_relay.domain.failures import GiveUp, Resubmit, decide
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, JobStatus

AT = datetime(2026, 1, 1, tzinfo=UTC)
KEY = AnalysisKey(run=RunKey(project="p", workflow="w"), sample="S1", analysis=0)

EXITED = "Essential container in task exited"
NOT_STARTED = "Task failed to start"
HOST_LOST = "Host EC2 (instance i-0a1b2c3d4e5f60718) terminated."
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
THROTTLED = "CannotPullContainerError: toomanyrequests: You have reached your pull rate limit."
PATIENT = Policy(application=9, infrastructure=9, memory=9)


def failure(status: str = "", container: str = "", code: int | None = None, **more: Any):
    """What AWS Batch says of a failed job: statusReason, container.reason, exitCode."""
    return JobChange(
        attempt=AttemptKey(key=KEY, generation=1, number=1),
        job_id="job-1",
        status=JobStatus.FAILED,
        at=AT,
        status_reason=status,
        container_reason=container,
        exit_code=code,
        **more,
    )


def past(rule: str, *, number: int = 1, memory: int | None = None) -> Attempt:
    """An attempt that failed, and that a row of the table decided about."""
    return Attempt(
        generation=1,
        number=number,
        job_id=f"job-{number}",
        queue="spot",
        memory=memory,
        status=AnalysisStatus.FAILED,
        submitted_at=AT,
        rule=rule,
    )


def pasts(*rules: str) -> list[Attempt]:
    """Attempts that these rows decided about, one after another."""
    return [past(rule, number=number) for number, rule in enumerate(rules, 1)]


def decided(
    change: JobChange, *rules: str, policy: Policy = PATIENT, jitter: float = 1.0
) -> Resubmit | GiveUp:
    """The decision after attempts that these rows decided about."""
    return decide(change, history=pasts(*rules), policy=policy, jitter=jitter)


def story(*changes: JobChange, policy: Policy, memory: int = 1_000) -> list[Resubmit | GiveUp]:
    """What is decided if these failures come one after another, with the memory decided on."""
    history: list[Attempt] = []
    decisions: list[Resubmit | GiveUp] = []
    for number, change in enumerate(changes, 1):
        now = replace(change, memory=memory)
        decision = decide(now, history=history, policy=policy, jitter=1.0)
        decisions.append(decision)
        if isinstance(decision, GiveUp):
            break
        history.append(past(decision.rule, number=number, memory=memory))
        memory = decision.memory or memory
    return decisions
