"""What the compute of each job queue costs."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.names import QUEUE_NAME
from batch_relay.routes.documented import answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import Given
from batch_relay.routes.rules import Me
from batch_relay.services.change_labs import find_lab
from batch_relay.wire.usage import PriceList, PriceRequest

router = APIGatewayRouter()


@router.get(
    "/prices",
    summary="The price of each job queue that has one",
    tags=["prices"],
    operation_id="listPrices",
    responses=answers(200),
)
def list_(ports: Given, me: Me) -> PriceList:
    """Return all prices; to a member, those of the lab's queues."""
    prices = ports.prices.all()
    if me.is_admin:
        return PriceList.of(prices)
    own = find_lab(me.lab, labs=ports.labs).queues
    return PriceList.of({queue: prices[queue] for queue in own & prices.keys()})


@router.put(
    "/prices/<queue>",
    summary="Set the price of a job queue, for jobs that end from now on",
    tags=["prices"],
    operation_id="putPrice",
    responses=answers(200, 404, 415),
    middlewares=[once],
)
def put(queue: str, ports: Given, wanted: Annotated[PriceRequest, Body()]) -> PriceList:
    """Set the price of a queue."""
    if not QUEUE_NAME.accepts(queue):
        msg = f"{queue!r} can't be the name of a job queue; use {QUEUE_NAME.allowed}."
        raise InvalidError(msg)
    ports.prices.put(queue, wanted.price())
    return PriceList.of(ports.prices.all())


@router.delete(
    "/prices/<queue>",
    summary="Take away the price of a job queue",
    tags=["prices"],
    operation_id="deletePrice",
    responses=answers(200, 404),
    middlewares=[once],
)
def remove(queue: str, ports: Given) -> PriceList:
    """Take away the price of a queue."""
    ports.prices.put(queue, None)
    return PriceList.of(ports.prices.all())
