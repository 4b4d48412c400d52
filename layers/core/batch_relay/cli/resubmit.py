"""`batch-relay run resubmit`."""

from typing import Annotated

import typer

from batch_relay.cli.arguments import Project, Urgency, Workflow
from batch_relay.cli.caller import client_of
from batch_relay.cli.options import naming_options
from batch_relay.cli.output import AsJson, print_json
from batch_relay.cli.pairs import pairs, policy
from batch_relay.cli.progress import working
from batch_relay.cli.run_view import say_how_to_follow
from batch_relay.domain.statuses import SampleStatus
from batch_relay.wire.operations import Ended, ResubmitRequest

app = typer.Typer()

Failed = Annotated[bool, typer.Option("--failed", help="Those that failed.")]
Cancelled = Annotated[bool, typer.Option("--cancelled", help="Those that were cancelled.")]
Succeeded = Annotated[
    bool, typer.Option("--succeeded", help="Those that succeeded; useful with --from.")
]
Chosen = Annotated[
    list[str] | None, typer.Option(help="This one, however it ended; repeat it for more.")
]
First = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="N|NAME",
        help="Run this analysis, by number or job definition, and all after it, "
        "though their outputs exist.",
    ),
]
Queue = Annotated[str, typer.Option(help="Use this job queue.", show_default=False)]
Memory = Annotated[int | None, typer.Option(help="Give each job so many MiB.")]
Vcpus = Annotated[int | None, typer.Option(help="Give each job so many vCPUs.")]
Timeout = Annotated[int | None, typer.Option(help="Seconds for each attempt.")]
Parameters = Annotated[
    list[str] | None, typer.Option(metavar="KEY=VALUE", help="Set a parameter; repeatable.")
]
Retry = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY=VALUE", help="Set a key of batch_relay.retry; repeatable."),
]
Fallback = Annotated[str | None, typer.Option(help="Go there when spot capacity is taken away.")]


@app.command()
def resubmit(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    *,
    failed: Failed = False,
    cancelled: Cancelled = False,
    succeeded: Succeeded = False,
    sample: Chosen = None,
    first: First = None,
    queue: Queue = "",
    memory: Memory = None,
    vcpus: Vcpus = None,
    timeout: Timeout = None,
    priority: Urgency = None,
    parameter: Parameters = None,
    retry: Retry = None,
    fallback_queue: Fallback = None,
    as_json: AsJson = False,
) -> None:
    """Run samples again that failed or were cancelled, skipping what exists, with changes."""
    wanted = ResubmitRequest(
        samples=sample or None,
        statuses=_statuses(sample, failed=failed, cancelled=cancelled, succeeded=succeeded),
        first=first,
        queue=queue,
        memory=memory,
        vcpus=vcpus,
        timeout=timeout,
        priority=priority,
        parameters=pairs(parameter or [], "--parameter"),
        batch_relay=policy(pairs(retry or [], "--retry"), fallback_queue),
    )
    with naming_options(), client_of(context) as client, working("Resubmitting"):
        run = client.resubmit(project, workflow, wanted)
    if as_json:
        print_json(run)
        return
    say_how_to_follow(run, "Resubmitted", f"{run.chosen} sample{'s' if run.chosen > 1 else ''}")


def _statuses(samples: list[str] | None, **chosen: bool) -> list[Ended] | None:
    known: list[Ended] = [SampleStatus.FAILED, SampleStatus.CANCELLED, SampleStatus.SUCCEEDED]
    statuses = [status for status in known if chosen[status.value.lower()]]
    if samples and statuses:
        msg = "name samples, or say how they ended, not both"
        raise typer.BadParameter(msg, param_hint="--sample")
    return statuses or None
