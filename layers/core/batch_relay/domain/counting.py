"""Counts of a run, folded from the changes of its items."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Self

from batch_relay.domain.attempts import AnalysisState, Attempt, failure_of
from batch_relay.domain.runs import Counts, RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import Usage, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is counted of a sample (`analysis` is None) or of an analysis.

    `asked` are the generations whose start reached the sample, `skipped` its
    analyses that have no item of their own, `history` the attempts at the analysis
    that ended, `failure` the rule that decided about the one that failed it.
    """

    status: str
    asked: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    analysis: int | None = None
    history: tuple[Attempt, ...] = ()
    failure: str = ""

    @classmethod
    def of(cls, state: AnalysisState) -> Self:
        """Return what is counted of an analysis."""
        return cls.of_analysis(
            state.key.analysis,
            state.status,
            history=state.history,
            generation=state.generation,
            attempt=state.attempt,
        )

    @classmethod
    def of_analysis(
        cls,
        index: int,
        status: str,
        *,
        history: tuple[Attempt, ...],
        generation: int,
        attempt: int,
    ) -> Self:
        """Return what is counted of an analysis whose current attempt is that."""
        failed = status == AnalysisStatus.FAILED
        failure = failure_of(history, generation=generation, number=attempt) if failed else ""
        return cls(status=status, analysis=index, history=history, failure=failure)

    @property
    def name(self) -> str:
        """Return the counter that this item stands under."""
        if self.analysis is None:
            return f"count#SAMPLE#{self.status}"
        return f"count#ANALYSIS#{self.analysis}#{self.status}"

    @property
    def counters(self) -> Counter[str]:
        """Return all that this item adds to: where it stands, and what its jobs have used."""
        skipped = AnalysisStatus.SKIPPED
        counters = Counter([self.name, *(f"count#ANALYSIS#{n}#{skipped}" for n in self.skipped)])
        if self.failure:
            counters[f"count#FAILURE#{self.analysis}#{self.failure}"] += 1
        for attempt in self.history:
            of = f"count#USED#{self.analysis}#{attempt.use}"
            counters.update({f"{of}#{name}": n for name, n in asdict(attempt.usage).items() if n})
        return counters


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """A change of an item, as the table's stream tells it.

    `sequence` grows within a `bucket` (a partition key of the table).
    """

    run: RunKey
    bucket: str
    sequence: int
    old: Standing | None
    new: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What a batch of changes adds to a run's counters, and the last sequence per bucket."""

    deltas: Mapping[str, int]
    seen: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An item, as it is counted, and when it last changed."""

    standing: Standing
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A recount under way: what was `counted` up to `after`.

    `seen` is how far the stream was counted as it began.
    """

    seen: Mapping[str, int]
    counted: Mapping[str, int] = field(default_factory=dict[str, int])
    after: str | None = None

    def plus(self, items: Sequence[Counted], *, after: str | None) -> "Tally":
        """Return the tally with a page more."""
        counted = Counter(self.counted)
        for one in items:
            counted.update(one.standing.counters)
            counted.update(map(started, one.standing.asked))
        return Tally(seen=self.seen, counted=counted, after=after)


def fold(changes: Iterable[ItemChange], *, seen: Mapping[str, int]) -> Fold:
    """Fold the changes of one run, less those that `seen` (bucket → sequence) covers."""
    deltas: Counter[str] = Counter()
    last = dict(seen)
    for change in sorted(changes, key=lambda one: one.sequence):
        if change.sequence <= last.get(change.bucket, -1):
            continue
        last[change.bucket] = change.sequence
        deltas.update(_delta(change))
    moved = {bucket: at for bucket, at in last.items() if at != seen.get(bucket)}
    # What comes to nothing is told too: a counter that is 0 is not one that never was.
    return Fold(deltas=dict(deltas), seen=moved)


def _delta(change: ItemChange) -> Counter[str]:
    delta: Counter[str] = Counter()
    if change.old:
        delta.subtract(change.old.counters)
    if change.new:
        delta.update(change.new.counters)
        before = change.old.asked if change.old else frozenset()
        delta.update(map(started, change.new.asked - before))
    return delta


def started(generation: int) -> str:
    """Return the counter of the samples that a generation's start has reached."""
    return f"count#STARTED#{generation}"


def to_counts(counters: Mapping[str, int]) -> Counts:
    """Read the counters back; other names are passed over."""
    samples: dict[SampleStatus, int] = {}
    analyses: dict[tuple[int, AnalysisStatus], int] = {}
    failures: dict[tuple[int, str], int] = {}
    begun: dict[int, int] = {}
    used: defaultdict[tuple[int, Use], dict[str, int]] = defaultdict(dict)
    for name, number in counters.items():
        match name.split("#"):
            case ["count", "SAMPLE", status]:
                samples[SampleStatus(status)] = number
            case ["count", "ANALYSIS", index, status]:
                analyses[int(index), AnalysisStatus(status)] = number
            case ["count", "FAILURE", index, rule]:
                failures[int(index), rule] = number
            case ["count", "STARTED", generation]:
                begun[int(generation)] = number
            case ["count", "USED", index, use, what]:
                used[int(index), Use(use)][what] = number
            case _:
                pass
    usages = {which: Usage(**numbers) for which, numbers in used.items()}
    return Counts(samples=samples, analyses=analyses, failures=failures, started=begun, used=usages)


def differences(counters: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """Return the counters that are wrong, with what they should be; other names are passed over."""
    names = {n for n in counters if n.startswith("count#")} | set(counted)
    return {n: counted.get(n, 0) for n in names if counters.get(n, 0) != counted.get(n, 0)}
