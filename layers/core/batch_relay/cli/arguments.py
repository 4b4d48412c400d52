"""Arguments that several commands share."""

from typing import Annotated, TypeAlias

import typer

from batch_relay.domain.jobs import HIGHEST_PRIORITY

Project: TypeAlias = Annotated[str, typer.Argument(help="The project's name.")]
Workflow: TypeAlias = Annotated[str, typer.Argument(help="The workflow's name.")]
Urgency: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--priority",
        min=0,
        max=HIGHEST_PRIORITY,
        help="The higher, the sooner, among jobs of the same lab or project; fair-share queues.",
    ),
]
