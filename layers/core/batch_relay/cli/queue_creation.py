"""`batch-relay queue create`."""

import re
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, print_data, say
from batch_relay.cli.pairs import pairs, tag_pairs
from batch_relay.cli.progress import working
from batch_relay.compute.plans import carry_out, printable
from batch_relay.compute.queue_creation import plan_queue
from batch_relay.compute.queue_plans import QueuePlan
from batch_relay.compute.queues import Queue, await_queue
from batch_relay.domain.errors import RefusedError

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

_SHARE: Final = re.compile(r"[A-Za-z0-9]{1,255}\*?")
# Seconds; AWS Batch makes a queue within a few.
_PATIENCE: Final = 120


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The queue's name.")],
    environment: Annotated[
        list[str],
        typer.Option(
            "--environment", "-e", help="A compute environment; repeatable, the first filled first."
        ),
    ],
    priority: Annotated[int, typer.Option(min=0, help="The higher, the sooner.")] = 1,
    *,
    share: Annotated[
        list[str] | None,
        typer.Option(help="SHARE=WEIGHT: fair shares; the less it weighs the more. Repeatable."),
    ] = None,
    stuck_after: Annotated[
        int,
        typer.Option(help="End jobs that can't be placed after so many seconds, 600 to 86400."),
    ] = 0,
    tags: Annotated[str, typer.Option("--tags", "-t", help="KEY=VALUE,KEY=VALUE")] = "",
    update: Annotated[bool, typer.Option("--update", help="Change it if it is there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be asked.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a job queue; one that is there already, and the same, is left alone."""
    plan = QueuePlan(
        name=name,
        environments=environment,
        priority=priority,
        shares=_shares(pairs(share or (), "--share")),
        stuck_after=_seconds(stuck_after),
        tags=tag_pairs(tags),
    )
    batch = services_of(context).batch()
    calls = plan_queue(batch, plan, change=update)
    if dry_run:
        print_data(printable(calls))
        return
    carry_out(batch, calls)
    made = _ready(batch, name)
    said = f"Queue {name} is ready." if calls else f"Queue {name} is so already."
    print_data(asdict(made)) if as_json else say(said)


def _ready(batch: "BatchClient", name: str) -> Queue:
    """Return the queue once it takes jobs; RefusedError if it never will."""
    with working(f"Waiting until {name} takes jobs"):
        made = await_queue(batch, name, patience=_PATIENCE, sleep=time.sleep)
    if made.status == "INVALID":
        msg = f"Queue {name} is INVALID: {made.reason}"
        raise RefusedError(msg)
    return made


def _shares(given: Mapping[str, str]) -> dict[str, float]:
    if wrong := [share for share in given if not _SHARE.fullmatch(share)]:
        msg = f"{wrong[0]!r} can't be a share; use letters and digits, and perhaps * at the end"
        raise typer.BadParameter(msg, param_hint="--share")
    return {share: _weight(share, text) for share, text in given.items()}


def _weight(share: str, text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0
    if not 0.0001 <= weight <= 999.9999:  # noqa: PLR2004 - AWS's own limits
        msg = f"the weight of {share} must be from 0.0001 to 999.9999, not {text}"
        raise typer.BadParameter(msg, param_hint="--share")
    return weight


def _seconds(stuck_after: int) -> int:
    if stuck_after and not 600 <= stuck_after <= 86_400:  # noqa: PLR2004 - AWS's own limits
        msg = "AWS Batch takes 600 to 86400 seconds"
        raise typer.BadParameter(msg, param_hint="--stuck-after")
    return stuck_after
