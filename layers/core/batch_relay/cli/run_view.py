"""How a run looks on a terminal."""

from collections.abc import Collection
from itertools import islice

from rich.console import Group

from batch_relay.cli.output import complain, out, say, show, table, titled
from batch_relay.cli.progress import tracked
from batch_relay.client import Client
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.wire.runs import RunItem
from batch_relay.wire.samples import AttemptItem, SampleDetail
from batch_relay.wire.usage import UsageItem

LISTED_FAILURES = 20
_COLORS = {
    AnalysisStatus.SUCCEEDED: "green",
    AnalysisStatus.SKIPPED: "green",
    AnalysisStatus.FAILED: "red",
    AnalysisStatus.CANCELLED: "magenta",
    AnalysisStatus.RESUBMITTING: "yellow",
    AnalysisStatus.RUNNING: "cyan",
}


def is_over(run: RunItem) -> bool:
    """Whether nothing of the run is on its way."""
    return run.status in {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}


def counted(run: RunItem) -> str:
    """Return the run's samples by status, in words."""
    return ", ".join(f"{number} {status}" for status, number in run.samples.items()) or "none"


def view_of(run: RunItem) -> Group:
    """Return a table of analyses by the statuses that occur."""
    present = {status for analysis in run.analyses for status in analysis.statuses}
    shown = [status for status in AnalysisStatus if status in present]
    grid = table("#", "Analysis")
    for status in shown:
        grid.add_column(status, justify="right", style=_COLORS.get(status))
    for analysis in run.analyses:
        numbers = [str(analysis.statuses.get(status, "")) for status in shown]
        grid.add_row(str(analysis.index + 1), analysis.job_definition, *numbers)
    stands = f"{run.status} ({run.reason})" if run.reason else run.status
    return titled(f"{run.workflow} for {run.project}: {stands}; samples: {counted(run)}", grid)


def print_run(run: RunItem) -> None:
    """Print where a run stands."""
    out().print(view_of(run))
    if run.used.jobs or run.budget is not None:
        say(_spent(run))
    if run.priority is not None:
        say(f"Its priority is {run.priority} among the jobs of its lab or project.")
    if run.summary and is_over(run):
        say(f"Its summary: `batch-relay run status {run.project} {run.summary}`.")
    if run.status is RunStatus.OVER_BUDGET:
        raised = f"batch-relay run budget {run.project} {run.workflow} --amount DOLLARS"
        complain(f"It submits nothing more; `{raised}` lets it go on.")
    if run.paused:
        key = f"{run.project} {run.workflow}"
        complain(f"It is paused; `batch-relay run continue {key}` lets it go on.")


def _spent(run: RunItem) -> str:
    budget = "" if run.budget is None else f" of a budget of ${run.budget:.2f}"
    wasted = f"; wasted {hours_of(run.wasted)}" if run.wasted.jobs else ""
    return f"Used {hours_of(run.used)}{budget}{wasted}."


def hours_of(usage: UsageItem) -> str:
    """Return in words what jobs have used."""
    return (
        f"{usage.vcpu_hours:.2f} vCPU-hours, {usage.gib_hours:.2f} GiB-hours, ${usage.dollars:.2f}"
    )


def print_stopped(client: Client, run: RunItem, samples: Collection[str]) -> None:
    """Print what a cancel has stopped: the run, or these samples of it."""
    if not samples:
        print_run(run)
        return
    grid = table("Sample", "Status", "Reason")
    for name in samples:
        sample = client.sample(run.project, run.workflow, name)
        grid.add_row(sample.sample, sample.status, sample.reason)
    show("Cancelled", grid)


def print_failures(client: Client, run: RunItem) -> None:
    """Print how many failed of what, then the first of them with their reasons and attempts."""
    total = run.samples.get(SampleStatus.FAILED, 0)
    if not total:
        return
    _print_reasons(run)
    grid = table("Sample", "Reason", "Attempts")
    failed = client.samples(run.project, run.workflow, status=SampleStatus.FAILED)
    listed = min(total, LISTED_FAILURES)
    for item in tracked(islice(failed, listed), "Reading samples", total=listed):
        sample = client.sample(run.project, run.workflow, item.sample)
        grid.add_row(item.sample, item.reason, str(len(attempts(sample))))
    show(f"Failed: {total}", grid)
    if total > LISTED_FAILURES:
        listing = f"batch-relay sample list {run.project} {run.workflow} --status FAILED"
        complain(f"… and {total - LISTED_FAILURES} more; `{listing}` names them all.")


def _print_reasons(run: RunItem) -> None:
    grid = table("#", "Analysis", "Failed for", "Samples")
    for analysis in run.analyses:
        for reason, number in analysis.failures.items():
            grid.add_row(str(analysis.index + 1), analysis.job_definition, reason, str(number))
    if grid.row_count:
        show("Failures by reason", grid)


def attempts(sample: SampleDetail) -> list[tuple[str, AttemptItem]]:
    """Return all attempts at a sample, each with its job definition."""
    return [
        (analysis.job_definition, attempt)
        for analysis in sample.analyses
        for attempt in analysis.attempts
    ]


def print_resubmissions(client: Client, run: RunItem) -> None:
    """Print every attempt that led to another one."""
    grid = table("Sample", "Analysis", "Attempt", "Reason", "Decision")
    listed = client.samples(run.project, run.workflow)
    for item in tracked(listed, "Reading samples", total=sum(run.samples.values())):
        sample = client.sample(run.project, run.workflow, item.sample)
        for definition, attempt in _tried_again(sample):
            grid.add_row(
                item.sample, definition, str(attempt.number), attempt.reason, attempt.decision
            )
    show("Resubmissions", grid)


def _tried_again(sample: SampleDetail) -> list[tuple[str, AttemptItem]]:
    """Return the attempts that failed and were followed by another, or are about to be."""
    given_up = [
        analysis.attempts[-1]
        for analysis in sample.analyses
        if analysis.attempts and analysis.status is AnalysisStatus.FAILED
    ]
    return [
        (name, one)
        for name, one in attempts(sample)
        if one.status is AnalysisStatus.FAILED and one.decision and one not in given_up
    ]


def say_how_to_follow(run: RunItem, verb: str, noun: str) -> None:
    """Tell what was asked for of a run, and how to see it done."""
    key = f"{run.project} {run.workflow}"
    say(
        f"{verb} {noun} of {run.workflow} for {run.project}; "
        f"follow it with `batch-relay run status {key} --watch`."
    )
