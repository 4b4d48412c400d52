"""Say what a start would run, and what that may cost."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.domain.forecasts import Forecast, forecast
from batch_relay.domain.manifests import from_line, lines_of
from batch_relay.domain.plans import plans_of
from batch_relay.domain.runs import Project, Run, RunKey
from batch_relay.domain.samples import Sample
from batch_relay.domain.templates import TemplateError
from batch_relay.domain.uploads import ROWS_A_REQUEST
from batch_relay.domain.variables import values_for
from batch_relay.services.ports import Catalog, Files, Objects, Projects, Runs, Workflows
from batch_relay.services.queries import find_project, find_workflow
from batch_relay.services.start_run import Start, expect_startable

# As many as S3 answers for in a few seconds.
LOOKED_AT = 50
# The newest workflow is the best teacher; more runs say little more.
RUNS_READ = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasting:
    """The ports that a forecast needs."""

    projects: Projects
    workflows: Workflows
    runs: Runs
    files: Files
    objects: Objects
    catalog: Catalog


def forecast_run(key: RunKey, start: Start, *, ports: Forecasting) -> Forecast:
    """Return what the start would do; it begins nothing.

    InvalidError for what the start itself would refuse. Of many samples, some are
    looked at, evenly spread: outputs that exist there exist elsewhere as often.
    """
    project = find_project(key.project, projects=ports.projects)
    workflow = find_workflow(key.workflow, workflows=ports.workflows)
    known = ports.runs.get(key)
    expect_startable(known, project, workflow, start, files=ports.files, catalog=ports.catalog)
    samples = project.samples if start.samples is None else len(start.samples)
    looked_at = _spread(_chosen(project, start, ports.files))
    earlier = _earlier(key, ports.runs)
    jobs = _jobs(looked_at, project, workflow, ports.objects)
    return Forecast(
        samples=samples,
        looked_at=len(looked_at),
        runs=len(earlier),
        analyses=tuple(
            forecast(one.index, one.job_definition, _part(missing, samples, looked_at), earlier)
            for one, missing in zip(workflow.analyses, jobs, strict=True)
        ),
    )


def _chosen(project: Project, start: Start, files: Files) -> list[Sample]:
    """Return the samples to start; of very many, the first."""
    lines = islice(lines_of(files.read(project.manifest)), ROWS_A_REQUEST)
    return list(start.chosen(map(from_line, lines)))


def _spread(samples: Sequence[Sample]) -> list[Sample]:
    step = max(1, -(-len(samples) // LOOKED_AT))
    return list(samples[::step])


def _part(jobs: int, samples: int, looked_at: Sequence[Sample]) -> int:
    return round(jobs * samples / len(looked_at)) if looked_at else 0


def _earlier(key: RunKey, runs: Runs) -> list[Run]:
    """Return runs of the workflow, this project's first."""
    keys = [one for one in runs.all() if one.workflow == key.workflow]
    keys.sort(key=lambda one: one.project != key.project)
    found = (runs.get(one) for one in keys[:RUNS_READ])
    return [run for run in found if run and run.usage().jobs]


def _jobs(
    samples: Sequence[Sample], project: Project, workflow: Workflow, objects: Objects
) -> list[int]:
    """Return how many jobs each analysis has, for these samples, whose outputs don't all exist."""
    plans = plans_of(workflow, project=project.name)
    counts = [0] * len(plans)
    for sample in samples:
        values = values_for(sample, workflow, project=project.name)
        for index, plan in enumerate(plans):
            with suppress(TemplateError):
                job = plan.render(sample, values)
                counts[index] += 0 if _is_done(job.outputs, objects) else job.array_size
    return counts


def _is_done(outputs: Sequence[str], objects: Objects) -> bool:
    """Whether there are outputs and all exist; what can't be looked at doesn't."""
    with suppress(RefusedError, UnavailableError):
        return bool(outputs) and all(objects.written_at(uri) for uri in outputs)
    return False
