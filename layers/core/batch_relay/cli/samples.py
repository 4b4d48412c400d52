"""`batch-relay sample …`."""

from collections.abc import Iterator
from datetime import datetime
from shlex import quote
from typing import Annotated

import typer

from batch_relay.cli import sample_logs
from batch_relay.cli.arguments import Project, Workflow
from batch_relay.cli.caller import client_of
from batch_relay.cli.output import AsJson, complain, filled, many, print_json, say, table
from batch_relay.cli.output import show as show_table
from batch_relay.cli.progress import tracked
from batch_relay.cli.run_view import attempts, hours_of
from batch_relay.cli.settings_view import print_settings
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.wire.samples import AttemptItem, SampleDetail

app = typer.Typer(no_args_is_help=True, help="Samples: what happened to each of them.")
app.add_typer(sample_logs.app)

_COLUMNS = ("Analysis", "Gen.", "No.", "Status", "Took", "Memory", "Cost", "Reason and decision")
# What AWS Batch says of nearly every job that ended, whether well or badly.
_OF_EVERY_JOB = "Essential container in task exited"


@app.command("list")
def list_(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    status: Annotated[SampleStatus | None, typer.Option(help="Only those of this status.")] = None,
    analysis: Annotated[
        int | None, typer.Option(min=1, help="Only those that failed in this analysis, from 1.")
    ] = None,
    failure: Annotated[
        str | None, typer.Option(help="Only those that failed so, as `run status` names it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the samples of a run that have begun."""
    with client_of(context) as client:
        found = client.samples(project, workflow, status=status, analysis=analysis, failure=failure)
        samples = list(tracked(found, "Reading samples"))
    if as_json:
        print_json(samples)
        return
    grid = table("Sample", "Status", "Reason")
    for sample in samples:
        grid.add_row(sample.sample, sample.status, sample.reason)
    show_table(many(len(samples), "sample"), grid)


@app.command()
def show(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    sample: Annotated[str, typer.Argument(help="The sample's name.")],
    parameters: Annotated[
        bool, typer.Option("--parameters", help="Show what each attempt was given, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a sample, its analyses, and every attempt with its reason and what it led to."""
    with client_of(context) as client:
        found = client.sample(project, workflow, sample)
    if as_json:
        print_json(found)
        return
    _print(found)
    if parameters:
        print_settings(found)
    if found.status is not SampleStatus.SUCCEEDED:
        _point_to_log(project, workflow, found)


def _print(sample: SampleDetail) -> None:
    reason = f" ({sample.reason})" if sample.reason else ""
    say(f"Sample {sample.sample}: {sample.status}{reason}; file {sample.file}")
    show_table("Attempts", filled(_COLUMNS, list(_rows(sample))))
    if sample.used.jobs:
        wasted = f"; wasted {hours_of(sample.wasted)}" if sample.wasted.jobs else ""
        say(f"Used {hours_of(sample.used)}{wasted}.")


def _rows(sample: SampleDetail) -> Iterator[tuple[str, ...]]:
    """Yield each attempt, and where an analysis stands that no attempt tells of."""
    for analysis in sample.analyses:
        name = analysis.job_definition
        yield from ((name, *_cells(each, sample.generation)) for each in analysis.attempts)
        if analysis.status not in {attempt.status for attempt in analysis.attempts[-1:]}:
            yield (name, "", "", analysis.status, "", "", "", analysis.reason)


def _point_to_log(project: str, workflow: str, sample: SampleDetail) -> None:
    """Tell how to read what its last job wrote."""
    latest = [each for _, each in attempts(sample) if each.generation == sample.generation]
    if any(attempt.log_stream for attempt in latest):
        read = f"batch-relay sample logs {project} {workflow} {quote(sample.sample)}"
        complain(f"What its last job wrote: `{read}`")


def _cells(attempt: AttemptItem, generations: int) -> list[str]:
    return [
        str(attempt.generation) if generations > 1 else "",
        str(attempt.number),
        attempt.status,
        _took(attempt.started_at, attempt.stopped_at),
        f"{attempt.memory} MiB" if attempt.memory else "",
        f"${attempt.usage.dollars:.4f}" if attempt.usage.dollars else "",
        "\n".join(_told(attempt)),
    ]


def _told(attempt: AttemptItem) -> list[str]:
    """Return why the attempt ended, and what was done about it; a decision says both."""
    if attempt.status is AnalysisStatus.SUCCEEDED and attempt.reason.startswith(_OF_EVERY_JOB):
        return [text for text in (_array(attempt), attempt.decision) if text]
    decided = attempt.rule and attempt.rule in attempt.decision
    told = (_array(attempt), _where(attempt), "" if decided else attempt.reason, attempt.decision)
    return [text for text in dict.fromkeys(told) if text]


def _array(attempt: AttemptItem) -> str:
    """Return how many jobs of an array there were, and which indices failed."""
    if attempt.size == 1 and not attempt.failed:
        return ""
    many = f"{attempt.size} jobs" if attempt.size > 1 else "1 job"
    return f"{many}; failed: {attempt.failed}" if attempt.failed else many


def _where(attempt: AttemptItem) -> str:
    """Return which job is on its way, for those who look for it in AWS Batch."""
    if not attempt.job_id or attempt.status.is_final or attempt.status.is_waiting:
        return ""
    return (
        f"job {attempt.job_id} on {attempt.queue} since {attempt.submitted_at:%Y-%m-%d %H:%M} UTC"
    )


def _took(started: datetime | None, stopped: datetime | None) -> str:
    return f"{(stopped - started).total_seconds():.1f} s" if started and stopped else ""
