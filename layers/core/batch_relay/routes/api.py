"""The HTTP API, put together."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay.domain.members import principal_of
from batch_relay.logged import concerns
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
from batch_relay.routes.conditional import unless_known
from batch_relay.routes.correlation import correlation_id_of, with_correlation_id
from batch_relay.routes.errors import answer_errors
from batch_relay.routes.ports import ACCOUNT, CALLER, CORRELATION_ID, PORTS, PRINCIPAL, Ports
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
    principal, correlation_id = principal_of(caller, account), correlation_id_of(event)
    concerns(correlation_id=correlation_id)
    app.append_context(
        **{
            PORTS: ports,
            CALLER: caller,
            PRINCIPAL: principal,
            ACCOUNT: account,
            CORRELATION_ID: correlation_id,
        },
    )
    answered = audited(event, lambda: app.resolve(event, context), principal=principal, ports=ports)
    return with_correlation_id(unless_known(event, answered), correlation_id)
