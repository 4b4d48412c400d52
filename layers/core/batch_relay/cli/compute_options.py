"""Options of `batch-relay compute`, each also by the name that create_ce.py gave it."""

import time
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from batch_relay.cli.output import complain, explaining
from batch_relay.cli.pairs import tag_pairs
from batch_relay.compute.changing import Patience
from batch_relay.compute.context_file import Context, read_context
from batch_relay.compute.environment_requests import Changes

Name: TypeAlias = Annotated[str, typer.Argument(help="The environment's name.")]
File: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--context", "--ctxfile", "-C", dir_okay=False, help="The file of accounts and sizes."
    ),
]
Account: TypeAlias = Annotated[
    str, typer.Option("--account", "--accntctx", "-a", help="Of the file; its first if left out.")
]
Size: TypeAlias = Annotated[
    str, typer.Option("--size", "--cesize", "-s", help="Of the file: `small` for a new one.")
]
Named: TypeAlias = Annotated[str, typer.Option("--name", "-n", help="Its name, too.")]
Wait: TypeAlias = Annotated[bool, typer.Option(help="Wait until it is VALID.")]
Replace: TypeAlias = Annotated[
    bool, typer.Option("--replace", help="Put another in its place, and end no job.")
]
AsEver: TypeAlias = Annotated[
    bool,
    typer.Option("--summary", "-S", "--Debug", "-D", help="create_ce.py's; changes nothing."),
]
Tags: TypeAlias = Annotated[
    str | None,
    typer.Option("--tags", "-t", help="KEY=VALUE,KEY=VALUE in place of all tags of instances."),
]
InstanceTypes: TypeAlias = Annotated[
    str, typer.Option("--instance-types", "--instancetypes", "-i", help="TYPE,TYPE")
]
Image: TypeAlias = Annotated[str, typer.Option("--ami", "--amiid", help="The AMI of instances.")]
Kind: TypeAlias = Annotated[str, typer.Option("--type", help="EC2 or SPOT.")]
State: TypeAlias = Annotated[str, typer.Option("--state", help="ENABLED or DISABLED.")]
MostVcpus: TypeAlias = Annotated[
    int | None, typer.Option("--max-vcpus", min=0, help="Use so many vCPUs at most.")
]
LeastVcpus: TypeAlias = Annotated[
    int | None, typer.Option("--min-vcpus", min=0, help="Keep so many vCPUs, used or not.")
]
Profile: TypeAlias = Annotated[
    str, typer.Option("--profile", "-p", help="The AWS profile; the account's if left out.")
]
DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", "--test", "-T", help="Print what would be asked.")
]
Seconds: TypeAlias = Annotated[
    int, typer.Option("--patience", min=0, help="Wait so many seconds for AWS Batch.")
]
JobSeconds: TypeAlias = Annotated[
    int, typer.Option("--wait-for-jobs", min=0, help="Wait so many seconds for its jobs to end.")
]


def read_file(path: Path) -> Context:
    """Return the context file; its problems are printed, each with its line."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    with explaining(str(path)):
        return read_context(text)


def changes(
    *,
    tags: str | None,
    instance_types: str,
    image: str,
    kind: str,
    most: int | None = None,
    least: int | None = None,
    state: str = "",
) -> Changes:
    """Return what the options say."""
    return Changes(
        tags=None if tags is None else tag_pairs(tags),
        instance_types=tuple(each.strip() for each in instance_types.split(",") if each.strip()),
        image=image,
        kind=_one_of(kind, "EC2", "SPOT", option="--type"),
        most_vcpus=most,
        least_vcpus=least,
        state=_one_of(state, "ENABLED", "DISABLED", option="--state"),
    )


def patience(aws: int, jobs: int = 0) -> Patience:
    """Return how long to wait; what goes on is told on stderr."""
    return Patience(aws=aws, jobs=jobs, sleep=time.sleep, tell=complain)


def _one_of(text: str, *allowed: str, option: str) -> str:
    if text and text.upper() not in allowed:
        msg = f"{text!r} isn't {' or '.join(allowed)}"
        raise typer.BadParameter(msg, param_hint=option)
    return text.upper()
