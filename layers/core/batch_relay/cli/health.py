"""`batch-relay admin health`."""

from dataclasses import asdict

import typer

from batch_relay.cli.caller import services_of, stack_of
from batch_relay.cli.diagnosis.findings import Finding
from batch_relay.cli.diagnosis.health import examine_health, read_stack
from batch_relay.cli.output import AsJson, print_data, say
from batch_relay.wiring import clock


def health(context: typer.Context, as_json: AsJson = False) -> None:
    """Say whether the service is well: alarms, queues, sweeps, functions; exit with 1 if not."""
    services = services_of(context)
    found: list[Finding] = []
    for one in examine_health(services, read_stack(services, stack_of(context)), now=clock()):
        found.append(one)
        if not as_json:
            say(f"{'ok' if one.ok else '!!'}  {one.subject}: {one.said}")
    if as_json:
        print_data([asdict(one) for one in found])
    if not all(one.ok for one in found):
        raise typer.Exit(1)
