"""From the end of a job to the submission of the next one of its sample, on the emulator."""

from statistics import median, quantiles
from typing import Any

from batch_relay.local.account import SPOT
from benchmarks.local import Bench, local_stack
from benchmarks.report import Row, Section

TITLE = "From job to job"
SAMPLES, SMALL = 20, 4
SECONDS = 0.5
PROJECT = "measured"


def run(*, small: bool) -> Section:
    """Run samples whose jobs take a second, and compare the times that Batch tells."""
    samples = SMALL if small else SAMPLES
    with local_stack(seconds=1) as bench:
        bench.warm_up()
        bench.start(PROJECT, samples)
        bench.ended(PROJECT)
        gaps = _gaps(_jobs(bench))
    middle, late = median(gaps), quantiles(gaps, n=10)[-1]
    return Section(
        title=TITLE,
        rows=[
            Row(
                what="median",
                measured=f"{middle:.2f} s",
                target=f"≤ {SECONDS} s",
                met=middle <= SECONDS,
            ),
            Row(what="nine in ten", measured=f"≤ {late:.2f} s"),
        ],
        notes=f"`stoppedAt` of a job to `createdAt` of its sample's next one, {len(gaps)} times,"
        " with two jobs at work. An output that is seen before its job has ended brings the next"
        " one forward.",
    )


def _jobs(bench: Bench) -> list[dict[str, Any]]:
    stack = bench.stack
    client = stack.emulator.session().client("batch", endpoint_url=stack.endpoint)
    pages = client.get_paginator("list_jobs").paginate(
        jobQueue=SPOT, filters=[{"name": "JOB_NAME", "values": ["*"]}]
    )
    ids = [job["jobId"] for page in pages for job in page["jobSummaryList"]]
    parts = (client.describe_jobs(jobs=ids[n : n + 100]) for n in range(0, len(ids), 100))
    jobs: list[dict[str, Any]] = [{**job} for part in parts for job in part["jobs"]]
    return [job for job in jobs if job["tags"]["project"] == PROJECT]


def _gaps(jobs: list[dict[str, Any]]) -> list[float]:
    by = {(job["tags"]["sample"], int(job["tags"]["analysis"])): job for job in jobs}
    pairs = ((by[sample, number - 1], job) for (sample, number), job in by.items() if number)
    return [(after["createdAt"] - before["stoppedAt"]) / 1000 for before, after in pairs]
