"""The service itself."""

from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay import VERSION
from batch_relay.routes.documented import answers
from batch_relay.wire.about import AboutItem

router = APIGatewayRouter()


@router.get(
    "/",
    summary="The service's name and version",
    tags=["service"],
    operation_id="getAbout",
    responses=answers(200),
)
def show() -> AboutItem:
    """Return the service's name and version."""
    return AboutItem(name="Batch Relay", version=VERSION)
