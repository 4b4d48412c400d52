"""The same trivial workflow on one machine: ours, and other engines, each with two job slots."""

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from batch_relay.domain.statuses import SampleStatus
from benchmarks.local import ANALYSES, local_stack
from benchmarks.processes import processor_seconds
from benchmarks.report import Row, Section

TITLE = "Trivial jobs, against other engines"
SAMPLES, SMALL = 200, 10
SLOTS = 2
ENGINES = Path(__file__).parent / "engines"
PROGRAMS = Path(__file__).parents[1] / ".bench" / "venv" / "bin"
NOTES = """Every analysis writes a word to its output, which the next one waits for;
{slots} jobs at a time. Ours is the whole stack on the emulator: every job is submitted through
queues and functions,
writes its output to S3 with a signed request, is followed by events, counted and priced, and can be
cancelled, resumed or looked at on its way. The others are one process each that writes files;
miniwdl works without its containers, by the plugin miniwdl-backend-bare. Their time includes the
start of Python; ours the import of the CSV, not `local up`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A peer: its command, of which `{samples}` is filled in, and where its last outputs are."""

    command: tuple[str, ...]
    outputs: str
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


PEERS = {
    "Snakemake": Engine(
        command=(
            *("snakemake", "--cores", str(SLOTS), "--quiet", "all"),
            *("--config", "samples={samples}"),
        ),
        outputs="out/*/2",
    ),
    "redun": Engine(
        command=("redun", "run", "flow.py", "main", "--samples", "{samples}"),
        outputs="out/*/2",
    ),
    "miniwdl": Engine(
        command=("miniwdl", "run", "trivial.wdl", "samples={samples}", "--dir", "runs/."),
        outputs="runs/call-third-*/work/2",
        environment={
            "MINIWDL__SCHEDULER__CONTAINER_BACKEND": "bare",
            "MINIWDL__SCHEDULER__CALL_CONCURRENCY": str(SLOTS),
        },
    ),
}


class EngineError(RuntimeError):
    """An engine did not bring its samples to their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds on the clock, and of processors."""

    wall: float
    cpu: float


def run(*, small: bool) -> Section:
    """Let each engine run the samples, one engine after the other."""
    samples = SMALL if small else SAMPLES
    ours = _ours(samples)
    peers = {name: _if_it_works(engine, samples) for name, engine in PEERS.items()}
    fastest = min(took.wall for took in peers.values() if took)
    return Section(
        title=TITLE,
        rows=[
            Row(
                what=f"Batch Relay: {samples} samples × {ANALYSES} analyses",
                measured=_told(ours, fastest),
                target="at least as fast as the fastest",
                met=ours.wall <= fastest,
            ),
            *(
                Row(what=name, measured=_told(took, fastest) if took else "failed, this time")
                for name, took in peers.items()
            ),
        ],
        notes=NOTES.format(slots=SLOTS),
    )


def _told(took: Took, fastest: float) -> str:
    ratio = took.wall / fastest
    return f"{took.wall:.1f} s, {ratio:.2f} × the fastest other; {took.cpu:.1f} s of processor time"


def _ours(samples: int) -> Took:
    with local_stack() as bench:
        bench.warm_up()
        cpu, wall = processor_seconds(bench.stack.emulator.pid), time.monotonic()
        bench.start("measured", samples)
        ended = bench.ended("measured")
        took = Took(
            wall=time.monotonic() - wall,
            cpu=processor_seconds(bench.stack.emulator.pid) - cpu,
        )
        _expect("Batch Relay", ended.samples.get(SampleStatus.SUCCEEDED, 0), samples)
        return took


def _if_it_works(engine: Engine, samples: int) -> Took | None:
    """Run an engine; none of them works every time, and the others are measured all the same."""
    try:
        return _peer(engine, samples)
    except EngineError as error:
        print(error)
        return None


def _peer(engine: Engine, samples: int) -> Took:
    with TemporaryDirectory(prefix="batch-relay-bench-") as name:
        folder = Path(name) / "work"
        shutil.copytree(ENGINES, folder)
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        _call(engine, samples, folder)
        taken, after = time.monotonic() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        _expect(engine.command[0], len(list(folder.glob(engine.outputs))), samples)
        return Took(wall=taken, cpu=cpu)


def _call(engine: Engine, samples: int, folder: Path) -> None:
    program, *rest = (part.format(samples=samples) for part in engine.command)
    path = f"{PROGRAMS}{os.pathsep}{os.getenv('PATH', os.defpath)}"
    with (folder / "log").open("wb") as log:
        done = subprocess.run(
            [str(PROGRAMS / program), *rest],
            cwd=folder,
            env={**os.environ, **engine.environment, "PATH": path},
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        message = f"{program} failed:\n{(folder / 'log').read_text(errors='replace')[-2000:]}"
        raise EngineError(message)


def _expect(engine: str, found: int, wanted: int) -> None:
    if found != wanted:
        message = f"{engine} finished {found} of {wanted} samples"
        raise EngineError(message)
