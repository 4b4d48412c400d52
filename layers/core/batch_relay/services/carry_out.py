"""Carry out an order: import a CSV, and start a workflow for its samples."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.uploads import ImportOrder
from batch_relay.services.append_samples import append_samples
from batch_relay.services.drafts import Import, Watch
from batch_relay.services.import_project import import_project
from batch_relay.services.ports import Catalog, Clock, Files, Projects, Runs, StartQueue, Workflows
from batch_relay.services.queries import find_workflow
from batch_relay.services.start_run import Start, start_run


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """The ports that importing and starting need."""

    projects: Projects
    workflows: Workflows
    runs: Runs
    files: Files
    starts: StartQueue
    catalog: Catalog
    clock: Clock


def carry_out(
    order: ImportOrder, chunks: Iterable[bytes], *, ports: Importing, watch: Watch | None = None
) -> tuple[Import, Run | None]:
    """Import the CSV, and start the workflow if there is one and it isn't a dry run."""
    name = order.workflow
    workflow = find_workflow(name, workflows=ports.workflows) if name else None
    use_case = append_samples if order.append else partial(import_project, clock=ports.clock)
    done = use_case(
        order.project,
        chunks,
        options=order.options,
        workflow=workflow,
        projects=ports.projects,
        files=ports.files,
        catalog=ports.catalog,
        watch=watch,
    )
    run = _start(order, name, done, ports) if name and not order.options.dry_run else None
    return done, run


def _start(order: ImportOrder, workflow: str, done: Import, ports: Importing) -> Run:
    return start_run(
        RunKey(project=order.project, workflow=workflow),
        Start(
            samples=done.appended,
            verified=True,
            owner=order.owner,
            correlation_id=order.correlation_id,
        ),
        projects=ports.projects,
        workflows=ports.workflows,
        runs=ports.runs,
        files=ports.files,
        starts=ports.starts,
        catalog=ports.catalog,
        clock=ports.clock,
    )
