"""Workflow definitions."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Request, Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.names import WORKFLOW_NAME
from batch_relay.routes.bodies import text_of
from batch_relay.routes.documented import DEFINITION_BODY, answers
from batch_relay.routes.once import once
from batch_relay.routes.paging import After, Limit, expect_token
from batch_relay.routes.ports import Given
from batch_relay.routes.rules import Me, lab_for
from batch_relay.services.put_workflow import put_workflow
from batch_relay.services.queries import find_version, find_workflow
from batch_relay.wire.workflows import (
    ListedWorkflowItem,
    WorkflowItem,
    WorkflowPage,
    WorkflowResult,
)

router = APIGatewayRouter()
# Of a SHA-256.
_DIGITS = 64


@router.put(
    "/workflows/<workflow>",
    summary="Register a definition; a new version if it differs",
    tags=["workflows"],
    operation_id="putWorkflow",
    responses=answers(200, 201, 404, 409),
    openapi_extensions=DEFINITION_BODY,
    middlewares=[once],
)
def put(
    workflow: str,
    request: Request,
    ports: Given,
    me: Me,
    *,
    relaxed: Annotated[bool, Query(description="Allow comments and trailing commas.")] = False,
) -> Response[WorkflowResult]:
    """Register a definition."""
    lab = lab_for(workflow, me, ports)
    done = put_workflow(
        workflow, text_of(request), relaxed=relaxed, lab=lab, workflows=ports.workflows
    )
    status = HTTPStatus.CREATED if done.created else HTTPStatus.OK
    return Response(status, content_types.APPLICATION_JSON, WorkflowResult.registered(done))


@router.get(
    "/workflows",
    summary="Workflows by name, each with its newest version",
    tags=["workflows"],
    operation_id="listWorkflows",
    responses=answers(200),
)
def listing(ports: Given, me: Me, after: After = None, limit: Limit = 100) -> WorkflowPage:
    """Return workflows by name, the caller's lab's own."""
    expect_token(after, WORKFLOW_NAME, prefix=me.prefix)
    page = ports.workflows.list(prefix=me.prefix, after=after, limit=limit)
    items = [ListedWorkflowItem.of(each) for each in page.items]
    return WorkflowPage(items=items, next=page.next)


@router.get(
    "/workflows/<workflow>",
    summary="The newest version of a workflow, or another",
    tags=["workflows"],
    operation_id="getWorkflow",
    responses=answers(200, 404),
)
def show(
    workflow: str,
    ports: Given,
    version: Annotated[
        str | None,
        Query(max_length=_DIGITS, description="The version, if not the newest."),
    ] = None,
) -> WorkflowItem:
    """Return a workflow."""
    if version is None:
        return WorkflowItem.of(find_workflow(workflow, workflows=ports.workflows))
    return WorkflowItem.of(find_version(workflow, version, workflows=ports.workflows))
