"""`batch-relay access`: let people in, look whether they are, let them in no longer."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer

from batch_relay.adapters.errors import translated
from batch_relay.cli.caller import client_of, services_of, stack_of
from batch_relay.cli.grants.plans import OUTPUTS, Grant, granting, revoking
from batch_relay.cli.grants.principals import Entity, entity_of
from batch_relay.cli.grants.steps import Result, carry_out, look
from batch_relay.cli.output import AsJson, complain, print_data, print_json, show, table
from batch_relay.cli.progress import working
from batch_relay.client import Client
from batch_relay.connection import Services
from batch_relay.domain.errors import ConflictError, NotFoundError
from batch_relay.domain.members import Role
from batch_relay.wire.labs import MemberItem

app = typer.Typer(no_args_is_help=True, help="Who may use the service, and as what.")

User = Annotated[str, typer.Argument(help="A user of IAM, role/NAME, or the ARN of either.")]
Lab = Annotated[str, typer.Option(help="The lab; an admin has none.")]
NoIam = Annotated[bool, typer.Option("--no-iam", help="Leave IAM alone; others care for it.")]


@app.command()
def grant(
    context: typer.Context,
    user: User,
    lab: Lab = "",
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.OPERATOR,
    no_iam: NoIam = False,
    as_json: AsJson = False,
) -> None:
    """Let a user or role in: tag it with the lab, attach the policies of its role, and say so."""
    if (role is Role.ADMIN) == bool(lab):
        msg = "an admin belongs to no lab" if lab else f"a {role} needs a lab"
        raise typer.BadParameter(msg, param_hint="--lab")
    with client_of(context) as client:
        wanted = _grant(context, client, user, role=role, lab=lab, iam=not no_iam)
        with working("Letting in"):
            results = list(carry_out(granting(wanted, client.access)))
        if not client.access.me().labs:
            complain("Labs are off: name the stack's Administrators, or everybody may do all.")
    _tell(user, results, as_json=as_json)


@app.command()
def check(
    context: typer.Context,
    user: User,
    lab: Annotated[str, typer.Option(help="The lab; by default what the service knows.")] = "",
    role: Annotated[Role | None, typer.Option(help="What they may do; likewise.")] = None,
    no_iam: NoIam = False,
    as_json: AsJson = False,
) -> None:
    """Look whether a user or role is let in, step by step; change nothing."""
    with client_of(context) as client:
        known = _known(client, _entity(context, client, user).principal)
        role = role or (known.role if known else Role.OPERATOR)
        lab = lab or (known.lab if known else "")
        wanted = _grant(context, client, user, role=role, lab=lab, iam=not no_iam)
        with working("Looking"):
            results = list(look(granting(wanted, client.access)))
    _tell(user, results, as_json=as_json)


@app.command()
def revoke(
    context: typer.Context,
    user: User,
    lab: Annotated[str, typer.Option(help="Only if that is the lab.")] = "",
    no_iam: NoIam = False,
    as_json: AsJson = False,
) -> None:
    """Let a user or role in no longer: from the next request on; then clear it up in IAM."""
    with client_of(context) as client:
        known = _known(client, _entity(context, client, user).principal)
        if known and lab not in {"", known.lab}:
            msg = f"{user} belongs to the lab {known.lab or '(all: it is an admin)'}, not to {lab}."
            raise ConflictError(msg)
        wanted = _grant(context, client, user, role=Role.READER, lab=lab, iam=not no_iam)
        with working("Taking away"):
            results = list(carry_out(revoking(wanted, client.access)))
    _tell(user, results, as_json=as_json)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List who may use the service."""
    with client_of(context) as client:
        found = client.access.members()
    if as_json:
        print_json(found)
        return
    grid = table("User or role", "Role", "Lab")
    for member in found.members:
        grid.add_row(member.principal, member.role, member.lab)
    show("Members", grid)


def _known(client: Client, principal: str) -> MemberItem | None:
    try:
        return client.access.member(principal)
    except NotFoundError:
        return None


def _entity(context: typer.Context, client: Client, user: str) -> Entity:
    account = client.access.me().arn.split(":")[4]
    return entity_of(user, account, services_of(context).iam())


def _grant(
    context: typer.Context, client: Client, user: str, *, role: Role, lab: str, iam: bool
) -> Grant:
    policies = _policies(services_of(context), stack_of(context)) if iam else {}
    entity = _entity(context, client, user)
    return Grant(entity=entity, role=role, lab=lab, policies=policies)


def _policies(services: Services, stack: str) -> dict[str, str]:
    """Return the stack's managed policies, by the outputs that name them."""
    with translated(ValidationError=NotFoundError):
        found = services.cloudformation().describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
    if missing := [name for name in OUTPUTS if name not in outputs]:
        msg = f"Stack {stack!r} has no output {missing[0]}; deploy this version, or use --no-iam."
        raise NotFoundError(msg)
    return {name: outputs[name] for name in OUTPUTS}


def _tell(user: str, results: Iterable[Result], *, as_json: bool) -> None:
    results = list(results)
    if as_json:
        print_data([asdict(each) for each in results])
    else:
        grid = table("Step", "", "Why")
        for each in results:
            grid.add_row(each.step, each.outcome, each.detail)
        show(user, grid)
    raise typer.Exit(0 if all(each.outcome.is_good for each in results) else 1)
