"""The grid of a run, in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from batch_relay.adapters.memory.analyses import MemoryAnalyses
from batch_relay.domain.attempts import AnalysisKey
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus


@dataclass
class MemoryGrid:
    """The samples and analyses of a MemoryAnalyses."""

    analyses: MemoryAnalyses

    def names(
        self, run: RunKey, status: SampleStatus, *, prefix: str = "", after: str = "", limit: int
    ) -> tuple[str, ...]:
        """Return names of samples that stand there, in order, `limit` at most."""
        samples = self.analyses.samples.samples
        standing = (n for (of, n), one in samples.items() if (of, one.status) == (run, status))
        chosen = [name for name in standing if name.startswith(prefix) and name > after]
        return tuple(sorted(chosen)[:limit])

    def statuses(
        self, run: RunKey, samples: Collection[str], analyses: int
    ) -> Mapping[AnalysisKey, AnalysisStatus]:
        """Return where the analyses of these samples stand; those that never began are left out."""
        wanted = (
            AnalysisKey(run=run, sample=sample, analysis=index)
            for sample in samples
            for index in range(analyses)
        )
        known = ((key, self.analyses.get(key)) for key in wanted)
        return {key: state.status for key, state in known if state}
