"""Projects, their import, and uploads."""

from functools import partial
from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from aws_lambda_powertools.event_handler import Request, Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.runs import Run, RunKey
from batch_relay.routes.bodies import csv_of
from batch_relay.routes.documented import CSV_BODY, answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import Given, Ports
from batch_relay.services.append_samples import append_samples
from batch_relay.services.create_upload import create_upload, open_upload
from batch_relay.services.drafts import Import
from batch_relay.services.import_project import import_project
from batch_relay.services.queries import find_project, find_workflow
from batch_relay.services.start_run import Start, start_run
from batch_relay.wire.projects import (
    ImportQuery,
    ImportResult,
    ProjectDetail,
    ProjectItem,
    ProjectPage,
    UploadResult,
)

router = APIGatewayRouter()


@router.post(
    "/projects/<project>",
    summary="Import a project from a CSV, and start a workflow for it",
    tags=["projects"],
    operation_id="importProject",
    responses=answers(200, 201, 404, 409, 415),
    openapi_extensions=CSV_BODY,
    middlewares=[once],
)
def import_csv(
    project: str, request: Request, ports: Given, query: Annotated[ImportQuery, Query()]
) -> Response[ImportResult]:
    """Import a project from a CSV, or append its rows to one, and start a workflow for them."""
    _expect_known(request)
    name = query.workflow
    done = _import(project, request, query, ports)
    run = _start(project, name, done, ports) if name and not query.dry_run else None
    status = HTTPStatus.CREATED if done.stored else HTTPStatus.OK
    result = ImportResult.of(done, dry_run=query.dry_run, run=run)
    return Response(status, content_types.APPLICATION_JSON, result)


def _expect_known(request: Request) -> None:
    """Refuse a misspelled parameter: an import without its `dry_run` would be for real."""
    unknown = set(request.query_parameters or ()) - set(ImportQuery.model_fields)
    if unknown:
        msg = f"There is no parameter {', '.join(sorted(unknown))}."
        raise InvalidError(msg)


def _import(project: str, request: Request, query: ImportQuery, ports: Ports) -> Import:
    upload = query.upload
    chunks = open_upload(upload, files=ports.files) if upload else [csv_of(request)]
    name = query.workflow
    workflow = find_workflow(name, workflows=ports.workflows) if name else None
    use_case = append_samples if query.append else partial(import_project, clock=ports.clock)
    return use_case(
        project,
        chunks,
        options=query.options(),
        workflow=workflow,
        projects=ports.projects,
        files=ports.files,
    )


def _start(project: str, workflow: str, done: Import, ports: Ports) -> Run:
    return start_run(
        RunKey(project=project, workflow=workflow),
        Start(samples=done.appended, verified=True),
        projects=ports.projects,
        workflows=ports.workflows,
        runs=ports.runs,
        files=ports.files,
        starts=ports.starts,
        clock=ports.clock,
    )


@router.get(
    "/projects",
    summary="Projects by name",
    tags=["projects"],
    operation_id="listProjects",
    responses=answers(200),
)
def listing(
    ports: Given,
    after: Annotated[str | None, Query(description="The `next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> ProjectPage:
    """Return projects by name."""
    page = ports.projects.list(after=after, limit=limit)
    return ProjectPage(items=[ProjectItem.of(each) for each in page.items], next=page.next)


@router.get(
    "/projects/<project>",
    summary="A project and its runs",
    tags=["projects"],
    operation_id="getProject",
    responses=answers(200, 404),
)
def show(project: str, ports: Given) -> ProjectDetail:
    """Return a project and its runs."""
    found = find_project(project, projects=ports.projects)
    return ProjectDetail.with_runs(found, ports.runs.list(project))


@router.post(
    "/uploads",
    summary="A URL to PUT a large CSV to",
    tags=["projects"],
    operation_id="createUpload",
    responses=answers(201),
    status_code=HTTPStatus.CREATED,
    middlewares=[once],
)
def upload(ports: Given) -> UploadResult:
    """Return a URL to PUT a large CSV to."""
    return UploadResult.of(create_upload(uuid4(), files=ports.files))
