"""Analyses of samples, and the outputs they wait for, in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.domain.admission import Situation
from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.attempts import AnalysisKey, AnalysisState
from batch_relay.domain.counting import Counted, Standing
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.services.ports import Page

# Small, so that more than one is met.
PAGE = 3


@dataclass
class MemoryAnalyses:
    """Analyses in a dict."""

    runs: MemoryRuns = field(default_factory=MemoryRuns)
    samples: MemorySamples = field(default_factory=MemorySamples)
    analyses: dict[AnalysisKey, AnalysisState] = field(
        default_factory=dict[AnalysisKey, AnalysisState]
    )

    def situation(self, key: AnalysisKey) -> Situation:
        """Return run, sample, the analysis and the one before it, in one consistent read."""
        return Situation(
            run=self.runs.get(key.run),
            sample=self.samples.get(key.run, key.sample),
            analysis=self.get(key),
            before=self.get(key.before) if key.before else None,
        )

    def above(self, key: AnalysisKey) -> Situation:
        """Return run and sample alone, in one consistent read."""
        run, sample = self.runs.get(key.run), self.samples.get(key.run, key.sample)
        return Situation(run=run, sample=sample)

    def get(self, key: AnalysisKey) -> AnalysisState | None:
        """Return the analysis, if it ever began."""
        return self.analyses.get(key)

    def save(self, state: AnalysisState) -> AnalysisState:
        """Replace the revision that was read; ConflictError if somebody was faster."""
        known = self.get(state.key)
        if (known.revision if known else 0) != state.revision:
            msg = f"{state.key} has changed"
            raise ConflictError(msg)
        self.analyses[state.key] = replace(state, revision=state.revision + 1)
        return self.analyses[state.key]

    def list(self, run: RunKey, sample: str) -> tuple[AnalysisState, ...]:
        """Return the begun analyses of a sample, in order."""
        keys = sorted(key for key in self.analyses if (key.run, key.sample) == (run, sample))
        return tuple(self.analyses[key] for key in keys)

    def standings(self, run: RunKey, *, after: str | None = None) -> Page[Counted]:
        """Return what is counted of a run's items, samples and analyses, in no order."""
        samples = (one for (of, _), one in self.samples.samples.items() if of == run)
        states = (one for key, one in self.analyses.items() if key.run == run)
        found = {f"{one.sample.name}#": _sample(one) for one in samples}
        found |= {f"{one.key.sample}#{one.key.analysis:02d}": _analysis(one) for one in states}
        left = sorted(name for name in found if name > (after or ""))
        names, more = left[:PAGE], left[PAGE:]
        return Page(items=tuple(map(found.__getitem__, names)), next=names[-1] if more else None)


def _sample(state: SampleState) -> Counted:
    standing = Standing(status=state.status, asked=state.asked, skipped=state.skipped)
    return Counted(standing=standing, at=state.updated_at)


def _analysis(state: AnalysisState) -> Counted:
    return Counted(standing=Standing.of(state), at=state.updated_at)


@dataclass
class MemoryAwaitedOutputs:
    """Awaited outputs in a dict."""

    awaited: dict[str, Awaiting] = field(default_factory=dict[str, Awaiting])

    def expect(self, outputs: Iterable[str], waiting: Awaiting) -> None:
        """Remember that the analysis waits for these URIs; the newest call wins."""
        self.awaited.update(dict.fromkeys(outputs, waiting))

    def find(self, uri: str) -> Awaiting | None:
        """Return who waits for the object, if anybody does."""
        return self.awaited.get(uri)
