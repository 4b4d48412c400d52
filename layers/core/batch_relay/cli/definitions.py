"""`batch-relay definition …`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, IsJson, explaining, print_data, say, table
from batch_relay.cli.output import show as show_table
from batch_relay.compute import definitions
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.json_types import Json, JsonObject

app = typer.Typer(no_args_is_help=True, help="Job definitions of AWS Batch.")

Files = Annotated[
    list[Path],
    typer.Argument(
        exists=True, dir_okay=False, help="JSON as `aws batch register-job-definition` reads it."
    ),
]
Reference = Annotated[str, typer.Argument(help="NAME or NAME:REVISION.")]


@app.command()
def register(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Register job definitions; no new revision of what has not changed."""
    requests = [_read(file) for file in files]
    batch = services_of(context).batch()
    done = [definitions.register(batch, request) for request in requests]
    if as_json:
        print_data([{"definition": f"{d.name}:{d.revision}", "new": d.is_new} for d in done])
        return
    for each in done:
        said = "Registered" if each.is_new else "Nothing new in"
        say(f"{said} {each.name}:{each.revision}")


@app.command()
def diff(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Compare files with the newest revisions; exit with 1 if one would be registered."""
    requests = [_read(file) for file in files]
    batch = services_of(context).batch()
    found: list[dict[str, Json]] = []
    for request in requests:
        name = str(request["jobDefinitionName"])
        newest = definitions.newest_revision(batch, name) or {}
        against = f"{name}:{newest['revision']}" if newest else ""
        found += [
            {"definition": against or name, "path": d.path, "before": d.before, "after": d.after}
            for d in definitions.compare(newest, request)
        ]
    if as_json:
        print_data(found)
    for each in [] if as_json else found:
        was, now = json.dumps(each["before"]), json.dumps(each["after"])
        say(f"{each['definition']} {each['path']}: {was} -> {now}")
    raise typer.Exit(1 if found else 0)


@app.command("list")
def list_(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Only this one, with all its revisions.")] = "",
    inactive: Annotated[
        bool, typer.Option("--all", help="All revisions, those out of use too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the newest revision of each job definition."""
    batch = services_of(context).batch()
    found = definitions.revisions(batch, name, active=not inactive)
    shown = found if name or inactive else list(definitions.newest_of_each(found))
    if as_json:
        print_data(shown)
        return
    grid = table("Definition", "Status", "Type", "Image")
    for each in shown:
        kind, reference = str(each["type"]), f"{each['jobDefinitionName']}:{each['revision']}"
        grid.add_row(reference, str(each["status"]), kind, _image(each))
    show_table("Job definitions", grid)


@app.command()
def show(context: typer.Context, reference: Reference, _as_json: IsJson = False) -> None:
    """Show a job definition as AWS Batch keeps it, as JSON."""
    print_data(definitions.find_definition(services_of(context).batch(), reference))


@app.command()
def deregister(
    context: typer.Context,
    references: Annotated[list[str], typer.Argument(help="NAME:REVISION, or NAME with --keep.")],
    keep: Annotated[
        int | None, typer.Option(min=0, help="Of each NAME, leave so many of the newest in use.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take revisions out of use; jobs that were submitted with them go on."""
    batch = services_of(context).batch()
    chosen = [each for one in references for each in _chosen(context, one, keep)]
    names = [f"{each['jobDefinitionName']}:{each['revision']}" for each in chosen]
    for name, each in zip(names, chosen, strict=True):
        definitions.deregister(batch, each)
        if not as_json:
            say(f"Out of use: {name}")
    if as_json:
        print_data({"deregistered": names})


def _chosen(context: typer.Context, reference: str, keep: int | None) -> list[JsonObject]:
    batch = services_of(context).batch()
    if ":" in reference:
        return [definitions.find_definition(batch, reference)]
    if keep is None:
        msg = f"{reference!r} names no revision; write {reference}:REVISION, or use --keep"
        raise typer.BadParameter(msg)
    if found := definitions.revisions(batch, reference):
        return found[keep:]
    msg = f"There is no job definition {reference!r} in use."
    raise NotFoundError(msg)


def _read(file: Path) -> JsonObject:
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    with explaining(str(file)):
        return definitions.read_definition(text)


def _image(definition: JsonObject) -> str:
    container = definition.get("containerProperties")
    return str(container.get("image", "")) if isinstance(container, dict) else ""
