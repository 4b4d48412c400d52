"""`batch-relay admin …`."""

from dataclasses import asdict
from typing import Annotated

import typer

from batch_relay.cli import audit, health, prices, restoring
from batch_relay.cli.caller import dead_letters_of
from batch_relay.cli.output import AsJson, print_data, say, table
from batch_relay.cli.output import show as show_table
from batch_relay.cli.progress import working

app = typer.Typer(no_args_is_help=True, help="What those need who run the service.")
dead_letters = typer.Typer(no_args_is_help=True, help="Messages that were given up.")
app.add_typer(dead_letters, name="dead-letters")
app.add_typer(prices.app, name="prices")
app.command()(restoring.restore)
app.command()(health.health)
app.add_typer(audit.app, name="audit")

Queue = Annotated[str, typer.Argument(help="The queue, such as SubmitDeadLetters or submit.")]
# How many messages are looked at to find the oldest.
_LOOKED_AT = 10


@dead_letters.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the dead-letter queues: how many messages wait in each, and since when."""
    letters = dead_letters_of(context)
    with working("Looking at the queues"):
        found = [(queue, letters.look(queue, limit=_LOOKED_AT)) for queue in letters.queues()]
    oldest = {queue.name: min((one.sent_at for one in seen), default=None) for queue, seen in found}
    if as_json:
        print_data([asdict(queue) | {"oldest": oldest[queue.name]} for queue, _ in found])
        return
    grid = table("Queue", "Messages", "Oldest", "Came from")
    for queue, _ in found:
        since = oldest[queue.name]
        told = f"{since:%Y-%m-%d %H:%M}" if since else ""
        grid.add_row(queue.name, str(queue.messages), told, queue.source)
    show_table("Dead letters", grid)


@dead_letters.command()
def show(
    context: typer.Context,
    queue: Queue,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Show so many at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show messages of a queue, oldest first; they stay in it."""
    letters = dead_letters_of(context)
    with working("Looking at the queue"):
        found = letters.queue(queue)
        messages = letters.look(found, limit=limit)
    if as_json:
        print_data([asdict(message) for message in messages])
        return
    grid = table("Sent", "Message")
    for message in messages:
        grid.add_row(f"{message.sent_at:%Y-%m-%d %H:%M}", message.body)
    show_table(f"{found.name}: {len(messages)} of {found.messages}", grid)


@dead_letters.command()
def redrive(context: typer.Context, queue: Queue, as_json: AsJson = False) -> None:
    """Send the messages of a queue back to where they came from; handling one twice is harmless."""
    letters = dead_letters_of(context)
    with working("Sending messages back"):
        done = letters.redrive(letters.queue(queue))
    if as_json:
        print_data(asdict(done))
        return
    said = "on their way back" if done.goes_on else "sent back"
    say(f"Messages {said} to {done.source}: {done.messages}.")
