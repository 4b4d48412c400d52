"""Start the samples of a part of a manifest."""

from dataclasses import dataclass

from batch_relay.domain.manifests import from_line
from batch_relay.domain.messages import StartRange
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


def start_samples(part: StartRange, *, ports: Starting) -> int:
    """Start an execution for every sample in the range; return how many there were.

    SQS delivers at least once: a sample that stands in the table already is
    left as it is, an execution that was started already too. A range of an
    older generation starts nothing.
    """
    run = ports.runs.get(part.run)
    if run is None or run.generation != part.generation or run.cancelled >= part.generation:
        return 0
    chunks = ports.files.read(part.manifest, offset=part.offset, length=part.length)
    chosen = [
        sample for line in b"".join(chunks).splitlines() if _wanted(sample := from_line(line), part)
    ]
    for sample in chosen:
        state = _state(run, sample, ports.clock)
        ports.samples.begin(state)
        ports.executions.start(state)
    return len(chosen)


def _wanted(sample: Sample, part: StartRange) -> bool:
    return not part.only or sample.name in part.only


def _state(run: Run, sample: Sample, clock: Clock) -> SampleState:
    return SampleState(
        run=run.key,
        sample=sample,
        generation=run.generation,
        version=run.version,
        analyses=len(run.analyses),
        status=SampleStatus.RUNNING,
        updated_at=clock(),
    )
