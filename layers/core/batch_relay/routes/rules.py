"""Which role each route takes, and whether what it names is the caller's lab's.

IAM has looked at the path before the function is called, where the caller's policy names
paths; this is the service's own check, which trusts nothing but the signed identity.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, TypeAlias, cast

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Request, Response
from aws_lambda_powertools.event_handler.depends import Depends

from batch_relay.domain.errors import ForbiddenError
from batch_relay.domain.labs import LAB_NAME, Lab, lab_of
from batch_relay.domain.members import Member, Role, principal_of
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.wording import quote
from batch_relay.routes.bodies import expect_once
from batch_relay.routes.ports import ACCOUNT, PORTS, PRINCIPAL, Ports
from batch_relay.services.confine import confine

ANYBODY: Final = None
# A route that isn't here is nobody's.
RULES: Final[Mapping[str, Role | None]] = {
    "GET /": ANYBODY,
    "GET /me": ANYBODY,
    "GET /workflows": Role.READER,
    "GET /workflows/{workflow}": Role.READER,
    "PUT /workflows/{workflow}": Role.OPERATOR,
    "GET /projects": Role.READER,
    "GET /projects/{project}": Role.READER,
    "POST /projects/{project}": Role.OPERATOR,
    "POST /uploads": Role.OPERATOR,
    "GET /uploads/{upload}": Role.READER,
    "GET /projects/{project}/runs/{workflow}": Role.READER,
    "POST /projects/{project}/runs/{workflow}": Role.OPERATOR,
    "GET /projects/{project}/runs/{workflow}/grid": Role.READER,
    "GET /projects/{project}/runs/{workflow}/history": Role.READER,
    "GET /projects/{project}/runs/{workflow}/samples": Role.READER,
    "GET /projects/{project}/runs/{workflow}/samples/{sample}": Role.READER,
    "GET /projects/{project}/runs/{workflow}/samples/{sample}/logs": Role.READER,
    "POST /projects/{project}/runs/{workflow}/cancel": Role.OPERATOR,
    "POST /projects/{project}/runs/{workflow}/pause": Role.OPERATOR,
    "POST /projects/{project}/runs/{workflow}/continue": Role.OPERATOR,
    "POST /projects/{project}/runs/{workflow}/budget": Role.OPERATOR,
    "POST /projects/{project}/runs/{workflow}/resubmit": Role.OPERATOR,
    "GET /prices": Role.READER,
    "PUT /prices/{queue}": Role.ADMIN,
    "DELETE /prices/{queue}": Role.ADMIN,
    "GET /labs": Role.ADMIN,
    "GET /labs/{lab}": Role.READER,
    "PUT /labs/{lab}": Role.ADMIN,
    "DELETE /labs/{lab}": Role.ADMIN,
    "GET /members": Role.ADMIN,
    "GET /members/{member}": Role.ADMIN,
    "PUT /members/{member}": Role.ADMIN,
    "DELETE /members/{member}": Role.ADMIN,
    "GET /audit": Role.READER,
}

_MEMBER: Final = "member"
Next: TypeAlias = Callable[[APIGatewayRestResolver], Response[Any]]


def admit(app: APIGatewayRestResolver, next_middleware: Next) -> Response[Any]:
    """Answer only those who may ask, and say once what they want."""
    expect_admitted(app.request)
    expect_once(app.request)
    return next_middleware(app)


def expect_admitted(request: Request) -> None:
    """Refuse a caller whose lab or role doesn't have the route; ForbiddenError says why."""
    ports = cast("Ports", request.context[PORTS])
    member = _find(request, ports)
    request.context[_MEMBER] = member
    if ports.administrators:
        _expect(request, member)


def _find(request: Request, ports: Ports) -> Member | None:
    """Return who asks; without administrators, whoever IAM let in is one."""
    principal, account = request.context[PRINCIPAL], request.context[ACCOUNT]
    administrators = {principal_of(arn, account) for arn in ports.administrators}
    if not administrators or principal in administrators:
        return Member(principal=principal, role=Role.ADMIN)
    return ports.members.get(principal)


def _expect(request: Request, member: Member | None) -> None:
    rule = f"{request.method} {request.route}"
    wanted = RULES.get(rule, Role.ADMIN)
    if wanted is ANYBODY:
        return
    if member is None or rule not in RULES:
        raise ForbiddenError(_unknown(request.context[PRINCIPAL], rule, member))
    if not member.role.includes(wanted):
        msg = f"You are {member.role} of {member.lab}; this takes the role {wanted}."
        raise ForbiddenError(msg)
    named = request.path_parameters
    expect_own(member, *(named[kind] for kind in ("project", "workflow") if kind in named))
    if "lab" in named and not member.is_admin and named["lab"] != member.lab:
        msg = f"You belong to the lab {member.lab}, not to {quote(named['lab'])}."
        raise ForbiddenError(msg)


def _unknown(principal: str, rule: str, member: Member | None) -> str:
    if member:
        return f"There is no {quote(rule)}, or nobody may use it."
    return f"{principal} belongs to no lab; an administrator adds it: batch-relay access grant."


def expect_own(member: Member, *names: str | None) -> None:
    """Refuse projects and workflows, so named, that aren't the member's lab's."""
    for name in names:
        if name is not None and not member.owns(name):
            msg = f"{quote(name)} isn't the lab {member.lab}'s, whose names begin {member.lab}_."
            raise ForbiddenError(msg)


def lab_for(name: str, member: Member, ports: Ports) -> Lab | None:
    """Return the lab that a workflow of that name must keep to; None for one that is no lab's."""
    if not ports.administrators:
        return None
    lab = lab_of(name)
    nobodys = None if member.is_admin else Lab(name=member.lab)
    return (ports.labs.get(lab) if LAB_NAME.accepts(lab) else None) or nobodys


def expect_confined(
    workflow: str | None, member: Member, ports: Ports, *, again: Resubmission = NOTHING
) -> None:
    """Refuse the start of a workflow, if one is named, that uses what isn't its lab's."""
    if workflow is not None:
        lab = lab_for(workflow, member, ports)
        confine(workflow, lab, again=again, workflows=ports.workflows)


def _member(request: Request) -> Member | None:
    return cast("Member | None", request.context[_MEMBER])


def _known(request: Request) -> Member:
    return cast("Member", request.context[_MEMBER])


# Who asks, or nobody's member; and who asks, where a rule has made sure that it is one.
Stranger: TypeAlias = Annotated[Member | None, Depends(_member)]
Me: TypeAlias = Annotated[Member, Depends(_known)]
