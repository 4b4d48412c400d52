"""The HTTP API, put together."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay.routes import about, logs, operations, prices, projects, runs, uploads, workflows
from batch_relay.routes.errors import answer_errors
from batch_relay.routes.ports import CALLER, PORTS, Ports

app = APIGatewayRestResolver(enable_validation=True)
for resource in about, workflows, projects, uploads, runs, logs, operations, prices:
    app.include_router(resource.router)
answer_errors(app)


def answer(event: dict[str, Any], context: LambdaContext, *, ports: Ports) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    caller = event["requestContext"]["identity"].get("userArn") or ""
    app.append_context(**{PORTS: ports, CALLER: caller})
    return app.resolve(event, context)
