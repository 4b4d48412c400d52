"""Run samples again that failed, were cancelled, or are chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from batch_relay.domain.catalog import Surroundings
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.messages import StartChosen
from batch_relay.domain.names import SAMPLE_NAME
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmission_checks import check_resubmission
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.shares import fair_queues
from batch_relay.domain.statuses import SampleStatus
from batch_relay.domain.summaries import summary_of
from batch_relay.domain.wording import quote
from batch_relay.services.begin_generation import begin_generation, send_again
from batch_relay.services.cancel_run import parts
from batch_relay.services.check_surroundings import check_surroundings
from batch_relay.services.ports import Catalog, Clock, Runs, Samples, StartQueue, Workflows
from batch_relay.services.queries import find_run, find_workflow_of

ENDED_BADLY = (SampleStatus.FAILED, SampleStatus.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmit:
    """What to run again: chosen `samples`, or all that stand at `statuses`; `owner` asks for it.

    `correlation_id` is of the request.
    """

    samples: frozenset[str] | None = None
    statuses: tuple[SampleStatus, ...] = ENDED_BADLY
    again: Resubmission = NOTHING
    owner: str = ""
    correlation_id: str = ""

    @property
    def selection(self) -> str:
        """Return what tells this resubmission from others."""
        chosen = sorted(self.samples) if self.samples is not None else self.statuses
        return "again " + sha256(repr((chosen, self.again)).encode()).hexdigest()


def resubmit_samples(
    key: RunKey,
    resubmit: Resubmit,
    *,
    runs: Runs,
    samples: Samples,
    workflows: Workflows,
    starts: StartQueue,
    catalog: Catalog,
    clock: Clock,
) -> Run:
    """Begin a generation of the chosen samples with the newest version of the workflow.

    Analyses whose outputs exist are skipped, unless `again` says from which one
    on to run them anyway. Samples that are live go on as they are. InvalidError
    if there is nothing to run again, a sample is unknown, a change is none that
    a workflow may say, or what it or the workflow names isn't there. The same again,
    while its samples are being started, queues the same generation's again, which is
    harmless.
    """
    _check(resubmit.again)
    run = find_run(key, runs=runs)
    if run.is_ending:
        msg = "The run is being cancelled; resubmit when it has ended."
        raise ConflictError(msg)
    workflow = find_workflow_of(key, workflows=workflows)
    _expect_analysis(resubmit.again.first, len(workflow.analyses))
    names = _expect_some(tuple(sorted(_names(key, resubmit, samples))), resubmit)
    again = replace(resubmit.again, asked_at=clock())
    if run.is_starting and run.selection == resubmit.selection:
        return send_again(run, _chosen(run, names, again), runs=runs, starts=starts)
    found = _look_around(workflow, resubmit.again, catalog)
    run = _next(run, workflow, resubmit, len(names), found, clock())
    return begin_generation(run, _chosen(run, names, again), runs=runs, starts=starts)


def _chosen(run: Run, names: tuple[str, ...], again: Resubmission) -> Iterator[StartChosen]:
    for part in parts(names):
        yield StartChosen(
            run=run.key,
            generation=run.generation,
            samples=part,
            again=again,
            correlation_id=run.correlation_id,
        )


def _look_around(workflow: Workflow, again: Resubmission, catalog: Catalog) -> Surroundings:
    problems = Problems()
    found = check_surroundings(workflow, catalog=catalog, problems=problems, again=again)
    _refuse(problems)
    return found


def _next(
    run: Run,
    workflow: Workflow,
    resubmit: Resubmit,
    samples: int,
    found: Surroundings,
    now: datetime,
) -> Run:
    return replace(
        run,
        generation=run.generation + 1,
        version=workflow.version,
        analyses=tuple(analysis.job_definition for analysis in workflow.analyses),
        expected=run.expecting(samples),
        selection=resubmit.selection,
        created_at=now,
        fair_queues=fair_queues(found, run.fair_queues),
        owner=resubmit.owner,
        correlation_id=resubmit.correlation_id,
        has_summary=summary_of(workflow) is not None,
    )


def _expect_some(names: tuple[str, ...], resubmit: Resubmit) -> tuple[str, ...]:
    if not names:
        standing = " or ".join(resubmit.statuses)
        msg = f"Nothing to resubmit: no sample of the run is {standing}."
        raise InvalidError(msg)
    return names


def _check(again: Resubmission) -> None:
    problems = Problems()
    check_resubmission(again, problems)
    _refuse(problems)


def _refuse(problems: Problems) -> None:
    if problems:
        said = "; ".join(f"{each.column}: {each.message}" for each in problems.as_list())
        raise problems.error(said)


def _names(key: RunKey, resubmit: Resubmit, samples: Samples) -> Iterable[str]:
    if resubmit.samples is None:
        for status in resubmit.statuses:
            yield from samples.names(key, status)
        return
    legal = [name for name in resubmit.samples if SAMPLE_NAME.accepts(name)]
    begun = samples.begun(key, legal)
    if unknown := sorted(resubmit.samples - begun):
        msg = f"Sample {quote(unknown[0])} was never started in this run; start it instead."
        raise InvalidError(msg)
    yield from begun


def _expect_analysis(first: int | None, analyses: int) -> None:
    if first is not None and not 0 <= first < analyses:
        msg = f"There is no analysis {first + 1}: the workflow has {analyses}."
        raise InvalidError(msg)
