"""What became of a run, in numbers: folded from its samples, one after the other."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.reports.rows import seconds
from batch_relay.wire.samples import AnalysisItem, AttemptItem, SampleDetail

# Of each reason, and of what took longest: some to look at, the table has the rest.
LISTED: Final = 10
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Failure:
    """Why samples failed: the last attempt's rule and reason, at one analysis."""

    analysis: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Retry:
    """Why attempts were followed by others, and how."""

    analysis: int
    rule: str
    decision: str


@dataclass(slots=True)
class Step:
    """One analysis over all samples; times are in seconds, of attempts that started."""

    name: str
    attempts: int = 0
    retries: int = 0
    dollars: float = 0
    waited: list[float] = field(default_factory=list[float])
    ran: list[float] = field(default_factory=list[float])
    definitions: set[str] = field(default_factory=set[str])
    images: set[str] = field(default_factory=set[str])

    def add(self, attempt: AttemptItem) -> None:
        """Count an attempt."""
        self.attempts += 1
        self.dollars += attempt.usage.dollars
        waited = seconds(attempt.submitted_at, attempt.started_at)
        ran = seconds(attempt.started_at, attempt.stopped_at)
        self.waited += [] if waited is None else [waited]
        self.ran += [] if ran is None else [ran]
        self.definitions |= {attempt.definition} - {""}
        self.images |= {attempt.image} - {""}


@dataclass(slots=True)
class Summary:
    """What a report tells of a run's samples.

    `spans` are when jobs ran; `slowest` are samples with the seconds that their jobs ran.
    """

    samples: int = 0
    steps: dict[int, Step] = field(default_factory=dict[int, Step])
    failures: defaultdict[Failure, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[Failure] = field(default_factory=Counter[Failure])
    retries: Counter[Retry] = field(default_factory=Counter[Retry])
    spans: list[tuple[datetime, datetime]] = field(default_factory=list[tuple[datetime, datetime]])
    slowest: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    first: datetime | None = None
    last: datetime | None = None

    def add(self, sample: SampleDetail) -> None:
        """Count a sample."""
        self.samples += 1
        for analysis in sample.analyses:
            self._add_analysis(analysis)
        if sample.status is SampleStatus.FAILED:
            self._add_failure(sample)
        took = sum(end.timestamp() - start.timestamp() for start, end in _spans(sample))
        self.slowest = sorted([*self.slowest, (took, sample.sample)], reverse=True)[:LISTED]

    def _add_analysis(self, analysis: AnalysisItem) -> None:
        step = self.steps.setdefault(analysis.index, Step(analysis.job_definition))
        for attempt in analysis.attempts:
            step.add(attempt)
            self._place(attempt)
            if attempt.status is AnalysisStatus.FAILED and attempt is not analysis.attempts[-1]:
                step.retries += 1
                decided = _short(attempt.decision)
                self.retries[_retry(analysis.index, attempt.rule, decided)] += 1

    def _add_failure(self, sample: SampleDetail) -> None:
        index, last = _last_attempt(sample)
        rule, said = (last.rule, last.reason) if last else ("", "")
        why = Failure(analysis=index, rule=rule, reason=_short(said or sample.reason))
        self.failed[why] += 1
        if len(self.failures[why]) < LISTED:
            self.failures[why].append(sample.sample)

    def _place(self, attempt: AttemptItem) -> None:
        """Take note of when an attempt took place."""
        end = attempt.stopped_at or attempt.started_at or attempt.submitted_at
        self.first = min(self.first or attempt.submitted_at, attempt.submitted_at)
        self.last = max(self.last or end, end)
        if attempt.started_at and attempt.stopped_at:
            self.spans.append((attempt.started_at, attempt.stopped_at))


def _retry(index: int, rule: str, decision: str) -> Retry:
    return Retry(analysis=index, rule=rule, decision=decision)


def _spans(sample: SampleDetail) -> Iterator[tuple[datetime, datetime]]:
    for analysis in sample.analyses:
        for attempt in analysis.attempts:
            if attempt.started_at and attempt.stopped_at:
                yield attempt.started_at, attempt.stopped_at


def _last_attempt(sample: SampleDetail) -> tuple[int, AttemptItem | None]:
    """Return the last attempt at the last analysis that began, and which that is."""
    if not sample.analyses:
        return 0, None
    analysis = sample.analyses[-1]
    return analysis.index, analysis.attempts[-1] if analysis.attempts else None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"
