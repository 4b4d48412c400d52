"""The HTTP API, put together."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay.domain.members import principal_of
from batch_relay.routes import (
    about,
    audit,
    labs,
    logs,
    members,
    operations,
    prices,
    projects,
    runs,
    uploads,
    workflows,
)
from batch_relay.routes.audited import audited
from batch_relay.routes.errors import answer_errors
from batch_relay.routes.ports import ACCOUNT, CALLER, PORTS, PRINCIPAL, Ports
from batch_relay.routes.rules import admit

app = APIGatewayRestResolver(enable_validation=True)
for resource in (
    about,
    workflows,
    projects,
    uploads,
    runs,
    logs,
    operations,
    prices,
    labs,
    members,
    audit,
):
    app.include_router(resource.router)
app.use(middlewares=[admit])
answer_errors(app)


def answer(event: dict[str, Any], context: LambdaContext, *, ports: Ports) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    gateway = event["requestContext"]
    caller, account = gateway["identity"].get("userArn") or "", gateway.get("accountId") or ""
    principal = principal_of(caller, account)
    app.append_context(
        **{PORTS: ports, CALLER: caller, PRINCIPAL: principal, ACCOUNT: account},
    )
    return audited(event, lambda: app.resolve(event, context), principal=principal, ports=ports)
