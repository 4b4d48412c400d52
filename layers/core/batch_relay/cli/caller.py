"""Which API the commands talk to."""

from dataclasses import dataclass, replace
from typing import Protocol, cast

import typer

from batch_relay.cli.local import check, running
from batch_relay.client import Client
from batch_relay.connection import DEFAULT_STACK, Connection, Services, connect, dead_letters
from batch_relay.dead_letters import DeadLetters


class Target(Protocol):
    """An API to talk to."""

    def client(self) -> Client:
        """Return a client of it."""
        ...

    def dead_letters(self) -> DeadLetters:
        """Return the dead-letter queues behind it."""
        ...

    def services(self, profile: str = "") -> Services:
        """Return the services of AWS beside it, for that profile if one is named."""
        ...

    @property
    def stack(self) -> str:
        """Return the name of the CloudFormation stack that it is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedStack:
    """The API of a deployed stack, or that of the stack on this machine."""

    connection: Connection
    local: bool = False

    def client(self) -> Client:
        """Return a client of it."""
        return _local_client() if self.local else self.connection.client()

    def dead_letters(self) -> DeadLetters:
        """Return the dead-letter queues behind it."""
        return _local_dead_letters() if self.local else self.connection.dead_letters()

    def services(self, profile: str = "") -> Services:
        """Return the services of AWS beside it, for that profile if one is named."""
        if self.local:
            return _local_services()
        wanted = self.connection.profile or profile or None
        return replace(self.connection, profile=wanted).services()

    @property
    def stack(self) -> str:
        """Return the name of the CloudFormation stack that it is."""
        return DEFAULT_STACK if self.local else self.connection.stack


def stack_of(context: typer.Context) -> str:
    """Return the name of the CloudFormation stack that the command's options name."""
    return cast("Target", context.obj).stack


def client_of(context: typer.Context) -> Client:
    """Return a client of the API that the command's options name."""
    return cast("Target", context.obj).client()


def dead_letters_of(context: typer.Context) -> DeadLetters:
    """Return the dead-letter queues of the stack that the command's options name."""
    return cast("Target", context.obj).dead_letters()


def services_of(context: typer.Context, profile: str = "") -> Services:
    """Return the services of AWS, for the credentials that the command's options name.

    `profile` counts if they name none.
    """
    return cast("Target", context.obj).services(profile)


def _local_client() -> Client:
    check()
    stack = running()
    return connect(stack.emulator.session(), stack.api_url)


def _local_dead_letters() -> DeadLetters:
    check()
    emulator = running().emulator
    return dead_letters(emulator.session(), DEFAULT_STACK, endpoint=emulator.endpoint)


def _local_services() -> Services:
    check()
    emulator = running().emulator
    return Services(session=emulator.session(), endpoint=emulator.endpoint)
