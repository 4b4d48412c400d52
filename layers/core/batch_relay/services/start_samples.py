"""Start samples: those on a part of a manifest, or chosen ones again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from batch_relay.domain.manifests import from_line
from batch_relay.domain.messages import StartChosen, StartPart, StartRange, StartWhole, Summarize
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.finished_samples import finished_samples
from batch_relay.services.ports import (
    Clock,
    Executions,
    Files,
    Objects,
    Runs,
    Samples,
    StartQueue,
    SteerQueue,
    Workflows,
)
from batch_relay.services.ranges import ranges_of
from batch_relay.services.steer_samples import CANCELLED
from batch_relay.services.summarize_run import Summarizing, summarize_run


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """The ports that starting samples needs."""

    runs: Runs
    samples: Samples
    workflows: Workflows
    objects: Objects
    files: Files
    starts: StartQueue
    steering: SteerQueue
    executions: Executions
    clock: Clock

    @property
    def summarizing(self) -> Summarizing:
        """Return the ports that summarizing a run needs."""
        return Summarizing(
            runs=self.runs,
            samples=self.samples,
            workflows=self.workflows,
            files=self.files,
            starts=self.starts,
            steering=self.steering,
            clock=self.clock,
        )


def start_samples(part: StartPart, *, ports: Starting) -> int:
    """Start an execution for every sample of the part; return how many were started.

    A whole manifest is queued as its ranges; the summary of a run is begun as a run.

    A sample whose outputs all exist needs none: it is stored as it ends. SQS
    delivers at least once: a sample that stands in the table already is left as it
    is, an execution that was started already too. So is a sample that is live in an
    older generation. A cancelled generation starts nothing: its samples that never
    began are stored as CANCELLED.
    """
    if isinstance(part, Summarize):
        summarize_run(part.run, ports=ports.summarizing)
        return 0
    run = ports.runs.get(part.run)
    if run is None or part.generation > run.generation:
        return 0
    if isinstance(part, StartWhole):
        ports.starts.send(ports.starts.keep(run.key, ranges_of(part, None, files=ports.files)))
        return 0
    wanted = list(_wanted(part, ports))
    finished = _finished(run, wanted, ports) if part.generation > run.cancelled else frozenset()
    started = 0
    for sample, again in wanted:
        state = _state(run, part, sample, again, ports.clock)
        if sample.name in finished and _finish(state, ports.samples):
            continue
        if ports.samples.begin(state) is SampleStatus.RUNNING:
            ports.executions.start(state)
            started += 1
    return started


def _finished(
    run: Run, wanted: Sequence[tuple[Sample, Resubmission]], ports: Starting
) -> frozenset[str]:
    """Return which samples have nothing to do, unless they are to do it again."""
    workflow = ports.workflows.version(run.key.workflow, run.version)
    candidates = [sample for sample, again in wanted if again.first is None]
    if workflow is None or not candidates:
        return frozenset()
    return finished_samples(
        candidates, project=run.key.project, workflow=workflow, objects=ports.objects
    )


def _finish(state: SampleState, samples: Samples) -> bool:
    """Store a sample as it ends, unless its analyses may say otherwise; whether it was stored.

    That is one that never began: all its analyses are skipped; or one that has
    succeeded, whose analyses stay as they are.
    """
    before = samples.get(state.run, state.sample.name)
    if before and not _has_succeeded(before, state):
        return False
    skipped = before.skipped if before else frozenset(range(state.analyses))
    ended = replace(
        state, status=SampleStatus.SUCCEEDED, reason="all outputs exist", skipped=skipped
    )
    return samples.finish(ended, before=before)


def _has_succeeded(before: SampleState, now: SampleState) -> bool:
    """Whether it did in an older generation, with all analyses that it has now."""
    older = before.generation < now.generation and before.analyses >= now.analyses
    return older and before.status is SampleStatus.SUCCEEDED


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
        (sample, part.again) for sample in samples if not part.only or sample.name in part.only
    )


def _state(
    run: Run,
    part: StartRange | StartChosen,
    sample: Sample,
    again: Resubmission,
    clock: Clock,
) -> SampleState:
    cancelled = part.generation <= run.cancelled
    return SampleState(
        run=run.key,
        sample=sample,
        generation=part.generation,
        version=run.version,
        analyses=len(run.analyses),
        status=SampleStatus.CANCELLED if cancelled else SampleStatus.RUNNING,
        updated_at=clock(),
        reason=f"{CANCELLED}{run.reason}" if cancelled else "",
        asked=frozenset({part.generation}),
        again=again,
        owner=run.owner,
        correlation_id=part.correlation_id,
    )
