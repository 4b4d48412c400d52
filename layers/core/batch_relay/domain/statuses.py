"""Where jobs, analyses, samples and runs stand, and which way they may move."""

from enum import StrEnum


class JobStatus(StrEnum):
    """Where a Batch job stands; names and order are those of AWS Batch."""

    SUBMITTED = "SUBMITTED"
    PENDING = "PENDING"
    RUNNABLE = "RUNNABLE"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """Whether the job will never change again."""
        return self in {JobStatus.SUCCEEDED, JobStatus.FAILED}


class AnalysisStatus(StrEnum):
    """Where an analysis of a sample stands.

    SUBMITTING is the intent written before SubmitJob; RESUBMITTING waits for
    the next attempt's turn; SKIPPED found all its outputs present.
    """

    SUBMITTING = "SUBMITTING"
    SUBMITTED = "SUBMITTED"
    PENDING = "PENDING"
    RUNNABLE = "RUNNABLE"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    RESUBMITTING = "RESUBMITTING"
    SUCCEEDED = "SUCCEEDED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def is_complete(self) -> bool:
        """Whether the next analysis may start."""
        return self in {AnalysisStatus.SUCCEEDED, AnalysisStatus.SKIPPED}

    @property
    def is_final(self) -> bool:
        """Whether the analysis ended, for better or worse, in this generation."""
        return self.is_complete or self in {AnalysisStatus.FAILED, AnalysisStatus.CANCELLED}

    @property
    def is_live(self) -> bool:
        """Whether a job of the current attempt may exist in Batch."""
        return not self.is_final and self is not AnalysisStatus.RESUBMITTING

    def precedes(self, later: "AnalysisStatus") -> bool:
        """Whether a job that stands here can still be seen at `later`."""
        return self.is_live and _ORDER.index(self) < _ORDER.index(later)


_ORDER = tuple(AnalysisStatus)


class SampleStatus(StrEnum):
    """Where a sample of a run stands; PENDING samples have no item yet."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class RunStatus(StrEnum):
    """Where a run stands, as its counts tell."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
