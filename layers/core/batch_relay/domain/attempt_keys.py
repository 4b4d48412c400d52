"""Which attempt at which analysis of which sample, and how a job says so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from batch_relay.domain.runs import RunKey

OWNER_TAG = "batch-relay"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class AnalysisKey:
    """Which analysis of which sample of which run; `analysis` counts from 0."""

    run: RunKey
    sample: str
    analysis: int

    @property
    def before(self) -> "AnalysisKey | None":
        """Return the analysis that must be complete first, if there is one."""
        return replace(self, analysis=self.analysis - 1) if self.analysis else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """An analysis that waits for an object, and the request that it acts for.

    It waits in one `generation`; None where an earlier version of the service said so.
    """

    key: AnalysisKey
    generation: int | None = None
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class AttemptKey:
    """Which attempt; `number` counts from 1 within a generation."""

    key: AnalysisKey
    generation: int
    number: int

    def __str__(self) -> str:
        """Return one word that no other attempt has, to make a job's name from."""
        run = self.key.run
        where = f"{run.project}/{run.workflow}/{self.key.sample}/{self.key.analysis}"
        return f"{where}/{self.generation}/{self.number}"

    def tags(self, stack: str) -> dict[str, str]:
        """Return the tags that a job of this attempt carries; `stack` owns it."""
        return {
            OWNER_TAG: stack,
            "project": self.key.run.project,
            "workflow": self.key.run.workflow,
            "sample": self.key.sample,
            "analysis": str(self.key.analysis),
            "generation": str(self.generation),
            "attempt": str(self.number),
        }

    @classmethod
    def from_tags(cls, tags: Mapping[str, str]) -> Self:
        """Read back what `tags` wrote; KeyError or ValueError for a stranger's job."""
        run = RunKey(project=tags["project"], workflow=tags["workflow"])
        key = AnalysisKey(run=run, sample=tags["sample"], analysis=int(tags["analysis"]))
        return cls(key=key, generation=int(tags["generation"]), number=int(tags["attempt"]))
