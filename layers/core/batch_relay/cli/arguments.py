"""Arguments that several commands share."""

from typing import Annotated, TypeAlias

import typer

Project: TypeAlias = Annotated[str, typer.Argument(help="The project's name.")]
Workflow: TypeAlias = Annotated[str, typer.Argument(help="The workflow's name.")]
