"""Take in that an object was written."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.conclude import conclude
from batch_relay.services.persist import persist
from batch_relay.services.ports import Analyses, AwaitedOutputs, Clock, Objects, Samples, Tasks


class Outcome(StrEnum):
    """What became of a written object."""

    COMPLETED = "completed"
    WAITING = "waiting for more outputs"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """The ports that recording an output needs."""

    analyses: Analyses
    samples: Samples
    awaited: AwaitedOutputs
    objects: Objects
    tasks: Tasks
    clock: Clock


def record_output(uri: str, written_at: datetime, *, ports: Watching) -> Outcome:
    """Complete the analysis that waits for the object, once all its outputs are written.

    Only an object written after the current attempt was submitted counts.
    S3 tells at least once and in any order; a repeated event tells the end
    of the analysis again. UnavailableError asks for the event to be delivered
    again when the job's id is known: a job must not be forgotten.
    """
    return persist(lambda: _record(uri, written_at, ports))


def _record(uri: str, written_at: datetime, ports: Watching) -> Outcome:
    waiting = ports.awaited.find(uri)
    state = waiting and ports.analyses.get(waiting.key)
    if not waiting or not state or not _waits(state, uri, waiting.generation):
        return Outcome.IGNORED
    if state.status.is_complete:
        conclude(state, samples=ports.samples, tasks=ports.tasks)
        return Outcome.IGNORED
    if not state.status.is_live or not _fresh(written_at, state):
        return Outcome.IGNORED
    others = (ports.objects.written_at(other) for other in state.outputs if other != uri)
    if not all(at is not None and _fresh(at, state) for at in others):
        return Outcome.WAITING
    if state.job_id is None:
        msg = f"the job of {state.attempt_key} is not noted yet"
        raise UnavailableError(msg)
    done = replace(
        state,
        status=AnalysisStatus.SUCCEEDED,
        reason="all outputs written",
        updated_at=ports.clock(),
    )
    conclude(ports.analyses.save(done), samples=ports.samples, tasks=ports.tasks)
    return Outcome.COMPLETED


def _waits(state: AnalysisState, uri: str, generation: int | None) -> bool:
    """Whether the object is one that completes it: not if an older generation waited for it."""
    return uri in state.outputs and generation in {None, state.generation}


def _fresh(written_at: datetime, state: AnalysisState) -> bool:
    """Whether the object is of this attempt; S3 tells times in whole seconds."""
    return written_at >= state.submitted_at.replace(microsecond=0)
