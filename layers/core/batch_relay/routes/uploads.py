"""Uploads: CSVs larger than a request may be."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.routes.documented import answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import Caller, CorrelationId, Given
from batch_relay.routes.rules import Me, expect_confined, expect_own
from batch_relay.services.create_upload import create_upload
from batch_relay.services.queries import find_upload
from batch_relay.wire.uploads import UploadItem, UploadRequest, UploadResult

router = APIGatewayRouter()


@router.post(
    "/uploads",
    summary="A URL to PUT a large CSV to, and what to do with it then",
    tags=["projects"],
    operation_id="createUpload",
    responses=answers(201, 404, 415),
    status_code=HTTPStatus.CREATED,
    middlewares=[once],
)
def create(
    ports: Given,
    caller: Caller,
    correlation_id: CorrelationId,
    me: Me,
    wanted: Annotated[UploadRequest, Body()],
) -> UploadResult:
    """Return a URL to PUT a large CSV to; it is imported when it has come."""
    expect_own(me, wanted.project, wanted.workflow)
    expect_confined(wanted.workflow, me, ports)
    upload = create_upload(
        uuid4(),
        replace(wanted.order(wanted.project), owner=caller, correlation_id=correlation_id),
        projects=ports.projects,
        workflows=ports.workflows,
        uploads=ports.uploads,
        files=ports.files,
        clock=ports.clock,
    )
    return UploadResult.of(upload)


@router.get(
    "/uploads/<upload>",
    summary="How far the import of an upload has come, and what came of it",
    tags=["projects"],
    operation_id="getUpload",
    responses=answers(200, 404),
)
def show(upload: str, ports: Given, me: Me) -> UploadItem:
    """Return how far the import of an upload has come."""
    found, told = find_upload(upload, uploads=ports.uploads, files=ports.files)
    expect_own(me, found.order.project)
    return UploadItem.of(found, told)
