"""Samples, their analyses and every attempt at them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Self

from pydantic import Field

from batch_relay.domain.attempts import AnalysisState, Attempt, AttemptKey, usage_of
from batch_relay.domain.names import SAMPLE_NAME
from batch_relay.domain.runs import SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.terms import Settings
from batch_relay.domain.usage import Use
from batch_relay.services.search_samples import Search
from batch_relay.wire.problems import Wire
from batch_relay.wire.usage import UsageItem

NO_SETTINGS: Final[Mapping[AttemptKey, Settings]] = MappingProxyType({})


class SampleItem(Wire):
    """A sample of a run and where it stands; `columns` are its cells as written."""

    sample: str
    file: str
    columns: dict[str, str]
    line: int
    status: SampleStatus
    reason: str
    generation: int
    updated_at: datetime

    @classmethod
    def of(cls, state: SampleState) -> Self:
        """Read a sample."""
        return cls(
            sample=state.sample.name,
            file=state.sample.file,
            columns=dict(state.sample.columns),
            line=state.sample.line,
            status=state.status,
            reason=state.reason,
            generation=state.generation,
            updated_at=state.updated_at,
        )


class SampleQuery(Wire):
    """Which samples, as parameters of the query."""

    status: SampleStatus | None = Field(default=None, description="Only those of this status.")
    prefix: str = Field(
        default="",
        max_length=SAMPLE_NAME.limit,
        description="Only samples of that status whose names begin so.",
    )
    analysis: int | None = Field(
        default=None, ge=1, description="Only those that failed in this analysis, from 1."
    )
    failure: str = Field(
        default="", description="Only those that failed so: a name in a run's `failures`."
    )
    after: str | None = Field(default=None, description="The `next` of the page before.")
    limit: int = Field(default=100, ge=1, le=100)

    def search(self) -> Search:
        """Return which samples they are."""
        return Search(
            status=self.status, prefix=self.prefix, analysis=self.analysis, failure=self.failure
        )


class SamplePage(Wire):
    """Samples by status and name; `next` is the `after` of the next page, null at the end.

    A page may be empty before the end, where few samples are wanted of many.
    """

    items: list[SampleItem]
    next: str | None = None


class SettingsItem(Wire):
    """What a job was given: parameters, and the variables that its workflow and you set.

    `timeout` is in seconds.
    """

    parameters: dict[str, str]
    environment: dict[str, str]
    timeout: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read settings."""
        return cls(
            parameters=dict(settings.parameters),
            environment=dict(settings.environment),
            timeout=settings.timeout,
        )


class AttemptItem(Wire):
    """One Batch job that tries an analysis; `decision` says what its failure led to, and why.

    `rule` is the row of the table of failures that decided. `memory` is in MiB.
    `size` is how many jobs it is: more than one if it is an array, and `failed` are
    then the indices that failed, such as `3-9,17`.
    `usage` is known once the job has ended, priced as it was then; so are `definition`,
    the ARN of the job definition's revision, and `image`, the container's.
    `settings` is null if they were too long to keep; an answer that would be too large
    has those of the last attempt at each analysis only.
    """

    generation: int
    number: int
    status: AnalysisStatus
    job_id: str | None
    queue: str
    memory: int | None
    submitted_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None = None
    exit_code: int | None = None
    reason: str
    rule: str = ""
    decision: str = ""
    log_stream: str = ""
    log_group: str = ""
    size: int = 1
    failed: str = ""
    vcpus: float | None = None
    definition: str = ""
    image: str = ""
    usage: UsageItem = UsageItem()
    settings: SettingsItem | None = None

    @classmethod
    def of(cls, attempt: Attempt, settings: Settings | None = None) -> Self:
        """Read an attempt."""
        told = SettingsItem.of(settings) if settings else None
        return cls.model_validate(attempt).model_copy(update={"settings": told})


class AnalysisItem(Wire):
    """An analysis of a sample with all its attempts, oldest first."""

    index: int
    job_definition: str
    status: AnalysisStatus
    reason: str
    outputs: list[str]
    updated_at: datetime
    attempts: list[AttemptItem]
    used: UsageItem = UsageItem()
    wasted: UsageItem = UsageItem()

    @classmethod
    def of(
        cls,
        state: AnalysisState,
        job_definition: str,
        settings: Mapping[AttemptKey, Settings] = NO_SETTINGS,
    ) -> Self:
        """Read an analysis; its current attempt is listed too until it ends."""
        return cls(
            index=state.key.analysis,
            job_definition=job_definition,
            status=state.status,
            reason=state.reason,
            outputs=list(state.outputs),
            updated_at=state.updated_at,
            attempts=[
                AttemptItem.of(one, settings.get(key))
                for key, one in zip(state.attempt_keys, state.attempts, strict=True)
            ],
            used=UsageItem.model_validate(usage_of(state.history)),
            wasted=UsageItem.model_validate(usage_of(state.history, Use.WASTED)),
        )

    @classmethod
    def skipped(cls, sample: SampleState, index: int, job_definition: str) -> Self:
        """Read an analysis that a sample had behind it before it began."""
        return cls(
            index=index,
            job_definition=job_definition,
            status=AnalysisStatus.SKIPPED,
            reason=sample.reason,
            outputs=[],
            updated_at=sample.updated_at,
            attempts=[],
        )

    def shortened(self) -> Self:
        """Return this with the settings of the last attempt only."""
        earlier = [one.model_copy(update={"settings": None}) for one in self.attempts[:-1]]
        return self.model_copy(update={"attempts": [*earlier, *self.attempts[-1:]]})


class SampleDetail(SampleItem):
    """A sample and those of its analyses that have begun; what they used as in a run.

    `correlation_id` is of the request that began its generation.
    """

    analyses: list[AnalysisItem]
    correlation_id: str = ""
    used: UsageItem = UsageItem()
    wasted: UsageItem = UsageItem()

    @classmethod
    def with_analyses(
        cls,
        state: SampleState,
        analyses: Iterable[AnalysisState],
        names: tuple[str, ...],
        settings: Mapping[AttemptKey, Settings] = NO_SETTINGS,
    ) -> Self:
        """Read a sample and its analyses; `names` are the workflow's job definitions."""
        states = tuple(analyses)
        begun = [AnalysisItem.of(one, names[one.key.analysis], settings) for one in states]
        skipped = [AnalysisItem.skipped(state, index, names[index]) for index in state.skipped]
        attempts = [attempt for one in states for attempt in one.history]
        return cls(
            **dict(SampleItem.of(state)),
            analyses=sorted(begun + skipped, key=lambda one: one.index),
            correlation_id=state.correlation_id,
            used=UsageItem.model_validate(usage_of(attempts)),
            wasted=UsageItem.model_validate(usage_of(attempts, Use.WASTED)),
        )

    def within(self, most: int) -> Self:
        """Return this, with fewer settings if it is more than so many bytes of JSON."""
        if len(self.model_dump_json(ensure_ascii=True)) <= most:
            return self
        analyses = [one.shortened() for one in self.analyses]
        return self.model_copy(update={"analyses": analyses})
