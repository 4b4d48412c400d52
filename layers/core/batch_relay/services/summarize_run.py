"""Begin the summary of a run whose samples have all ended."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.manifests import to_line
from batch_relay.domain.messages import StartRange
from batch_relay.domain.plans import AnalysisPlan, plans_of
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.runs import Counts, Run, RunKey, SampleState
from batch_relay.domain.statuses import SampleStatus
from batch_relay.domain.summaries import Due, due, sample_of, summary_of
from batch_relay.domain.templates import TemplateError
from batch_relay.domain.variables import values_for
from batch_relay.services.begin_generation import begin_generation
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.ports import (
    Clock,
    Files,
    Page,
    Runs,
    Samples,
    StartQueue,
    SteerQueue,
    Workflows,
)

_FOLDER = "summaries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarizing:
    """The ports that summarizing a run needs."""

    runs: Runs
    samples: Samples
    workflows: Workflows
    files: Files
    starts: StartQueue
    steering: SteerQueue
    clock: Clock


def summarize_run(key: RunKey, *, ports: Summarizing) -> Due:
    """Do what is due to the summary of the run, whichever of both `key` is; return what was.

    It is asked for whenever either begins or ends, and by the reconciler: what is
    stored decides, so asking again is harmless. ConflictError if somebody else
    begins it at this moment, UnavailableError if the samples can't all be listed
    yet: the message comes again.
    """
    run = ports.runs.get(key.summarized)
    if run is None or not run.has_summary:
        return Due.NOTHING
    summary = ports.runs.get(run.key.summary)
    wanted = due(run, summary)
    if wanted is Due.CANCEL:
        stale = Cancel(
            reason="the run that it sums up was begun again", correlation_id=run.correlation_id
        )
        cancel_run(
            run.key.summary,
            stale,
            runs=ports.runs,
            samples=ports.samples,
            steering=ports.steering,
        )
    if wanted is Due.BEGIN and _goes_on(run.key, ports.samples):
        return Due.NOTHING
    if wanted is Due.BEGIN:
        _begin(run, summary, ports)
    return wanted


def _goes_on(key: RunKey, samples: Samples) -> bool:
    """Whether a sample is live, though counts that lack a change say that none is."""
    return any(samples.list(key, status=one).items for one in SampleStatus if one.is_live)


def _begin(run: Run, before: Run | None, ports: Summarizing) -> None:
    workflow = ports.workflows.version(run.key.workflow, run.version)
    own = workflow and summary_of(workflow)
    if workflow is None or own is None:
        return
    name = f"{_FOLDER}/{run.key.project}/{run.key.workflow}/{run.generation}"
    ports.files.write(f"{name}.jsonl", _lines(run, workflow, ports))
    line = to_line(sample_of(ports.files.uri(f"{name}.jsonl")))
    ports.files.write(f"{name}.manifest", [line])
    now = ports.clock()
    begun = _run(run, before, own, f"{name}.manifest", now)
    part = StartRange(
        run=begun.key,
        generation=begun.generation,
        manifest=begun.manifest,
        offset=0,
        length=len(line),
        # Samples have changed since: what it wrote before does not count.
        again=Resubmission(first=0, asked_at=now),
        correlation_id=run.correlation_id,
    )
    begin_generation(begun, [part], runs=ports.runs, starts=ports.starts)


def _run(run: Run, before: Run | None, own: Workflow, manifest: str, now: datetime) -> Run:
    return Run(
        key=run.key.summary,
        generation=before.generation + 1 if before else 1,
        version=own.version,
        analyses=tuple(analysis.job_definition for analysis in own.analyses),
        expected=before.expecting(1, whole=True) if before else {1: 1},
        selection=f"generation {run.generation}",
        manifest=manifest,
        samples=1,
        created_at=now,
        cancelled=before.cancelled if before else 0,
        priority=run.priority,
        fair_queues=run.fair_queues,
        owner=run.owner,
        correlation_id=run.correlation_id,
        follows=run.generation,
        counts=before.counts if before else Counts(),
    )


def _lines(run: Run, workflow: Workflow, ports: Summarizing) -> Iterator[bytes]:
    """Write a line for each sample; UnavailableError if the list lacks one that was counted."""
    plans = plans_of(workflow, project=run.key.project)
    listed = 0
    for page in _pages(run.key, ports.samples):
        listed += len(page.items) + len(page.unreadable)
        for state in page.items:
            yield _line(state, _outputs(state, plans, workflow))
    if listed < (counted := sum(run.count(status) for status in SampleStatus)):
        msg = f"{listed} of {counted} samples of {run.key} are listed; look again"
        raise UnavailableError(msg)


def _pages(key: RunKey, samples: Samples) -> Iterator[Page[SampleState]]:
    page = samples.list(key)
    yield page
    while page.next:
        page = samples.list(key, after=page.next)
        yield page


def _line(state: SampleState, outputs: list[list[str]] | None) -> bytes:
    said = {
        "sample": state.sample.name,
        "status": state.status,
        "reason": state.reason,
        "outputs": outputs,
        "columns": dict(state.sample.columns),
    }
    return f"{json.dumps(said, ensure_ascii=False)}\n".encode()


def _outputs(
    state: SampleState, plans: Sequence[AnalysisPlan], workflow: Workflow
) -> list[list[str]] | None:
    """Return its outputs by analysis; None if the newest version can't be rendered for it."""
    values = values_for(state.sample, workflow, project=state.run.project)
    try:
        return [list(plan.render(state.sample, values).outputs) for plan in plans]
    except TemplateError:
        return None
