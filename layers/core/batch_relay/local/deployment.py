"""Build and deploy the application, each only when something has changed."""

import json
import sys

from botocore.exceptions import ClientError

from batch_relay.local import sam
from batch_relay.local.account import Account
from batch_relay.local.application import digest, export
from batch_relay.local.emulator import Emulator
from batch_relay.local.home import Home

# samconfig.toml names it too.
STACK_NAME = "batch-relay"
PARAMETERS = {
    # Each worker is a process here, and a machine has few processors.
    "SubmitConcurrency": "2",
    # The local Batch takes as many calls as come.
    "SubmitRate": "1000",
    "EventConcurrency": "2",
    "ReconcileEvery": "rate(1 minute)",
    "StaleAfter": "60",
    "RequireTls": "false",
    "NoticeTopic": "true",
}


def deploy(home: Home, account: Account, emulator: Emulator) -> dict[str, str]:
    """Build and deploy what has changed since the last time; return the stack's outputs."""
    built = {"application": _build(home), **sam.host_parameters()}
    names = {"OutputBuckets": ",".join(account.buckets), "JobQueues": ",".join(account.queues)}
    version = built | PARAMETERS | names
    outputs = outputs_of(emulator)
    if outputs and _read(home).get("deployed") == version:
        return outputs
    sam.deploy(home, emulator, PARAMETERS | names)
    _write(home, deployed=version)
    return outputs_of(emulator)


def outputs_of(emulator: Emulator) -> dict[str, str]:
    """Read the deployed stack's outputs; empty if there is no stack."""
    client = emulator.session().client("cloudformation", endpoint_url=emulator.endpoint)
    try:
        stack = client.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    except ClientError:
        return {}
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def _build(home: Home) -> str:
    export(home.app)
    version = {"application": digest(home.app), "python": sys.version}
    if _read(home).get("built") != version or not home.build.exists():
        sam.build(home)
        _write(home, built=version)
    return version["application"]


def _read(home: Home) -> dict[str, dict[str, str]]:
    if not home.deployment.exists():
        return {}
    record: dict[str, dict[str, str]] = json.loads(home.deployment.read_text())
    return record


def _write(home: Home, **steps: dict[str, str]) -> None:
    home.deployment.write_text(json.dumps(_read(home) | steps))
