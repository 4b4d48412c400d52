"""An AWS Batch in memory beside the showcase: what the page has to show of it."""

from batch_relay.adapters.memory.logs import MemoryLogs
from batch_relay.dashboard.compute import Compute
from batch_relay.domain.logs import DEFAULT_GROUP, LogLine, LogStream
from tests.browser.showcase import STEPS
from tests.in_process import NOW
from tests.in_process_batch import InProcessServices


def compute():
    """Return an AWS Batch of two queues and a few jobs."""
    services = InProcessServices()
    batch = services.memory
    for name, priority in (("spot", 1), ("on-demand", 10)):
        batch.queue(name, priority=priority)
    for name in STEPS:
        batch.define(name.partition(":")[0])
    jobs = [
        batch.submit(f"assembly_S{n}_trim", jobQueue="spot", jobDefinition="trim")
        for n in range(1, 9)
    ]
    batch.end(jobs[0], 1)
    batch.start(jobs[1])
    stream = batch.job(jobs[0])["container"]["logStreamName"]
    line = LogLine(at=NOW, message="trim: no reads are left")
    logs = MemoryLogs({LogStream(group=DEFAULT_GROUP, name=stream): [line]})
    return Compute(batch=services.batch(), logs=logs)
