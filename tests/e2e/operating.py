"""What an operator does to a whole stack."""

import json
import subprocess
import sys
from os import environ
from pathlib import Path

from batch_relay.local import account, sam
from batch_relay.local.deployment import PARAMETERS, STACK_NAME


def deploy_changed(cloud):
    """Deploy the stack over itself with other code, sizes, paths, states, and with traces."""
    build = cloud.home.build
    for app in build.glob("*Function/app.py"):
        app.write_text(app.read_text() + "\n# A later version.\n")
    core = build / "CoreLayer/python/batch_relay/later.py"
    core.write_text('"""A later version."""\n')
    replace(build / "template.yaml", "MemorySize: 512", "MemorySize: 640")
    replace(build / "template.yaml", "- application/gzip", "- application/gzip\n      - text/later")
    states = cloud.home.app / "statemachines/sample.asl.json"
    replace(states, '"Comment": "One execution', '"Comment": "Later. One execution')
    provided = account.recall(cloud.home)
    names = {"OutputBuckets": provided.buckets, "JobQueues": provided.queues}
    given = PARAMETERS | {name: ",".join(values) for name, values in names.items()}
    given |= {"Tracing": "true"}
    sam.deploy(cloud.home, cloud.stack.emulator, given)


def replace(path, old, new):
    text = path.read_text()
    assert old in text, (path, old)
    path.write_text(text.replace(old, new))


def functions(cloud):
    """What tells one deployment of each function from the next."""
    get = cloud.aws("lambda").get_function_configuration
    names = {name: one for name, one in cloud.names.items() if name.endswith("Function")}
    found = {name: get(FunctionName=one) for name, one in names.items()}
    return {
        name: (one["CodeSha256"], [layer["Arn"] for layer in one["Layers"]])
        for name, one in found.items()
    }


def back_up(cloud):
    """Take a backup of the table; return its ARN."""
    table = cloud.stack.outputs["TableName"]
    taken = cloud.aws("dynamodb").create_backup(TableName=table, BackupName="mine")
    return taken["BackupDetails"]["BackupArn"]


def delete(cloud):
    """Delete the stack, and wait until it is gone."""
    cloudformation = cloud.aws("cloudformation")
    cloudformation.delete_stack(StackName=STACK_NAME)
    cloudformation.get_waiter("stack_delete_complete").wait(
        StackName=STACK_NAME, WaiterConfig={"Delay": 1}
    )


def lose_table(cloud, table):
    """Delete the table that a deleted stack has kept."""
    dynamodb = cloud.aws("dynamodb")
    assert dynamodb.scan(TableName=table, Select="COUNT")["Count"]
    dynamodb.delete_table(TableName=table)


def restore(cloud, backup):
    """Bring a backup into the stack's table, by AWS's call and then by our command."""
    cloud.aws("dynamodb").restore_table_from_backup(TargetTableName="restored", BackupArn=backup)
    return command(cloud, "admin", "restore", "restored", "--yes")


def health(cloud):
    """What is not well with the stack."""
    said = json.loads(_run(cloud, "admin", "health", "--json").stdout)
    return {one["subject"]: one["said"] for one in said if not one["ok"]}


def command(cloud, *arguments):
    """What the command says of the stack."""
    done = _run(cloud, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(cloud, *arguments):
    return subprocess.run(
        [Path(sys.executable).with_name("batch-relay"), *arguments],
        env=environ | cloud.stack.environment | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
