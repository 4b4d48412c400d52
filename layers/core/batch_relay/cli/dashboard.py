"""`batch-relay dashboard`."""

import json
import webbrowser
from contextlib import suppress
from typing import Annotated

import typer

from batch_relay.cli.caller import client_of, services_of
from batch_relay.cli.output import AsJson, complain, say
from batch_relay.dashboard.compute import Compute
from batch_relay.dashboard.server import Server


def dashboard(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Listen here; a free port if left out.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    as_json: AsJson = False,
) -> None:
    """Show projects, runs, samples and logs in the browser, with your credentials, until Ctrl-C."""
    beside = Compute.of(services_of(context))
    with client_of(context) as client, Server(client, beside, port=port) as server:
        if as_json:
            print(json.dumps({"url": server.url}), flush=True)
        else:
            say(f"The page is at {server.url}")
            complain("Only this machine, with this address, gets in; Ctrl-C ends it.")
        if browser:
            webbrowser.open(server.door)
        with suppress(KeyboardInterrupt):
            server.serve_forever()
