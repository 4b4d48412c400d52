"""`batch-relay admin prices`."""

from typing import Annotated

import typer

from batch_relay.cli.caller import client_of
from batch_relay.cli.output import AsJson, print_json, show, table
from batch_relay.wire.usage import PriceList, PriceRequest

app = typer.Typer(no_args_is_help=True, help="What the compute of each job queue costs.")

Queue = Annotated[str, typer.Argument(help="The name of the job queue.")]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the price of each job queue that has one."""
    with client_of(context) as client:
        _print(client.prices(), as_json=as_json)


@app.command("set")
def set_(
    context: typer.Context,
    queue: Queue,
    vcpu_hour: Annotated[float, typer.Option(min=0, help="US dollars for a vCPU-hour.")],
    gib_hour: Annotated[float, typer.Option(min=0, help="US dollars for a GiB-hour of memory.")],
    as_json: AsJson = False,
) -> None:
    """Set the price of a job queue, for jobs that end from now on."""
    with client_of(context) as client:
        price = PriceRequest(vcpu_hour=vcpu_hour, gib_hour=gib_hour)
        _print(client.put_price(queue, price), as_json=as_json)


@app.command()
def remove(context: typer.Context, queue: Queue, as_json: AsJson = False) -> None:
    """Take away the price of a job queue: its jobs count hours, and no money."""
    with client_of(context) as client:
        _print(client.remove_price(queue), as_json=as_json)


def _print(prices: PriceList, *, as_json: bool) -> None:
    if as_json:
        print_json(prices)
        return
    grid = table("Queue", "$ a vCPU-hour", "$ a GiB-hour")
    for price in prices.prices:
        grid.add_row(price.queue, f"{price.vcpu_hour:g}", f"{price.gib_hour:g}")
    show("Prices", grid)
