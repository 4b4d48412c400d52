"""A million rows, validated and rendered, in a process of its own on one core."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.domain.definitions import Workflow, read_definition
from batch_relay.domain.problems import Problems
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services.import_project import import_project
from batch_relay.wiring import clock
from benchmarks.report import Row, Section

TITLE = "Import"
ROWS, SMALL = 1_000_000, 20_000
ANALYSES = 5
SECONDS, MIB = 60, 512
_CHUNK = 1 << 20


@dataclass
class Disk(MemoryFiles):
    """The bucket: what is written goes to a file, as an upload's parts would leave the process."""

    path: Path = Path(os.devnull)

    def write(self, key: str, chunks: Iterable[bytes]) -> None:
        """Write the chunks, and forget them."""
        del key
        with self.path.open("wb") as file:
            file.writelines(chunks)


def run(*, small: bool) -> Section:
    """Import a CSV in a process that may use one core."""
    rows = SMALL if small else ROWS
    with TemporaryDirectory() as folder:
        csv = Path(folder) / "metadata.csv"
        with csv.open("w") as file:
            file.writelines(_lines(rows))
        size = csv.stat().st_size / (1 << 20)
        found = _in_a_process(csv)
    return Section(
        title=TITLE,
        rows=(
            _row(
                f"{rows:,} rows × {ANALYSES} analyses: processor time", found["cpu"], "s", SECONDS
            ),
            Row(what="the same: time on the clock, on one core", measured=f"{found['wall']:.1f} s"),
            _row("the same: peak memory of the process", found["mib"], "MiB", MIB),
        ),
        notes=f"A CSV of {size:.0f} MiB and 6 columns: every row validated, every job rendered, the"
        " manifest written and hashed. The use case that the import function calls.",
    )


def _row(what: str, value: float, unit: str, limit: int) -> Row:
    target = f"≤ {limit} {unit}"
    share = f"{value:.1f} {unit} ({value / limit:.0%} of the limit)"
    return Row(what=what, measured=share, target=target, met=value <= limit)


def _lines(rows: int) -> Iterator[str]:
    yield "sample,file,reads,group,site,depth\n"
    for n in range(rows):
        name = f"S{n:07}"
        yield f"{name},s3://reads/{name}_1.fq.gz,s3://reads/{name}_2.fq.gz,g{n % 8},gut,{n % 90}\n"


def _in_a_process(csv: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.imports", str(csv)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def workflow() -> Workflow:
    """Return a workflow whose analyses use every column."""
    problems = Problems()
    text = json.dumps({"workflow_name": "w", "analyses": [_analysis(n) for n in range(ANALYSES)]})
    read = read_definition(text, problems=problems)
    if read is None:
        message = f"the benchmark's workflow is not valid: {problems.as_list()}"
        raise ValueError(message)
    return read


def _analysis(number: int) -> dict[str, Any]:
    folder = "s3://results/{project_name}/{group}/{sample}"
    return {
        "job_definition": f"tool{number}:1",
        "queue": "spot",
        "outputs": [f"{folder}/{number}.bam"],
        "parameters": {
            "reads": "{file} {reads}",
            "site": "{site}",
            "depth": "{depth}",
            "output": f"{folder}/{number}.bam",
        },
    }


def _import(csv: Path) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began = time.monotonic()
    with csv.open("rb") as file:
        done = import_project(
            "p",
            iter(lambda: file.read(_CHUNK), b""),
            options=ImportOptions(),
            workflow=workflow(),
            projects=MemoryProjects(),
            files=Disk(path=csv.with_suffix(".stored")),
            clock=clock,
        )
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
    wall, cpu = time.monotonic() - began, used.ru_utime + used.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "mib": peak, "samples": done.project.samples}))


if __name__ == "__main__":
    _import(Path(sys.argv[1]))
