"""Runs and their counts, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from batch_relay.domain.counting import Fold, differences, to_counts
from batch_relay.domain.errors import ConflictError, NotFoundError
from batch_relay.domain.runs import Counts, Run, RunKey


@dataclass
class MemoryRuns:
    """Runs in a dict, with the counters that MemoryCounters feeds."""

    runs: dict[RunKey, Run] = field(default_factory=dict[RunKey, Run])
    counters: dict[RunKey, dict[str, int]] = field(default_factory=dict[RunKey, dict[str, int]])

    def get(self, key: RunKey) -> Run | None:
        """Return the run with its counts, if there is one."""
        run = self.runs.get(key)
        return run and replace(run, counts=_counts(frozenset(self.counters.get(key, {}).items())))

    def begin(self, run: Run) -> None:
        """Store a run whose generation is one above the stored one, else ConflictError."""
        before = self.runs.get(run.key)
        if before and before.generation != run.generation - 1:
            msg = f"generation {run.generation} does not follow {before.generation}"
            raise ConflictError(msg)
        unsent = {g: kept for g, kept in run.unsent.items() if g == run.generation}
        if before:
            unsent = {**before.unsent, **unsent}
            run = _over(before, run)
        self.runs[run.key] = replace(run, unsent=unsent)

    def sent(self, key: RunKey, generation: int) -> None:
        """Forget what the generation had still to send."""
        if key not in self.runs:
            raise ConflictError(key)
        run = self.runs[key]
        unsent = {g: kept for g, kept in run.unsent.items() if g != generation}
        self.runs[key] = replace(run, unsent=unsent)

    def cancel(self, key: RunKey, *, generation: int, reason: str) -> None:
        """Make all generations up to this, the newest, dead; ConflictError if there is a newer."""
        run = self.runs.get(key)
        if run is None or run.generation != generation:
            msg = f"generation {generation} is not the newest"
            raise ConflictError(msg)
        self.runs[key] = replace(run, cancelled=generation, reason=reason)

    def pause(self, key: RunKey, *, paused: bool) -> None:
        """Hold, or let go, the submissions of a run; ConflictError if there is none."""
        if key not in self.runs:
            raise ConflictError(key)
        self.runs[key] = replace(self.runs[key], paused=paused)

    def limit(self, key: RunKey, *, budget: int | None) -> None:
        """Let a run spend so many micro-dollars, or any; ConflictError if there is none."""
        if key not in self.runs:
            raise ConflictError(key)
        self.runs[key] = replace(self.runs[key], budget=budget)

    def prioritize(self, key: RunKey, *, priority: int) -> None:
        """Give the jobs of a run that priority from now on; ConflictError if there is none."""
        if key not in self.runs:
            raise ConflictError(key)
        self.runs[key] = replace(self.runs[key], priority=priority)

    def list(self, project: str) -> tuple[Run, ...]:
        """Return the runs of a project."""
        found = (self.get(key) for key in self.all() if key.project == project)
        return tuple(run for run in found if run)

    def all(self) -> tuple[RunKey, ...]:
        """Return every run of every project."""
        return tuple(sorted(self.runs))


@lru_cache
def _counts(counters: frozenset[tuple[str, int]]) -> Counts:
    """Read the counters, which are asked for far more often than they change."""
    return to_counts(dict(counters))


def _over(before: Run, run: Run) -> Run:
    budget = before.budget if run.budget is None else run.budget
    priority = before.priority if run.priority is None else run.priority
    kept = replace(run, cancelled=before.cancelled, paused=before.paused, budget=budget)
    return replace(kept, priority=priority, recounted=before.recounted)


@dataclass
class MemoryCounters:
    """Counts of the runs of a MemoryRuns."""

    runs: MemoryRuns
    last: dict[RunKey, dict[str, int]] = field(default_factory=dict[RunKey, dict[str, int]])

    def seen(self, run: RunKey) -> Mapping[str, int]:
        """Return the last sequence number counted, by bucket; NotFoundError without such a run."""
        if run not in self.runs.runs:
            raise NotFoundError(run)
        return dict(self.last.get(run, {}))

    def add(self, run: RunKey, folded: Fold, *, before: Mapping[str, int]) -> None:
        """Add to the counts, if `before` still holds for the buckets; else ConflictError."""
        last = self.last.setdefault(run, {})
        if run not in self.runs.runs or any(last.get(b) != before.get(b) for b in folded.seen):
            msg = "somebody else counted"
            raise ConflictError(msg)
        last.update(folded.seen)
        counters = self.runs.counters.setdefault(run, {})
        for name, delta in folded.deltas.items():
            counters[name] = counters.get(name, 0) + delta

    def mend(
        self,
        run: RunKey,
        counted: Mapping[str, int],
        *,
        before: Mapping[str, int],
        generation: int,
    ) -> bool:
        """Make the counts these; whether they differed."""
        wrong = differences(self.runs.counters.get(run, {}), counted)
        known = self.runs.runs.get(run)
        if not known or known.generation != generation or (wrong and self.seen(run) != before):
            msg = "somebody else counted"
            raise ConflictError(msg)
        if not wrong:
            self.runs.runs[run] = replace(known, recounted=generation)
        self.runs.counters.setdefault(run, {}).update(wrong)
        return bool(wrong)
