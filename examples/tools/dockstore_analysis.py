"""Make an analysis of a workflow from a Dockstore tool and its parameters.

Its outputs are the destinations of the Files that --output names. Texts of the parameters are
templates: "s3://results/{project_name}/{sample}.bam".
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from commands import main
from dockstore_files import Json, destinations, expect_remote, read_parameters


def work() -> int:
    """Print the analysis."""
    parser = ArgumentParser("dockstore-analysis", description=__doc__)
    parser.add_argument("entry", help="TRS id and version, such as quay.io/org/tool:1.0")
    parser.add_argument("parameters", type=Path, help="the tool's JSON file of parameters")
    parser.add_argument("--output", action="append", required=True, help="a File it writes; again")
    parser.add_argument("--queue", required=True)
    parser.add_argument("--job-definition", default="dockstore-tool")
    args = parser.parse_args()
    parameters = read_parameters(args.parameters.read_text())
    expect_remote(parameters)
    analysis = {
        "description": f"{args.entry} of Dockstore",
        "job_definition": args.job_definition,
        "queue": args.queue,
        "outputs": destinations(parameters, args.output),
        # The job uploads what it made when it has ended: half of it must not end the analysis.
        "batch_relay": {"complete_when": "job"},
        "parameters": {"entry": args.entry, "parameters": template(parameters)},
    }
    json.dump(analysis, sys.stdout, indent=2)
    print()
    return 0


def template(value: Json) -> str:
    """Write JSON as a template: its own braces are doubled, those in texts are variables."""
    match value:
        case dict():
            inner = ", ".join(f"{json.dumps(key)}: {template(one)}" for key, one in value.items())
            return "{{" + inner + "}}"
        case list():
            return "[" + ", ".join(map(template, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main(work)
