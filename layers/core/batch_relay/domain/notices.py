"""What we tell the world of ourselves, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.runs import Run, RunKey, SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import dollars


class NoticeKind(StrEnum):
    """The kinds of notices; the values are the detail types of our events."""

    RUN_STARTED = "Run Started"
    RUN_ENDED = "Run Ended"
    BUDGET_REACHED = "Budget Reached"
    ATTEMPT_RESUBMITTED = "Attempt Resubmitted"
    SAMPLE_FAILED = "Sample Failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that others may want to know; `details` by kind: docs/events.md."""

    kind: NoticeKind
    run: RunKey
    details: JsonObject
    at: datetime | None = None


def of_run(old: Run | None, new: Run) -> Iterator[Notice]:
    """Tell that a generation of a run began, or that the run ended."""
    generation: JsonObject = {"generation": new.generation, "status": new.status}
    if new.has_summary or new.key.is_summary:
        generation = {**generation, "summary": True}
    if old is None or old.generation != new.generation:
        details: JsonObject = {**generation, "samples": new.chosen}
        yield Notice(kind=NoticeKind.RUN_STARTED, run=new.key, details=details, at=new.created_at)
    elif new.is_over and not old.is_over:
        counts = {status.value: n for status, n in new.counts.samples.items() if n}
        details = {**generation, "samples": counts, "reason": new.reason}
        yield Notice(kind=NoticeKind.RUN_ENDED, run=new.key, details=details)


def of_budget(old: Run | None, new: Run) -> Iterator[Notice]:
    """Tell that a run has spent what it may."""
    if old and new.is_over_budget and not old.is_over_budget:
        details: JsonObject = {
            "generation": new.generation,
            "budget": None if new.budget is None else dollars(new.budget),
            "spent": dollars(new.spent),
        }
        yield Notice(kind=NoticeKind.BUDGET_REACHED, run=new.key, details=details)


def of_analysis(old: AnalysisState | None, new: AnalysisState) -> Iterator[Notice]:
    """Tell that a failed attempt is tried again, and what was decided about it."""
    was = old and old.status
    if new.status is not AnalysisStatus.RESUBMITTING or was is new.status or not new.history:
        return
    last = new.history[-1]
    yield Notice(
        kind=NoticeKind.ATTEMPT_RESUBMITTED,
        run=new.key.run,
        at=new.updated_at,
        details={
            "sample": new.key.sample,
            "analysis": new.key.analysis,
            "generation": new.generation,
            "attempt": last.number,
            "jobId": last.job_id,
            "rule": last.rule,
            "reason": last.reason,
            "decision": last.decision,
        },
    )


def of_sample(old: SampleState | None, new: SampleState) -> Iterator[Notice]:
    """Tell that a sample failed for good."""
    was = old and old.status
    if new.status is SampleStatus.FAILED and was is not new.status:
        details: JsonObject = {
            "sample": new.sample.name,
            "generation": new.generation,
            "reason": new.reason,
        }
        yield Notice(kind=NoticeKind.SAMPLE_FAILED, run=new.run, details=details, at=new.updated_at)
