"""Samples of runs, in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Page


@dataclass
class MemorySamples:
    """Samples in a dict."""

    samples: dict[tuple[RunKey, str], SampleState] = field(
        default_factory=dict[tuple[RunKey, str], SampleState]
    )

    def begin(self, state: SampleState) -> SampleStatus | None:
        """Store a sample that is not live; return where it stands now in that generation."""
        known = self.get(state.run, state.sample.name)
        if known is None or (state.status.is_live and _comes_anew(state, known)):
            self._put(state, known)
            return state.status
        if state.generation not in known.asked:
            asked = known.asked | {state.generation}
            self.samples[state.run, state.sample.name] = replace(known, asked=asked)
        return known.status if known.generation == state.generation else None

    def finish(self, state: SampleState, *, before: SampleState | None) -> bool:
        """Store a sample that has nothing to do, if it is still as it was; whether it was."""
        known = self.get(state.run, state.sample.name)
        if _standing(known) != _standing(before):
            return False
        self._put(state, known)
        return True

    def _put(self, state: SampleState, known: SampleState | None) -> None:
        asked = (known.asked if known else frozenset()) | {state.generation}
        self.samples[state.run, state.sample.name] = replace(state, asked=asked)

    def get(self, run: RunKey, sample: str) -> SampleState | None:
        """Return the sample, if it was ever begun."""
        return self.samples.get((run, sample))

    def stop(
        self,
        run: RunKey,
        sample: str,
        *,
        generation: int,
        status: SampleStatus,
        reason: str,
        at: datetime,
    ) -> None:
        """Store status and reason of a sample that is live in that generation."""
        known = self.get(run, sample)
        if known and known.generation == generation and known.status in status.from_:
            stopped = replace(known, status=status, reason=reason, updated_at=at)
            self.samples[run, sample] = stopped

    def begun(self, run: RunKey, names: Sequence[str]) -> frozenset[str]:
        """Return which of these names stand in the run."""
        return frozenset(name for name in names if (run, name) in self.samples)

    def names(self, run: RunKey, status: SampleStatus) -> Iterator[str]:
        """Yield the names of the samples that stand there."""
        for (of, name), state in sorted(self.samples.items()):
            if (of, state.status) == (run, status):
                yield name

    def list(
        self,
        run: RunKey,
        *,
        status: SampleStatus | None = None,
        prefix: str = "",
        after: str | None = None,
        limit: int = 100,
    ) -> Page[SampleState]:
        """Return begun samples, by status and name; at most 100 a page.

        InvalidError if `after` is not what a page ended with.
        """
        its = [
            one for (of, name), one in self.samples.items() if of == run and name.startswith(prefix)
        ]
        chosen = sorted(
            (one for one in its if status in (None, one.status)),
            key=lambda one: (one.status, one.sample.name),
        )
        first, many = _open(after), min(limit, 100)
        more = first + many < len(chosen)
        return Page(
            items=tuple(chosen[first : first + many]), next=str(first + many) if more else None
        )


def _comes_anew(state: SampleState, known: SampleState) -> bool:
    """Whether the sample is neither live nor was met by that generation before."""
    older = known.generation < state.generation and not known.status.is_live
    return older and state.generation not in known.asked


def _standing(state: SampleState | None) -> object:
    return state and (state.generation, state.status)


def _open(token: str | None) -> int:
    if token is None or token.isdecimal():
        return int(token or 0)
    msg = "'after' is not a token of an earlier page; leave it out to start again"
    raise InvalidError(msg)
