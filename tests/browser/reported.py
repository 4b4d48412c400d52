"""The report of a run as it might have been: 96 samples, few of which needed more memory."""

from datetime import timedelta
from random import Random

from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.reports.page import page
from batch_relay.reports.summary import Summary
from batch_relay.wire.usage import UsageItem
from tests.browser.showcase import STEPS, WORKFLOW
from tests.unit.reports.runs import AT, RUN, analysis, attempt, sample

SAMPLES = 96
MINUTES = {"trim:3": 4, "align:7": 22, "assemble:2": 35, "report:1": 3}
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
NO_READS = "Essential container in task exited, exit code 1"


def report():
    """Return the page."""
    draw, summary = Random(96), Summary()
    for n in range(1, SAMPLES + 1):
        summary.add(_sample(draw, n))
    ended = {SampleStatus.SUCCEEDED: SAMPLES - 2, SampleStatus.FAILED: 2}
    hours = sum((end - start).total_seconds() for start, end in summary.spans) / 3600
    used, wasted = _usage(hours), _usage(hours / 40)
    named = {"project": "gut", "workflow": "assembly", "version": "4823a3d5ce34c59980f4"}
    told = {"status": RunStatus.FAILED, "samples": ended, "used": used, "wasted": wasted}
    return page(RUN.model_copy(update=named | told), WORKFLOW, summary, at=AT + timedelta(hours=4))


def _usage(hours):
    """What jobs of four vCPUs and 8 GiB use and cost in so many hours."""
    return UsageItem(jobs=1, vcpu_hours=4 * hours, gib_hours=8 * hours, dollars=0.14 * hours)


def _sample(draw, n):
    """One of them: they begin one after the other, every fourteenth lacks memory, two fail."""
    at, found = n * 40, []
    for index, name in enumerate(STEPS):
        tries = []
        if index == 2 and n % 14 == 0:
            tries.append(_job(draw, name, 1, at, 0.4, OUT_OF_MEMORY))
        failed = NO_READS if index == 1 and n in {31, 77} else ""
        last = tries[-1] if tries else None
        tries.append(_job(draw, name, len(tries) + 1, _end(last, at), 1, failed))
        found.append(analysis(index, name, *tries))
        at = _end(tries[-1], at)
        if failed:
            return sample(f"S{n:02}", status=SampleStatus.FAILED, reason=failed, analyses=found)
    return sample(f"S{n:02}", analyses=found)


def _end(last, at):
    return (last.stopped_at - AT).total_seconds() if last else at


def _job(draw, name, number, at, part, failed):
    ran = part * MINUTES[name] * 60 * draw.lognormvariate(0, 0.25)
    lacks = failed == OUT_OF_MEMORY
    decided = "resubmitted: tried again with 16384 MiB instead of 8192" if lacks else "gave up"
    return attempt(
        number,
        after=at,
        ran=ran,
        status=AnalysisStatus.FAILED if failed else AnalysisStatus.SUCCEEDED,
        reason=failed,
        rule="out of memory" if lacks else "application failed" if failed else "",
        decision=decided if failed else "",
        usage=_usage(ran / 3600),
        definition=f"arn:aws:batch:us-east-1:123456789012:job-definition/{name}",
        image=f"registry.example.org/{name.partition(':')[0]}:1.0",
    )
