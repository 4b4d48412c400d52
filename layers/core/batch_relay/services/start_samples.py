"""Start samples: those on a part of a manifest, or chosen ones again."""

from collections.abc import Iterator
from dataclasses import dataclass

from batch_relay.domain.manifests import from_line
from batch_relay.domain.messages import StartChosen, StartRange
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Clock, Executions, Files, Runs, Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """The ports that starting samples needs."""

    runs: Runs
    samples: Samples
    files: Files
    executions: Executions
    clock: Clock


def start_samples(part: StartRange | StartChosen, *, ports: Starting) -> int:
    """Start an execution for every sample of the part; return how many there were.

    SQS delivers at least once: a sample that stands in the table already is
    left as it is, an execution that was started already too. So is a sample
    that is live in an older generation. A cancelled generation starts nothing.
    """
    run = ports.runs.get(part.run)
    if run is None or not run.cancelled < part.generation <= run.generation:
        return 0
    started = 0
    for sample, again in _wanted(part, ports):
        state = _state(run, part.generation, sample, again, ports.clock)
        if ports.samples.begin(state):
            ports.executions.start(state)
            started += 1
    return started


def _wanted(
    part: StartRange | StartChosen, ports: Starting
) -> Iterator[tuple[Sample, Resubmission]]:
    if isinstance(part, StartChosen):
        known = (ports.samples.get(part.run, name) for name in part.samples)
        yield from ((state.sample, part.again) for state in known if state)
        return
    chunks = ports.files.read(part.manifest, offset=part.offset, length=part.length)
    samples = map(from_line, b"".join(chunks).splitlines())
    yield from (
        (sample, NOTHING) for sample in samples if not part.only or sample.name in part.only
    )


def _state(
    run: Run, generation: int, sample: Sample, again: Resubmission, clock: Clock
) -> SampleState:
    return SampleState(
        run=run.key,
        sample=sample,
        generation=generation,
        version=run.version,
        analyses=len(run.analyses),
        status=SampleStatus.RUNNING,
        updated_at=clock(),
        asked=frozenset({generation}),
        again=again,
    )
