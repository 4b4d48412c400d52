"""What may be asked for of a run on its way: to cancel it, and to run samples again."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import micro_dollars
from batch_relay.services.cancel_run import Cancel
from batch_relay.services.resubmit_samples import ENDED_BADLY, Resubmit
from batch_relay.wire.problems import Wire
from batch_relay.wire.usage import Dollars

# As of StartRequest.
Names = Annotated[list[str], Field(min_length=1, max_length=100_000)]
Ended = Literal[SampleStatus.FAILED, SampleStatus.CANCELLED, SampleStatus.SUCCEEDED]


class CancelRequest(Wire):
    """What to cancel, and why: the whole run, unless samples or a status narrow it."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        description="Kept with the run, its samples and jobs; 500 characters at most."
    )
    samples: Names | None = Field(default=None, description="Only these, of those that have begun.")
    status: AnalysisStatus | None = Field(
        default=None, description="Only samples whose current analysis stands there."
    )

    def cancel(self) -> Cancel:
        """Return what to cancel."""
        names = None if self.samples is None else frozenset(self.samples)
        return Cancel(reason=self.reason, samples=names, only=self.status)


class BudgetRequest(Wire):
    """What the run may spend in all, in US dollars; null for any sum."""

    model_config = ConfigDict(extra="forbid")

    budget: Dollars | None

    @property
    def micro_dollars(self) -> int | None:
        """Return the budget as the domain counts."""
        return None if self.budget is None else micro_dollars(self.budget)


class ResubmitRequest(Wire):
    """What to run again, and what to change: samples that failed or were cancelled, unless said.

    Changes hold for every analysis that is run again.
    """

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)

    samples: Names | None = Field(default=None, description="These, however they ended.")
    statuses: list[Ended] | None = Field(
        default=None, min_length=1, description="All that stand there; FAILED and CANCELLED."
    )
    first: int | str | None = Field(
        default=None,
        validation_alias="from",
        serialization_alias="from",
        description="Run this analysis and all after it though their outputs exist: "
        "its number, from 1, or its job definition.",
    )
    queue: str = Field(default="", description="Name or ARN of a job queue.")
    memory: int | None = Field(default=None, description="In MiB.")
    vcpus: int | None = None
    timeout: int | None = Field(default=None, description="Of each attempt, in seconds.")
    priority: int | None = Field(default=None, description="Instead of the run's, from 0 to 9999.")
    parameters: dict[str, str] = Field(default={}, description="Added to those of the workflow.")
    batch_relay: dict[str, Any] = Field(
        default={}, description="The policy for failures, as in a workflow; refines that."
    )

    @model_validator(mode="after")
    def _check_choice(self) -> Self:
        if self.samples is not None and self.statuses is not None:
            kind, said = "choice", "Name samples or statuses, not both."
            raise PydanticCustomError(kind, said)
        return self

    def resubmit(self, first: int | None) -> Resubmit:
        """Return what to run again; `first` is the position that `from` stands for."""
        again = Resubmission(
            first=first,
            queue=self.queue,
            memory=self.memory,
            vcpus=self.vcpus,
            timeout=self.timeout,
            priority=self.priority,
            parameters=self.parameters,
            policy=self.batch_relay,
        )
        return Resubmit(
            samples=None if self.samples is None else frozenset(self.samples),
            statuses=tuple(self.statuses or ENDED_BADLY),
            again=again,
        )
