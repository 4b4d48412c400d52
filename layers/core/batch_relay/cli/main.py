"""The command `batch-relay`."""

import typer

from batch_relay.cli import (
    access,
    admin,
    compute,
    definitions,
    doctor,
    jobs,
    labs,
    local,
    projects,
    queues,
    runs,
    samples,
    selftest,
    workflows,
)
from batch_relay.cli.caller import Target
from batch_relay.cli.choosing import HELP, choose
from batch_relay.cli.dashboard import dashboard
from batch_relay.cli.entry import enter

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=HELP,
)
app.add_typer(workflows.app, name="workflow")
app.add_typer(projects.app, name="project")
app.add_typer(runs.app, name="run")
app.add_typer(samples.app, name="sample")
app.add_typer(compute.app, name="compute")
app.add_typer(queues.app, name="queue")
app.add_typer(definitions.app, name="definition")
app.add_typer(jobs.app, name="job")
app.add_typer(access.app, name="access")
app.add_typer(labs.app, name="lab")
app.add_typer(admin.app, name="admin")
app.add_typer(local.app, name="local")
app.command("doctor")(doctor.run)
app.command("selftest")(selftest.run)
app.command()(dashboard)
app.callback()(choose)


def main(arguments: list[str] | None = None, *, target: Target | None = None) -> None:
    """Run the command; `target` is the API to talk to, whatever the options say."""
    enter(app, "batch-relay", arguments, target=target)
