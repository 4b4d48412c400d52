"""`batch-relay doctor` over an account and a service in this process."""

import json
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.cli.main import main
from batch_relay.connection import Services
from batch_relay.domain.runs import Project, RunKey
from tests.examples import run
from tests.in_process import NOW, InProcess

TRUST = '{"Version": "2012-10-17", "Statement": []}'
DEFINITION = {
    "workflow_name": "famli",
    "analyses": [
        {
            "job_definition": "trim",
            "queue": "spot",
            "outputs": ["s3://results/{sample}.fq"],
            "parameters": {"reads": "{file}", "spare": "1"},
        }
    ],
}


@dataclass(frozen=True, kw_only=True)
class Beside(Services):
    """AWS's services; the stack was deployed with these parameters, if at all."""

    deployed: dict[str, str]
    told: dict[str, Any]
    room: int

    def functions(self):
        client = boto3.client("lambda")
        stub = Stubber(client)
        limit = {"AccountLimit": {"ConcurrentExecutions": self.room}}
        stub.add_response("get_account_settings", limit)
        stub.activate()
        return client

    def s3(self):
        """Tell what S3 was told to tell, which moto keeps to itself; or that there is no bucket."""
        client = boto3.client("s3")
        stub = Stubber(client)
        if "no bucket" in self.told:
            stub.add_client_error("get_bucket_notification_configuration", "NoSuchBucket")
        else:
            stub.add_response("get_bucket_notification_configuration", self.told)
        stub.activate()
        return client

    def cloudformation(self):
        client = boto3.client("cloudformation")
        stub = Stubber(client)
        given = [{"ParameterKey": k, "ParameterValue": v} for k, v in self.deployed.items()]
        now = {"CreationTime": NOW, "StackStatus": "CREATE_COMPLETE"}
        stack = {"StackName": "batch-relay", "Parameters": given, **now}
        if self.deployed:
            stub.add_response("describe_stacks", {"Stacks": [stack]})
        else:
            stub.add_client_error("describe_stacks", "ValidationError", "there is no such stack")
        stub.activate()
        return client


@dataclass
class Account(InProcess):
    """The service, and AWS's own services beside it."""

    stack = "batch-relay"
    deployed: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=lambda: {"EventBridgeConfiguration": {}})
    room: int = 1_000

    def services(self, profile=""):
        session = boto3.Session(region_name="us-east-1")
        return Beside(session=session, deployed=self.deployed, told=self.told, room=self.room)


@pytest.fixture
def account(aws):
    """A bucket and a stack that are well; a queue would need a whole network."""
    return Account(deployed={"OutputBuckets": "results", "JobQueues": "spot"})


@pytest.fixture
def doctor(account, capsys):
    """Examine; return the exit code and what was found, by subject."""

    def run(*workflows):
        with pytest.raises(SystemExit) as done:
            main(["doctor", *workflows, "--json"], target=account)
        found = json.loads(capsys.readouterr().out)
        return done.value.code or 0, {one["subject"]: (one["ok"], one["said"]) for one in found}

    return run


@pytest.fixture
def workflow(account):
    """The workflow is registered, its queue is there, and the job definition wants these names."""
    make_queue("spot")
    with account.client() as client:
        client.put_workflow("famli", json.dumps(DEFINITION))

    def define(*names):
        container = {
            "image": "none",
            "command": [f"Ref::{name}" for name in names],
            "resourceRequirements": [
                {"type": "VCPU", "value": "1"},
                {"type": "MEMORY", "value": "512"},
            ],
        }
        boto3.client("batch").register_job_definition(
            jobDefinitionName="trim", type="container", containerProperties=container
        )

    return define


def make_queue(name):
    role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    client = boto3.client("batch")
    made = client.create_compute_environment(
        computeEnvironmentName="machines", type="UNMANAGED", serviceRole=role["Role"]["Arn"]
    )
    order = [{"order": 1, "computeEnvironment": made["computeEnvironmentArn"]}]
    client.create_job_queue(
        jobQueueName=name, state="ENABLED", priority=1, computeEnvironmentOrder=order
    )


PROJECT = Project(
    name="p", samples=1, columns=("sample",), manifest="m", checksum="c", created_at=NOW
)
FAMLI = "workflow famli, analysis 1 (trim)"


def test_what_is_well_is_said_so(doctor):
    _, found = doctor()
    assert found["credentials"][0] is True
    assert found["bucket results"] == (True, "it tells EventBridge what is written")
    assert found["functions"] == (True, "1,000 may run at once in this account and region")
    assert found["service"] == (True, "it answers, version 0.1.0")


@pytest.mark.parametrize(("workers", "wanted"), [("10", 64), ("2", 16)])
def test_an_account_with_little_room_for_functions_is_told(account, doctor, workers, wanted):
    account.deployed |= {"EventConcurrency": workers, "SubmitConcurrency": workers}
    account.room = 10
    code, found = doctor()
    ok, said = found["functions"]
    assert (code, ok) == (1, False)
    assert (
        f"10 may run at once in this account and region, and the service's alone are up to {wanted}"
        in said
    )


def test_a_queue_that_is_not_there_is_to_be_mended(doctor):
    code, found = doctor()
    assert (code, found["queue spot"][0]) == (1, False)
    assert "no job queue 'spot'" in found["queue spot"][1]


def test_a_bucket_that_tells_nothing_is_to_be_mended(doctor, account):
    account.told.clear()
    assert "switch on its EventBridge" in doctor()[1]["bucket results"][1]


def test_a_bucket_that_is_not_there_is_to_be_made(doctor, account):
    account.told["no bucket"] = True
    assert doctor()[1]["bucket results"] == (
        False,
        "There is no such bucket; make it, or change OutputBuckets of the stack.",
    )


def test_a_workflow_that_fits_its_job_definition_is_well(doctor, workflow):
    workflow("reads")
    assert doctor("famli")[1][FAMLI] == (True, "It fits. Nothing reads spare.")


def test_a_parameter_that_the_command_wants_is_named(doctor, workflow):
    workflow("reads", "primer")
    ok, said = doctor("famli")[1][FAMLI]
    assert (ok, "wants Ref::primer;" in said) == (False, True)


def test_a_job_definition_that_is_not_there_is_named(doctor, workflow):
    assert "no job definition 'trim'" in doctor("famli")[1][FAMLI][1]


def test_a_queue_that_the_stack_may_not_use_is_named(doctor, workflow, account):
    workflow("reads")
    account.deployed["JobQueues"] = "on-demand"
    assert "not one of the stack's JobQueues" in doctor("famli")[1][FAMLI][1]


def test_without_a_stack_the_rest_is_still_examined(doctor, account):
    account.deployed.clear()
    _, found = doctor()
    assert (found["stack batch-relay"][0], found["service"][0]) == (False, True)


@pytest.fixture
def summed_up(workflow, account):
    """The workflow has a summary, which names a queue of its own; a run of it was summed up."""
    workflow("reads")
    named = {"job_definition": "table", "queue": "nowhere", "outputs": []}
    with account.client() as client:
        client.put_workflow("famli", json.dumps(DEFINITION | {"summary": named}))
    account.ports.projects.create(PROJECT)
    for name in ("famli", "famli.summary"):
        account.ports.runs.begin(run(RunKey(project="p", workflow=name)))


def test_what_a_summary_names_is_looked_for_too(doctor, summed_up):
    _, found = doctor("famli")
    assert found[FAMLI][0] is True
    ok, said = found["workflow famli, summary (table)"]
    assert (ok, "Queue nowhere is not one" in said) == (False, True)
    assert "no job definition 'table'" in said


def test_a_summary_is_looked_at_with_its_workflow(doctor, summed_up):
    _, found = doctor()
    assert {FAMLI, "workflow famli, summary (table)"} <= found.keys()
    assert found["service"][0] is True
