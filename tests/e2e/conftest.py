import fcntl
from contextlib import contextmanager, suppress

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset, status, up
from tests.e2e.mailbox import Mailbox, faults


@pytest.fixture(scope="session")
def stack(tmp_path_factory, testrun_uid):
    """The real template, built and deployed by SAM to an emulator that checks every role.

    The workers of a run share it, so a test makes its own projects, queues and users.
    """
    path = tmp_path_factory.getbasetemp().parent / f"stack-{testrun_uid}"
    with shared(Home(path)) as home:
        buckets, queues = ("amplicon", "fh-pi-fredricks-d"), ("amplicon", "spot-test")
        stack = up(home, buckets=buckets, queues=queues)
        with every_event(stack):
            yield stack


def every_event(stack):
    """Keep every event that the stack tells, of whatever test."""
    return Mailbox(stack, "every-event").take_events(source=["batch-relay"])


def check_events(stack):
    """See that all of them keep to their schemas."""
    with every_event(stack) as mailbox:
        assert faults(mailbox.bodies()) == []


@contextmanager
def shared(home):
    """Use a home with others; whoever leaves last removes it."""
    users = home.path.with_suffix(".users")
    with users.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield home
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                try:
                    check_events(status(home))
                finally:
                    reset(home)
                assert not home.path.exists()
                users.unlink()


@pytest.fixture(scope="session")
def aws(stack):
    """Make a client of the stack's services, with all permissions."""
    session = stack.emulator.session()
    return lambda service: session.client(service, endpoint_url=stack.endpoint)
