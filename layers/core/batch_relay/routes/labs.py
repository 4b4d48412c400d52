"""Labs, and what their workflows may use."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.routes.documented import answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import Given
from batch_relay.services.change_labs import find_lab, put_lab, remove_lab
from batch_relay.wire.labs import LabItem, LabList, LabRequest

router = APIGatewayRouter()


@router.get(
    "/labs",
    summary="Labs by name",
    tags=["access"],
    operation_id="listLabs",
    responses=answers(200),
)
def listing(ports: Given) -> LabList:
    """Return all labs."""
    return LabList(labs=[LabItem.of(lab) for lab in ports.labs.all()])


@router.get(
    "/labs/<lab>",
    summary="A lab, and what its workflows may use",
    tags=["access"],
    operation_id="getLab",
    responses=answers(200, 404),
)
def show(lab: str, ports: Given) -> LabItem:
    """Return a lab."""
    return LabItem.of(find_lab(lab, labs=ports.labs))


@router.put(
    "/labs/<lab>",
    summary="Say what the workflows of a lab may use",
    tags=["access"],
    operation_id="putLab",
    responses=answers(200, 404, 415),
    middlewares=[once],
)
def put(lab: str, ports: Given, wanted: Annotated[LabRequest, Body()]) -> LabItem:
    """Say what the workflows of a lab may use; it is made if there is none."""
    put_lab(wanted.lab(lab), labs=ports.labs)
    return LabItem.of(wanted.lab(lab))


@router.delete(
    "/labs/<lab>",
    summary="Forget a lab that has no members any more",
    tags=["access"],
    operation_id="deleteLab",
    responses=answers(200, 404, 409),
    middlewares=[once],
)
def remove(lab: str, ports: Given) -> LabList:
    """Forget a lab that has no members any more."""
    remove_lab(lab, labs=ports.labs, members=ports.members)
    return listing(ports)
