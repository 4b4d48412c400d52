"""What a job finds in its image, where jobs are processes of this machine."""

import json
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[3] / "examples"


def install(path, command):
    """Put a command into a folder of the PATH."""
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    path.chmod(0o755)


def environment(server, folder, *tools):
    """Install these tools, files of the examples; return what jobs get from image and AWS."""
    for name in ("bin", "scratch"):
        (folder / name).mkdir()
    for tool in tools:
        command = f"{sys.executable} {EXAMPLES}/{tool}.py"
        install(folder / "bin" / Path(tool).name.replace("_", "-"), command)
    return {
        "PATH": f"{folder}/bin:/usr/bin:/bin",
        "PYTHONPATH": f"{EXAMPLES}/tools",
        "SCRATCH": str(folder / "scratch"),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def run(jobs, path, environment, **parameters):
    """Run a job of a definition as it is shipped, with that environment; return its end."""
    request = json.loads(path.read_text())
    request["jobDefinitionName"] = name = f"{jobs.name}-{path.stem}"
    container = request["containerProperties"]
    # Whatever the command is, env finds it on this PATH.
    given = [f"{key}={value}" for key, value in environment.items()]
    container["command"] = ["env", *given, *container["command"]]
    jobs.batch.register_job_definition(**request)
    where = {"jobQueue": jobs.name, "jobDefinition": name}
    return jobs.finish(jobs.batch.submit_job(jobName=name, parameters=parameters, **where)["jobId"])
