"""What an operator does to a whole stack."""

from batch_relay.local import account, sam
from batch_relay.local.deployment import PARAMETERS


def deploy_changed(cloud):
    """Deploy the stack over itself with other code, sizes, paths and states, as an upgrade does."""
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
