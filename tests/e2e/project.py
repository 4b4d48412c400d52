"""A project of one test on a stack; each row says what the sample's jobs do."""

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from batch_relay.client import Client
from batch_relay.domain.errors import ConflictError, NotFoundError
from batch_relay.domain.statuses import RunStatus
from batch_relay.local.account import ON_DEMAND, OUTPUT_BUCKET, SPOT
from batch_relay.local.batch import admin
from batch_relay.local.emulator import REGION
from batch_relay.sigv4 import SigV4
from batch_relay.wire.logs import LogQuery
from batch_relay.wire.operations import CancelRequest
from batch_relay.wire.projects import ImportQuery

# Other tests may be at work on the same two processors.
PATIENCE = 120
OVER = {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}
DONE = {"SUCCEEDED", "FAILED"}
WRITE = (
    "import boto3, sys; _, _, bucket, key = sys.argv[1].split('/', 3);"
    "boto3.client('s3').put_object(Bucket=bucket, Key=key, Body=b'done')"
)
# What the row says may exit, or do what it likes, before the output is written.
SCRIPT = f'eval "$1"\nexec python -c "{WRITE}" "$2"'
JOB = {
    "image": "none",
    "command": ["Ref::shell", "-c", SCRIPT, "job", "Ref::does", "Ref::output"],
    # Jobs that sleep must not keep others from the machine.
    "resourceRequirements": [
        {"type": "VCPU", "value": "0.25"},
        {"type": "MEMORY", "value": "128"},
    ],
}


def wait_for(find, seconds=PATIENCE):
    """Call until there is something, and return that."""
    until = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
    return found


def processes(marker):
    """The processes of this machine whose command line has the marker, each with its parent."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [line.split() for line in listing.stdout.splitlines() if marker in line]
    return {int(pid): int(parent) for pid, parent, *_ in found}


def _analysis(definition, number, array, queue, overrides):
    output = f"s3://{OUTPUT_BUCKET}/{{project_name}}/{{sample}}/{number}"
    parameters = {"shell": "{shell}", "does": "{does}", "output": output}
    named = {"job_definition": definition, "queue": queue}
    properties = {"arrayProperties": {"size": array}} if array else {}
    if overrides or queue != SPOT:
        properties["containerOverrides"] = overrides or {"vcpus": 1}
    return named | {"outputs": [output], "parameters": parameters} | properties


def _summary(definition, does):
    output = f"s3://{OUTPUT_BUCKET}/{{project_name}}/summary"
    parameters = {"shell": "sh", "does": does, "output": output}
    named = {"job_definition": definition, "queue": SPOT}
    return named | {"outputs": [output], "parameters": parameters}


def client_of(stack):
    """A client of the stack's API, with all permissions."""
    return Client(stack.api_url, auth=SigV4(stack.emulator.session().get_credentials(), REGION))


class Project:
    """A project, its workflow of `steps` equal analyses, and the jobs that it led to.

    With `array`, each analysis is an array of so many jobs. `summary` is what the job
    of the run's summary does before it writes its output, if there is to be one. It is
    of a `lab` if it names one; on a `queue` of its own, a job takes a whole processor,
    unless `overrides` are other containerOverrides.
    """

    def __init__(
        self,
        stack,
        folder,
        *,
        steps=1,
        array=0,
        summary=None,
        lab="p",
        queue=SPOT,
        overrides=None,
        **retry,
    ):
        self.folder, self.queue = folder, queue
        self.name = f"{lab}{'' if lab == 'p' else '_'}{uuid4().hex}"
        self.clients = {}
        self.connect(stack)
        self.aws("batch").register_job_definition(
            jobDefinitionName=self.name, type="container", containerProperties=JOB
        )
        analyses = [
            _analysis(self.name, number, array, queue, overrides) for number in range(steps)
        ]
        policy = {"fallback_queue": ON_DEMAND, "retry": {"delay": 0} | retry}
        workflow = {"analyses": analyses, "batch_relay": policy}
        if summary:
            workflow["summary"] = _summary(self.name, summary)
        self.api.put_workflow(self.name, json.dumps(workflow))

    def connect(self, stack):
        """Talk to this stack."""
        self.stack, self.api = stack, client_of(stack)

    def move(self, stack):
        """Go on with the project on another stack."""
        self.api.__exit__(None, None, None)
        self.connect(stack)

    def aws(self, service):
        """A client of one of the stack's services, with all permissions."""
        if service not in self.clients:
            session = self.stack.emulator.session()
            self.clients[service] = session.client(service, endpoint_url=self.stack.endpoint)
        return self.clients[service]

    def post(self, rows, *, shells=MappingProxyType({}), priority=None):
        """Import samples, by what their jobs do before they write their output; start the run."""
        path = self.folder / f"{self.name}.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("sample", "file", "shell", "does"))
            for name, does in rows.items():
                writer.writerow((name, f"{name}.fq", shells.get(name, "sh"), does))
        if priority is None:
            self.api.import_project(self.name, path, ImportQuery(workflow=self.name))
            return
        self.api.import_project(self.name, path)
        self.api.start_run(self.name, self.name, priority=priority)

    def run(self):
        return self.api.run(self.name, self.name)

    def ended(self, generation=1):
        """Wait for the end of the run, and return it."""
        return self._ended(self.name, generation)

    def summary_ended(self, generation=1):
        """Wait for the end of the run's summary, and return it."""
        return self._ended(f"{self.name}.summary", generation)

    def _ended(self, workflow, generation):
        def find():
            with suppress(NotFoundError):
                run = self.api.run(self.name, workflow)
                return run.status in OVER and run.generation >= generation and run

        return wait_for(find)

    def sample(self, name):
        return self.api.sample(self.name, self.name, name)

    def attempts(self, name, analysis=0):
        """What was tried for one analysis of a sample."""
        return self.sample(name).analyses[analysis].attempts

    def log(self, sample, **query):
        """Part of the log of an attempt."""
        return self.api.log(self.name, self.name, sample, LogQuery(**query))

    def shown(self, sample):
        """What the command says of a sample."""
        command = Path(sys.executable).with_name("batch-relay")
        return subprocess.run(
            [command, "sample", "show", self.name, self.name, sample],
            env=os.environ | self.stack.environment | {"COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def jobs(self, sample=None):
        """All jobs that AWS Batch ever had for the project, or for a sample of it."""
        named = [{"name": "JOB_NAME", "values": [f"{self.name}_*"]}]
        batch = self.aws("batch")
        listed = [
            one["jobId"]
            for queue in {self.queue, SPOT, ON_DEMAND}
            for one in batch.list_jobs(jobQueue=queue, filters=named)["jobSummaryList"]
        ]
        details = batch.describe_jobs(jobs=listed)["jobs"] if listed else []
        return [one for one in details if sample in {None, one["tags"]["sample"]}]

    def running(self, sample, *, analysis=0, attempt=1):
        """Wait until the sample's job of that attempt is at work, and return its id."""
        wanted = {"analysis": str(analysis), "attempt": str(attempt)}
        (job,) = wait_for(
            lambda: [
                job["jobId"]
                for job in self.jobs(sample)
                if job["status"] == "RUNNING" and wanted.items() <= job["tags"].items()
            ]
        )
        return job

    def reclaim(self, job_id):
        """Take the host of a job away."""
        credentials = self.stack.emulator.session().get_credentials()
        admin.reclaim(job_id, endpoint=self.stack.endpoint, credentials=credentials, region=REGION)

    def successes(self):
        """Wait until no job is left; how many succeeded, by sample and analysis."""
        wait_for(lambda: all(job["status"] in DONE for job in self.jobs()))
        return self.done()

    def done(self):
        """How many jobs have succeeded, by sample and analysis."""
        tags = [job["tags"] for job in self.jobs() if job["status"] == "SUCCEEDED"]
        return Counter((one["sample"], int(one["analysis"])) for one in tags)

    def cancel(self, reason):
        """Cancel the whole run."""
        self.api.cancel_run(self.name, self.name, CancelRequest(reason=reason))

    def close(self):
        """End what goes on, and close all connections."""
        with suppress(ConflictError, NotFoundError):
            self.cancel("the test is over")
            self.ended()
        self.api.__exit__(None, None, None)
        for client in self.clients.values():
            client.close()
