"""`batch-relay doctor`."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from batch_relay import VERSION
from batch_relay.cli.caller import client_of, services_of, stack_of
from batch_relay.cli.diagnosis.account import Deployment, caller, examine_account
from batch_relay.cli.diagnosis.findings import Finding, examine
from batch_relay.cli.diagnosis.workflows import examine_workflow, workflows_in_use
from batch_relay.cli.output import AsJson, print_data, say
from batch_relay.cli.wording import of_error
from batch_relay.client import Client
from batch_relay.connection import Services
from batch_relay.domain.errors import BatchRelayError, NotFoundError, RefusedError


def run(
    context: typer.Context,
    workflow: Annotated[
        list[str] | None,
        typer.Argument(help="Workflows to look at; those that projects were run with, if none."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look for what may be wrong: credentials, service, buckets, queues, job definitions."""
    services = services_of(context)
    found: list[Finding] = []
    for finding in _examine(context, services, workflow):
        found.append(finding)
        if not as_json:
            say(f"{'ok' if finding.ok else '!!'}  {finding.subject}: {finding.said}")
    if as_json:
        print_data([asdict(finding) for finding in found])
    if not all(finding.ok for finding in found):
        raise typer.Exit(1)


def _examine(
    context: typer.Context, services: Services, workflows: list[str] | None
) -> Iterator[Finding]:
    yield examine("credentials", lambda: caller(services))
    deployment = None
    try:
        deployment = Deployment.read(services, stack_of(context))
    except BatchRelayError as error:
        yield Finding(subject=f"stack {stack_of(context)}", ok=False, said=of_error(error))
    else:
        yield from examine_account(services, deployment)
    try:
        with client_of(context) as client:
            yield examine("service", lambda: _service(client))
            for name in workflows or workflows_in_use(client):
                yield from examine_workflow(client, services, deployment, name)
    except BatchRelayError as error:
        yield Finding(subject="service", ok=False, said=of_error(error))


def _service(client: Client) -> str:
    try:
        there = client.about().version
    except NotFoundError:
        there = "an older version"
    if there == VERSION:
        return f"it answers, version {there}"
    msg = f"It runs {there}, this command is {VERSION}; deploy the one, or install the other."
    raise RefusedError(msg)
