"""Start a workflow for a project's samples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from batch_relay.domain.catalog import Surroundings
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.manifests import from_line, lines_of
from batch_relay.domain.messages import StartRange, StartWhole
from batch_relay.domain.problems import Problems
from batch_relay.domain.project_checks import check_project
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.runs import Counts, Project, Run, RunKey
from batch_relay.domain.samples import Sample
from batch_relay.domain.shares import check_priority, fair_queues
from batch_relay.domain.summaries import summary_of
from batch_relay.domain.uploads import ROWS_A_REQUEST
from batch_relay.services.begin_generation import begin_generation, send_again
from batch_relay.services.check_surroundings import check_surroundings
from batch_relay.services.ports import Catalog, Clock, Files, Projects, Runs, StartQueue, Workflows
from batch_relay.services.queries import find_project, find_workflow
from batch_relay.services.ranges import ranges_of

ALL = "all"
_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Which samples of a project to start, None for all.

    `verified` says that the caller has just rendered every one of them; `budget`
    is in micro-dollars; it and `priority` are None for that of the run so far. `owner`
    is who asks, by the request `correlation_id`.
    """

    samples: frozenset[str] | None = None
    verified: bool = False
    budget: int | None = None
    priority: int | None = None
    owner: str = ""
    correlation_id: str = ""

    @property
    def selection(self) -> str:
        """Return what tells this choice of samples from others."""
        if self.samples is None:
            return ALL
        return sha256("\n".join(sorted(self.samples)).encode()).hexdigest()

    def chosen(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """Yield those of the samples that it is about."""
        return (one for one in samples if self.samples is None or one.name in self.samples)


def start_run(  # noqa: PLR0913 - seven of them are ports
    key: RunKey,
    start: Start,
    *,
    projects: Projects,
    workflows: Workflows,
    runs: Runs,
    files: Files,
    starts: StartQueue,
    catalog: Catalog,
    clock: Clock,
) -> Run:
    """Begin a generation of the run and queue its samples.

    InvalidError if one doesn't render, or what the workflow names isn't there.

    While the run is on its way, the same start again queues the same generation's
    samples again, which is harmless, with its priority from now on. Another start
    begins a generation beside it, which leaves those samples alone that are running.
    ConflictError for a run that is being cancelled.
    """
    project = find_project(key.project, projects=projects)
    workflow = find_workflow(key.workflow, workflows=workflows)
    run = runs.get(key)
    _expect_not_cancelling(run)
    if run is None or not _goes_on(run) or not _same(run, project, workflow, start):
        found = expect_startable(run, project, workflow, start, files=files, catalog=catalog)
        run = _next(key, run, project, workflow, start, found, clock)
        return begin_generation(run, _parts(run, project, start, files), runs=runs, starts=starts)
    run = _prioritized(run, project, workflow, start, runs)
    return send_again(run, _parts(run, project, start, files), runs=runs, starts=starts)


def expect_startable(
    run: Run | None,
    project: Project,
    workflow: Workflow,
    start: Start,
    *,
    files: Files,
    catalog: Catalog,
) -> Surroundings:
    """Return what the workflow names, if all of it is there and every sample renders.

    InvalidError if not, or if a priority is asked for and could have no effect.
    """
    problems = Problems()
    asked = Resubmission(priority=start.priority)
    found = check_surroundings(workflow, catalog=catalog, problems=problems, again=asked)
    if not start.verified and not _is_checked(run, project, workflow, start):
        _check(project, workflow, start, files, problems)
    _refuse(project, workflow, problems)
    return found


def _is_checked(run: Run | None, project: Project, workflow: Workflow, start: Start) -> bool:
    """Whether every sample was rendered before, for an earlier start of all."""
    return start.samples is None and run is not None and _same(run, project, workflow, start)


def _check(
    project: Project, workflow: Workflow, start: Start, files: Files, problems: Problems
) -> None:
    """Refuse samples that are not in the project, or that the workflow can't be rendered for."""
    if start.samples is None and project.samples > ROWS_A_REQUEST:
        said = (
            f"Project {project.name!r} has too many samples to check them against this version "
            f"of {workflow.name!r} in time; upload its CSV again with the workflow: that does both."
        )
        raise InvalidError(said)
    chosen = start.chosen(map(from_line, lines_of(files.read(project.manifest))))
    rendered = check_project(workflow, chosen, project=project.name, problems=problems)
    missing = set(start.samples or ()).difference(sample.name for sample, _ in rendered)
    _refuse(project, workflow, problems)
    if missing or start.samples == frozenset():
        raise InvalidError(_unknown(project, missing))


def _refuse(project: Project, workflow: Workflow, problems: Problems) -> None:
    if problems:
        said = f"Workflow {workflow.name!r} can't be run for project {project.name!r} as it is."
        raise problems.error(said)


def _unknown(project: Project, missing: set[str]) -> str:
    if not missing:
        return "The list of samples is empty; leave it out to start them all."
    names = ", ".join(sorted(missing)[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
    return f"Project {project.name!r} has no sample named {names}."


def _next(
    key: RunKey,
    before: Run | None,
    project: Project,
    workflow: Workflow,
    start: Start,
    found: Surroundings,
    clock: Clock,
) -> Run:
    samples = project.samples if start.samples is None else len(start.samples)
    return Run(
        key=key,
        generation=before.generation + 1 if before else 1,
        version=workflow.version,
        analyses=tuple(analysis.job_definition for analysis in workflow.analyses),
        expected=before.expecting(samples, whole=start.samples is None) if before else {1: samples},
        selection=start.selection,
        manifest=project.manifest,
        samples=project.samples,
        created_at=clock(),
        cancelled=before.cancelled if before else 0,
        paused=bool(before and before.paused),
        budget=start.budget,
        priority=start.priority if start.priority is not None or not before else before.priority,
        fair_queues=fair_queues(found, before.fair_queues if before else ()),
        owner=start.owner,
        correlation_id=start.correlation_id,
        has_summary=summary_of(workflow) is not None,
        counts=before.counts if before else Counts(),
    )


def _goes_on(run: Run) -> bool:
    return not (run.is_over or run.is_cancelled)


def _same(run: Run, project: Project, workflow: Workflow, start: Start) -> bool:
    wanted = (start.selection, workflow.version, project.manifest)
    return (run.selection, run.version, run.manifest) == wanted


def _prioritized(run: Run, project: Project, workflow: Workflow, start: Start, runs: Runs) -> Run:
    """Return the run with the priority that was asked for; jobs from now on have it."""
    wanted = start.priority
    if wanted is None or wanted == run.priority:
        return run
    check_priority(wanted, run.fair_queues, problems := Problems())
    _refuse(project, workflow, problems)
    runs.prioritize(run.key, priority=wanted)
    return replace(run, priority=wanted)


def _expect_not_cancelling(run: Run | None) -> None:
    if run and run.is_ending:
        said = (
            f"Run {run.key.workflow!r} of project {run.key.project!r} is being cancelled; "
            "start again when it has ended."
        )
        raise ConflictError(said)


def _parts(
    run: Run, project: Project, start: Start, files: Files
) -> Iterable[StartRange | StartWhole]:
    """Return what to queue: the ranges themselves, unless there are very many."""
    whole = StartWhole(
        run=run.key,
        generation=run.generation,
        manifest=run.manifest,
        correlation_id=run.correlation_id,
    )
    if start.samples is None and project.samples > ROWS_A_REQUEST:
        return [whole]
    return ranges_of(whole, start.samples, files=files)
