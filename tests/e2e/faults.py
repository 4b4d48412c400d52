"""What can go wrong around a run, done to a stack of its own."""

import io
import json
import os
import signal
import zipfile
from collections import Counter
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from batch_relay.local.application import app_root
from batch_relay.local.deployment import STACK_NAME
from batch_relay.local.stack import up
from tests.e2e.project import OVER, wait_for

RAISING = Path(__file__).with_name("raising.py")
FUNCTIONS = {
    "ApiFunction": "api",
    "SteerSamplesFunction": "steer_samples",
    "StartSamplesFunction": "start_samples",
    "SubmitJobFunction": "submit_job",
    "OnJobChangeFunction": "on_job_change",
    "OnOutputWrittenFunction": "on_output_written",
    "CountStatusesFunction": "count_statuses",
    "ReconcileFunction": "reconcile",
}
# Which queue hears which rule.
QUEUES = {"JobChangeRule": "JobChangeQueue", "OutputRule": "OutputQueue"}
QUICK = ("StartQueue", "SteerQueue", "SubmitQueue", "JobChangeQueue", "OutputQueue")
# A failed message comes back sooner than from the template's queues.
VISIBILITY = 3
# An attempt without news for so many seconds is looked at.
STALE_AFTER = 5


class Cloud:
    """The parts of a deployed stack, by their names in the template."""

    def __init__(self, home):
        self.home = home
        self.start()

    def start(self):
        """Bring the stack up, and let nothing in it wait for minutes."""
        self.stack = up(self.home)
        session = self.stack.emulator.session()
        self.aws = cache(lambda service: session.client(service, endpoint_url=self.stack.endpoint))
        pages = self.aws("cloudformation").get_paginator("list_stack_resources")
        self.names = {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for page in pages.paginate(StackName=STACK_NAME)
            for one in page["StackResourceSummaries"]
        }
        # Sweeps come when a test asks for one.
        self.aws("events").disable_rule(Name=self.names["ReconcileFunctionEvery"])
        self._hurry()

    def kill(self):
        """Kill the emulator, and with it all that it would save."""
        pid = self.stack.emulator.pid
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def _hurry(self):
        for name in QUICK:
            self.aws("sqs").set_queue_attributes(
                QueueUrl=self.names[name], Attributes={"VisibilityTimeout": str(VISIBILITY)}
            )
        client, name = self.aws("lambda"), self.names["ReconcileFunction"]
        variables = client.get_function_configuration(FunctionName=name)["Environment"]
        variables["Variables"]["STALE_AFTER_SECONDS"] = str(STALE_AFTER)
        client.update_function_configuration(FunctionName=name, Environment=variables)

    def sweep(self):
        """Run the reconciler once."""
        answer = self.aws("lambda").invoke(FunctionName=self.names["ReconcileFunction"])
        assert "FunctionError" not in answer, answer["Payload"].read()

    @contextmanager
    def deaf(self, *rules):
        """Drop the events of these rules."""
        events = self.aws("events")
        for rule in rules:
            events.disable_rule(Name=self.names[rule])
        try:
            yield
        finally:
            for rule in rules:
                events.enable_rule(Name=self.names[rule])

    @contextmanager
    def raising(self, record):
        """Have every function raise at first; `record` gets a line each time: which, at what."""
        for name, folder in FUNCTIONS.items():
            app = (app_root() / "functions" / folder / "app.py").read_text()
            packed = zipped(
                {"app.py": app, "raising.py": RAISING.read_text(), "record": str(record)}
            )
            self.aws("lambda").update_function_code(FunctionName=self.names[name], ZipFile=packed)
        self._handle("raising.handler")
        try:
            yield
        finally:
            self._handle("app.handler")

    def _handle(self, handler):
        for name in FUNCTIONS:
            self.aws("lambda").update_function_configuration(
                FunctionName=self.names[name], Handler=handler
            )

    @contextmanager
    def recorded(self, name):
        """Record what the rules hear meanwhile, on a queue of that name; yield what takes it."""
        sqs, events = self.aws("sqs"), self.aws("events")
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        for rule in QUEUES:
            pattern = events.describe_rule(Name=self.names[rule])["EventPattern"]
            events.put_rule(Name=f"{name}-{rule}", EventPattern=pattern)
            target = {"Id": "queue", "Arn": arn["QueueArn"]}
            events.put_targets(Rule=f"{name}-{rule}", Targets=[target])
        try:
            yield lambda: list(self._received(url))
        finally:
            for rule in QUEUES:
                events.remove_targets(Rule=f"{name}-{rule}", Ids=["queue"])
                events.delete_rule(Name=f"{name}-{rule}")
            sqs.delete_queue(QueueUrl=url)

    def _received(self, url):
        take = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 600}
        while messages := self.aws("sqs").receive_message(**take).get("Messages"):
            yield from (message["Body"] for message in messages)

    def tell(self, events):
        """Send events to the queues that they came to."""
        for event in events:
            rule = "JobChangeRule" if json.loads(event)["source"] == "aws.batch" else "OutputRule"
            self.aws("sqs").send_message(QueueUrl=self.names[QUEUES[rule]], MessageBody=event)

    def waiting(self, suffix):
        """Count messages, waiting or at work, by queue; of queues whose names end so."""
        queues = {
            name: url
            for name, url in self.names.items()
            if name.endswith(suffix) and url.startswith("http")
        }
        counts = {name: sum(self._depths(url)) for name, url in queues.items()}
        return {name: count for name, count in counts.items() if count}

    def _depths(self, url):
        states = ("", "NotVisible", "Delayed")
        names = [f"ApproximateNumberOfMessages{state}" for state in states]
        reply = self.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return [int(depth) for depth in reply["Attributes"].values()]

    def recounted(self, project):
        """The run's counts as its items in the table say: of samples, and of each analysis."""
        pages = self._scan(
            FilterExpression="begins_with(pk, :run)",
            ExpressionAttributeValues={":run": {"S": f"RUN#{project.name}#"}},
        )
        items = [item for page in pages for item in page["Items"]]
        return Counter((item.get("analysis", {}).get("N"), item["status"]["S"]) for item in items)

    def _scan(self, **which):
        paginator = self.aws("dynamodb").get_paginator("scan")
        return paginator.paginate(TableName=self.stack.outputs["TableName"], **which)


def counted(run):
    samples = {(None, status): number for status, number in run.samples.items()}
    return samples | {
        (str(each.index), status): number
        for each in run.analyses
        for status, number in each.statuses.items()
    }


def sweep(cloud, project):
    """Let the reconciler put the run right, until it is over."""
    wait_for(lambda: cloud.sweep() or project.run().status in OVER)


def unanswered(cloud, project):
    """Start an execution whose message is gone for good; return what tells its status."""
    states, machine = cloud.aws("stepfunctions"), cloud.names["SampleWorkflow"]
    arns = (
        one["executionArn"] for one in states.list_executions(stateMachineArn=machine)["executions"]
    )
    inputs = (states.describe_execution(executionArn=arn)["input"] for arn in arns)
    its = next(said for said in inputs if json.loads(said)["project"] == project.name)
    calls = {"UUID": cloud.names["SubmitJobFunctionQueue"]}
    cloud.aws("lambda").update_event_source_mapping(**calls, Enabled=False)
    arn = states.start_execution(stateMachineArn=machine, input=its)["executionArn"]
    wait_for(lambda: cloud.waiting("SubmitQueue"))
    cloud.aws("sqs").purge_queue(QueueUrl=cloud.names["SubmitQueue"])
    cloud.aws("lambda").update_event_source_mapping(**calls, Enabled=True)
    return lambda: states.describe_execution(executionArn=arn)["status"]


def zipped(files):
    """Pack texts by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()
