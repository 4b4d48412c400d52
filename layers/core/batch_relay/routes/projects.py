"""Projects and their import."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Request, Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain import uploads
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.names import PROJECT_NAME
from batch_relay.routes.bodies import csv_of, expect_known
from batch_relay.routes.documented import CSV_BODY, answers
from batch_relay.routes.once import once
from batch_relay.routes.paging import After, Limit, expect_token
from batch_relay.routes.ports import Caller, CorrelationId, Given
from batch_relay.routes.rules import Me, expect_confined, expect_own
from batch_relay.services.carry_out import carry_out
from batch_relay.services.queries import find_project
from batch_relay.wire.projects import (
    ImportQuery,
    ImportResult,
    ProjectDetail,
    ProjectItem,
    ProjectPage,
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
    project: str,
    request: Request,
    ports: Given,
    caller: Caller,
    correlation_id: CorrelationId,
    me: Me,
    query: Annotated[ImportQuery, Query()],
) -> Response[ImportResult]:
    """Import a project from a CSV, or append its rows to one, and start a workflow for them."""
    expect_known(request, ImportQuery.model_fields)
    expect_own(me, query.workflow)
    expect_confined(query.workflow, me, ports)
    known = ports.projects.get(project) if query.append else None
    _expect_small(known.samples if known else 0)
    order = replace(query.order(project), owner=caller, correlation_id=correlation_id)
    done, run = carry_out(order, [csv_of(request)], ports=ports.importing, watch=_expect_small)
    status = HTTPStatus.CREATED if done.stored else HTTPStatus.OK
    result = ImportResult.of(done, dry_run=query.dry_run, run=run)
    return Response(status, content_types.APPLICATION_JSON, result)


def _expect_small(rows: int) -> None:
    """Refuse what can't be read while a request lasts; to append is to read what is there, too."""
    if rows > uploads.ROWS_A_REQUEST:
        most = uploads.ROWS_A_REQUEST
        msg = f"More than {most} samples can't be read in time; upload them (POST /uploads)."
        raise InvalidError(msg)


@router.get(
    "/projects",
    summary="Projects by name",
    tags=["projects"],
    operation_id="listProjects",
    responses=answers(200),
)
def listing(ports: Given, me: Me, after: After = None, limit: Limit = 100) -> ProjectPage:
    """Return projects by name."""
    expect_token(after, PROJECT_NAME, prefix=me.prefix)
    page = ports.projects.list(prefix=me.prefix, after=after, limit=limit)
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
