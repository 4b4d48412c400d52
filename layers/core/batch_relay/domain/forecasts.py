"""What a start would run, and what that may cost, by what earlier runs have used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from batch_relay.domain.catalog import short_name
from batch_relay.domain.runs import Run
from batch_relay.domain.usage import Usage, Use, total


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisForecast:
    """How many jobs an analysis would have, and the `least` and `most` that they may use.

    Both are None if no earlier run has used anything for its job definition.
    """

    index: int
    job_definition: str
    jobs: int
    least: Usage | None = None
    most: Usage | None = None

    @property
    def is_known(self) -> bool:
        """Whether it can be said what its jobs use."""
        return self.jobs == 0 or self.least is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a start of so many samples would do, of which some were `looked_at`.

    `runs` is how many earlier runs it is judged by.
    """

    samples: int
    looked_at: int
    runs: int
    analyses: tuple[AnalysisForecast, ...]

    @property
    def jobs(self) -> int:
        """Return how many jobs there would be."""
        return sum(one.jobs for one in self.analyses)

    @property
    def is_known(self) -> bool:
        """Whether it can be said what they use."""
        return all(one.is_known for one in self.analyses)

    @property
    def least(self) -> Usage:
        """Return what they use if nothing fails, as far as that is known."""
        return total(one.least for one in self.analyses if one.least)

    @property
    def most(self) -> Usage:
        """Return what they use if as much fails as in the dearest run."""
        return total(one.most for one in self.analyses if one.most)


def forecast(index: int, job_definition: str, jobs: int, runs: Sequence[Run]) -> AnalysisForecast:
    """Return what so many jobs may use: each run says what a job that succeeded took.

    `least` leaves out what attempts wasted, `most` has it.
    """
    known = [pair for run in runs for pair in _experience(run, job_definition)]
    if not known or not jobs:
        return AnalysisForecast(index=index, job_definition=job_definition, jobs=jobs)
    return AnalysisForecast(
        index=index,
        job_definition=job_definition,
        jobs=jobs,
        least=min((_scaled(useful, jobs, useful.jobs) for useful, _ in known), key=_size),
        most=max((_scaled(whole, jobs, useful.jobs) for useful, whole in known), key=_size),
    )


def _experience(run: Run, job_definition: str) -> Iterable[tuple[Usage, Usage]]:
    """Yield what a run used for that job definition, whatever its revision: useful, and in all."""
    for index, name in enumerate(run.analyses):
        useful = run.usage(analysis=index, use=Use.USEFUL)
        if _bare(name) == _bare(job_definition) and useful.jobs:
            yield useful, run.usage(analysis=index)


def _bare(job_definition: str) -> str:
    return short_name(job_definition).partition(":")[0]


def _scaled(usage: Usage, jobs: int, by: int) -> Usage:
    return Usage(
        jobs=jobs,
        vcpu_ms=usage.vcpu_ms * jobs // by,
        mib_ms=usage.mib_ms * jobs // by,
        cost=usage.cost * jobs // by,
    )


def _size(usage: Usage) -> tuple[int, int]:
    return usage.cost, usage.vcpu_ms
