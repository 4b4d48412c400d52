"""Where jobs stand, in the words and counts of aws-batch-helpers."""

from collections import Counter
from collections.abc import Mapping

from batch_relay.domain.statuses import AnalysisStatus, RunStatus
from batch_relay.wire.runs import RunItem

# Its words are those of AWS Batch; COMPLETED was not run, its outputs exist.
WORDS: Mapping[AnalysisStatus, str] = {
    AnalysisStatus.PARKED: "SUBMITTED",
    AnalysisStatus.SUBMITTING: "SUBMITTED",
    AnalysisStatus.RESUBMITTING: "SUBMITTED",
    AnalysisStatus.CANCELLING: "RUNNING",
    AnalysisStatus.SKIPPED: "COMPLETED",
    AnalysisStatus.CANCELLED: "CANCELED",
}
# Where the jobs stand that come after one that ended so.
_AFTER = {AnalysisStatus.FAILED: "FAILED", AnalysisStatus.CANCELLED: "CANCELED"}
_OF_RUN = {RunStatus.SUCCEEDED: "COMPLETED", RunStatus.CANCELLED: "CANCELED"}


def word(status: AnalysisStatus) -> str:
    """Return its word for a status."""
    return WORDS.get(status, status.value)


def status_of(run: RunItem) -> str:
    """Return its word for where a whole workflow stands."""
    return _OF_RUN.get(run.status, "SUBMITTED")


def job_counts(run: RunItem) -> dict[str, int]:
    """Return how many jobs stand where: one for each analysis of each sample.

    All are COMPLETED once the run has succeeded. A job that is still to come is
    PENDING; behind one that failed or was cancelled it is that, too.
    """
    total = sum(run.samples.values())
    if run.status is RunStatus.SUCCEEDED:
        return {"COMPLETED": total * len(run.analyses)}
    counts: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for analysis in run.analyses:
        begun = sum(analysis.statuses.values())
        still_to_come = max(0, total - begun - behind.total())
        counts.update(behind + Counter(PENDING=still_to_come))
        for status, number in analysis.statuses.items():
            counts[word(status)] += number
            if status in _AFTER:
                behind[_AFTER[status]] += number
    return {each: number for each, number in counts.items() if number}
