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

    PARKED waits until its run goes on, which is paused or past its budget;
    SUBMITTING is the intent written before SubmitJob; RESUBMITTING waits for the
    next attempt's turn; CANCELLING waits for its job to end; SKIPPED found all its
    outputs present.
    """

    PARKED = "PARKED"
    SUBMITTING = "SUBMITTING"
    SUBMITTED = "SUBMITTED"
    PENDING = "PENDING"
    RUNNABLE = "RUNNABLE"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    RESUBMITTING = "RESUBMITTING"
    CANCELLING = "CANCELLING"
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
        """Whether a job of the current attempt may be at work towards the outputs."""
        return not (self.is_final or self.is_waiting or self is AnalysisStatus.CANCELLING)

    @property
    def is_waiting(self) -> bool:
        """Whether the current attempt has not been submitted, and will be."""
        return self in {AnalysisStatus.PARKED, AnalysisStatus.RESUBMITTING}

    def precedes(self, later: "AnalysisStatus") -> bool:
        """Whether a job that stands here can still be seen at `later`."""
        return self.is_live and _ORDER.index(self) < _ORDER.index(later)


_ORDER = tuple(AnalysisStatus)


class SampleStatus(StrEnum):
    """Where a sample of a run stands; PENDING samples have no item yet."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    CANCELLING = "CANCELLING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def is_live(self) -> bool:
        """Whether the sample's generation goes on."""
        return self in {SampleStatus.RUNNING, SampleStatus.CANCELLING}

    @property
    def is_ending(self) -> bool:
        """Whether the sample waits for its job to end."""
        return self is SampleStatus.CANCELLING

    @property
    def from_(self) -> "tuple[SampleStatus, ...]":
        """Return where a sample may come from when it is stopped with this status."""
        if self in {SampleStatus.CANCELLING, SampleStatus.SUCCEEDED}:
            return (SampleStatus.RUNNING,)
        return (SampleStatus.RUNNING, SampleStatus.CANCELLING)


class RunStatus(StrEnum):
    """Where a run stands, as its counts tell; OVER_BUDGET submits nothing more."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    OVER_BUDGET = "OVER_BUDGET"
    CANCELLING = "CANCELLING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
