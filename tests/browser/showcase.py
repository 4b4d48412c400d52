"""A service in memory with something of everything: what the page has to show."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from batch_relay.domain.attempts import AnalysisKey, AnalysisState, Attempt
from batch_relay.domain.counting import Standing, started
from batch_relay.domain.history import Snapshot
from batch_relay.domain.logs import LogStream
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import Price
from tests.in_process import NOW, InProcess

RUN = RunKey(project="gut", workflow="assembly")
STEPS = ("trim:3", "align:7", "assemble:2", "report:1")
# More than a request may import are put there after it.
FEW = 1_000
# A note a minute.
NOTES = 20
PRICE = Price(vcpu_hour=16_200, gib_hour=1_800)
DONE, FAILED = AnalysisStatus.SUCCEEDED, AnalysisStatus.FAILED
REASON = "OutOfMemoryError: Container killed due to memory usage"
FAILURE = f"out of memory: {REASON}; attempt 2 of 2"
WORKFLOW = {
    "analyses": [
        {
            "job_definition": name,
            "queue": "spot",
            "outputs": [f"s3://results/{{project_name}}/{{sample}}/{name.partition(':')[0]}.gz"],
            "parameters": {"input": "{file}", "threads": "4"},
        }
        for name in STEPS
    ]
}


def showcase(samples=40, *, analysed=None):
    """Return a service with a half done run of so many samples; only some may have analyses."""
    service = InProcess()
    names = [f"S{n:0{len(str(samples))}d}" for n in range(1, samples + 1)]
    with service.http() as http:
        http.put(f"/workflows/{RUN.workflow}", content=json.dumps(WORKFLOW))
        csv = "sample,file\n" + "".join(f"{name},s3://reads/{name}.fq.gz\n" for name in names[:FEW])
        headers = {"Content-Type": "text/csv"}
        query = {"workflow": RUN.workflow}
        http.post(f"/projects/{RUN.project}", content=csv, params=query, headers=headers)
    run = service.ports.runs.runs[RUN]
    began = NOW - timedelta(minutes=NOTES)
    service.ports.runs.runs[RUN] = replace(run, expected={1: samples}, created_at=began)
    for n, name in enumerate(names):
        _place(service.ports, name, n, samples if analysed is None else analysed)
    service.ports.runs.counters[RUN] = _counted(service.ports)
    for step in range(NOTES):
        service.ports.history.note(RUN, _earlier(service.ports, step))
    return service


def _earlier(ports, step):
    """Where the samples stood a while ago: they have ended at an even pace."""
    now = Counter(one.status for one in ports.samples.samples.values())
    counts = {
        each: n * step // NOTES for each, n in now.items() if each is not SampleStatus.RUNNING
    }
    counts[SampleStatus.RUNNING] = now.total() - sum(counts.values())
    at = NOW - timedelta(minutes=NOTES - step)
    return Snapshot(at=at, samples={status: n for status, n in counts.items() if n})


def _place(ports, name, n, analysed):
    """Let a sample stand somewhere: 1 in 10 has failed, 1 in 3 is on its way."""
    status = SampleStatus.SUCCEEDED
    standing = [DONE] * len(STEPS)
    if n % 10 == 3:
        status, standing = SampleStatus.FAILED, [DONE, FAILED]
    elif n % 3 == 1:
        status, standing = SampleStatus.RUNNING, [DONE, AnalysisStatus.RUNNING]
    elif n % 10 == 8:
        status, standing = SampleStatus.RUNNING, [AnalysisStatus.RUNNABLE]
    version = ports.workflows.newest[RUN.workflow].version
    reason = f"analysis 2: {FAILURE}" if status is SampleStatus.FAILED else ""
    ports.samples.begin(
        SampleState(
            run=RUN,
            sample=_row(name, n),
            generation=1,
            version=version,
            analyses=len(STEPS),
            status=status,
            reason=reason,
            updated_at=NOW + timedelta(minutes=n),
            asked=frozenset({1}),
        )
    )
    for index, stands in enumerate(standing if n < analysed else ()):
        ports.analyses.save(_analysis(name, index, stands, version))


def log_of(name):
    """Return the log stream of the second analysis of a sample."""
    return LogStream(group="/aws/batch/job", name=f"{STEPS[1]}/default/{name}")


def _row(name, n):
    file = f"s3://reads/{name}.fq.gz"
    return Sample(name=name, file=file, columns={"sample": name, "file": file}, line=n + 2)


def _analysis(name, index, status, version):
    key = AnalysisKey(run=RUN, sample=name, analysis=index)
    begun = NOW + timedelta(minutes=10 * index)
    last = Attempt(
        generation=1,
        number=1,
        job_id=f"job-{name}-{index}-1",
        queue="spot",
        memory=8_192,
        status=DONE,
        submitted_at=begun,
        started_at=begun + timedelta(minutes=2),
        stopped_at=begun + timedelta(minutes=9),
        exit_code=0,
        log_stream=f"{STEPS[index]}/default/{name}",
        vcpus=8,
        definition=STEPS[index],
        image=f"quay.io/lab/{STEPS[index]}.0",
    ).priced(PRICE)
    state = AnalysisState(
        key=key,
        generation=1,
        version=version,
        status=status,
        attempt=1,
        tokens=("token",),
        updated_at=begun,
        submitted_at=begun,
        job_id=last.job_id,
        queue="spot",
        outputs=(f"s3://results/gut/{name}/{STEPS[index].partition(':')[0]}.gz",),
    )
    if status is DONE:
        return replace(state, history=(last,))
    if status is FAILED:
        return replace(state, attempt=2, reason=FAILURE, history=_failures(last))
    return replace(state, started_at=begun if status is AnalysisStatus.RUNNING else None)


def _failures(last):
    first = replace(
        last,
        status=FAILED,
        exit_code=137,
        reason=REASON,
        rule="out of memory",
        decision="resubmit at once with 16384 MiB: it ran out of memory",
    )
    second = replace(
        first,
        number=2,
        memory=16_384,
        job_id=f"{last.job_id[:-1]}2",
        submitted_at=last.submitted_at + timedelta(minutes=9),
        started_at=last.submitted_at + timedelta(minutes=11),
        stopped_at=last.submitted_at + timedelta(minutes=20),
        decision="give up: attempt 2 of 2 ran out of memory",
    )
    return first, second.priced(PRICE)


def _counted(ports):
    counters = Counter()
    for one in ports.samples.samples.values():
        counters.update(Standing(status=one.status).counters)
    for one in ports.analyses.analyses.values():
        counters.update(Standing.of(one).counters)
    return counters | {started(1): len(ports.samples.samples)}
