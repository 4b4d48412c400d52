"""The whole stack on one machine: up, status, down, reset."""

from collections.abc import Mapping
from dataclasses import dataclass

from batch_relay.local import account, process
from batch_relay.local.deployment import deploy, outputs_of
from batch_relay.local.emulator import Emulator, recall
from batch_relay.local.environment import default_home
from batch_relay.local.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A stack that runs on this machine.

    `outputs` are those of the template: ApiId, TableName, DataBucketName and so on.
    """

    home: Home
    emulator: Emulator
    outputs: Mapping[str, str]

    @property
    def endpoint(self) -> str:
        """Where AWS clients find every service."""
        return self.emulator.endpoint

    @property
    def api_url(self) -> str:
        """Where the HTTP API is."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}/v1"

    @property
    def environment(self) -> dict[str, str]:
        """What AWS clients, and ours, need in their environment."""
        return {**self.emulator.environment, "BATCH_RELAY_API": self.api_url}


def up(
    home: Home | None = None,
    *,
    port: int | None = None,
    buckets: tuple[str, ...] = (),
    queues: tuple[str, ...] = (),
    docker: bool = False,
) -> Stack:
    """Bring the stack up: start, build and deploy what is not there yet, or has changed.

    `buckets` and `queues` are created, and from then on belong to those that jobs may use. With
    `docker`, jobs run as containers of their image, else as processes.

    Raises:
        StackError: a step fails; its log is in the folder.
    """
    home = home or default_home()
    with home.locked():
        emulator = process.start(home, port, docker=docker)
        provided = account.recall(home).with_more(buckets, queues)
        account.provide(home, provided, emulator)
        outputs = deploy(home, provided, emulator)
        return Stack(home=home, emulator=emulator, outputs=outputs)


def status(home: Home | None = None) -> Stack | None:
    """Look at the stack; None if it does not run, or was never deployed."""
    home = home or default_home()
    emulator = recall(home)
    if emulator is None or not process.is_running(home) or not emulator.answers():
        return None
    outputs = outputs_of(emulator)
    return Stack(home=home, emulator=emulator, outputs=outputs) if outputs else None


def down(home: Home | None = None) -> None:
    """Stop the stack; what it knows stays for the next `up`."""
    home = home or default_home()
    if home.path.exists():
        with home.locked():
            process.stop(home)


def reset(home: Home | None = None) -> None:
    """Stop the stack and remove all it knows, but nothing else that may be in its folder."""
    home = home or default_home()
    if not home.path.exists():
        return
    with home.locked():
        process.stop(home)
        home.remove()
