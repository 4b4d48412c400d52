import fcntl
from contextlib import closing, contextmanager, suppress

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset, status, up
from tests.e2e.faults import Cloud, counted
from tests.e2e.mailbox import Mailbox, faults
from tests.e2e.permissions import keep
from tests.e2e.project import Project, wait_for


@pytest.fixture(scope="session")
def stack(tmp_path_factory, testrun_uid):
    """The real template, built and deployed by SAM to an emulator that checks every role.

    The workers of a run share it, so a test makes its own projects, queues and users.
    """
    path = tmp_path_factory.getbasetemp().parent / f"stack-{testrun_uid}"
    with shared(Home(path)) as home:
        buckets, queues = ("amplicon", "fh-pi-fredricks-d"), ("amplicon", "spot-test", "fair-test")
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
                    keep(home)
                    reset(home)
                assert not home.path.exists()
                users.unlink()


@pytest.fixture(scope="session")
def aws(stack):
    """Make a client of the stack's services, with all permissions."""
    session = stack.emulator.session()
    return lambda service: session.client(service, endpoint_url=stack.endpoint)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    """A stack that faults may disturb, for nobody else uses it."""
    home = Home(tmp_path_factory.mktemp("cloud") / "home")
    yield Cloud(home)
    keep(home)
    reset(home)
    assert not home.path.exists()


@pytest.fixture
def project(cloud, tmp_path):
    """A project whose samples need two analyses each."""
    with closing(Project(cloud.stack, tmp_path, steps=2)) as project:
        yield project


@pytest.fixture
def sound(cloud, project):
    """Wait for the end of the run: nothing is lost, nothing was done twice."""

    def check(*samples):
        assert project.ended().samples == {"SUCCEEDED": len(samples)}
        assert project.successes() == {(name, n): 1 for name in samples for n in (0, 1)}
        wait_for(lambda: counted(project.run()) == cloud.recounted(project))
        assert cloud.waiting("DeadLetters") == {}

    return check


@pytest.fixture
def gate(project, tmp_path):
    """What the samples wait for: one in its first analysis, one in its second."""
    gate = tmp_path / "gate"
    waits = f"until [ -e {gate} ]; do sleep 0.1; done"
    project.post({"early": waits, "late": f"[ $BATCH_RELAY_ANALYSIS = 0 ] || {waits}"})
    project.running("early")
    project.running("late", analysis=1)
    wait_for(lambda: project.done()["late", 0])
    return gate
