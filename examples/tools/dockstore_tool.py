"""Launch a tool or workflow of Dockstore, by its TRS id and version.

`dockstore-tool ENTRY:VERSION PARAMETERS`: PARAMETERS is the JSON itself, or where it is: s3:// or
https://. The exit code is that of the Dockstore command, which fetches inputs and stores outputs.
"""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path

from commands import main, own_folder, run
from dockstore_files import expect_remote, read_parameters
from objects import opened

_WORKFLOW = "#workflow/"


def work() -> int:
    """Fetch and check the parameters, then launch."""
    parser = ArgumentParser("dockstore-tool", description=__doc__)
    parser.add_argument("entry", help="TRS id and version, such as quay.io/org/tool:1.0")
    parser.add_argument("parameters", help="JSON, or its s3:// or https:// URL")
    args = parser.parse_args()
    kind, entry = _kind(args.entry)
    text = _text(args.parameters)
    expect_remote(read_parameters(text))
    with own_folder() as folder:
        (folder / "params.json").write_text(text)
        command = ["dockstore", kind, "launch", "--entry", entry, "--json", "params.json"]
        return run(command, folder)


def _kind(entry: str) -> tuple[str, str]:
    """Return the command's word for it, and the entry as it takes it."""
    name, _, version = entry.rpartition(":")
    if not name or not version or "/" in version:
        msg = f"{entry!r} has no version; give ENTRY:VERSION, such as quay.io/org/tool:1.0"
        raise ValueError(msg)
    if entry.startswith(_WORKFLOW):
        return "workflow", entry.removeprefix(_WORKFLOW)
    return "tool", entry


def _text(parameters: str) -> str:
    if parameters.lstrip().startswith("{"):
        return parameters
    with opened(parameters) as stream, suppress(UnicodeDecodeError):
        return stream.read().decode()
    msg = f"{Path(parameters).name} is no text in UTF-8"
    raise ValueError(msg)


if __name__ == "__main__":
    main(work)
