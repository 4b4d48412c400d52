"""What the stack tells the world, as events and in words."""

import pytest

from tests.e2e.mailbox import Mailbox, faults
from tests.e2e.project import Project, wait_for

KINDS = {"Run Started", "Run Ended", "Sample Failed", "Attempt Resubmitted"}

SUBJECTS = {
    "{0} for {0}: run started, 2 samples",
    "{0} for {0}: run ended, FAILED",
    "{0} for {0}: sample bad failed",
    "{0} for {0}: sample bad is tried again",
}


@pytest.fixture
def project(stack, tmp_path):
    return Project(stack, tmp_path, attempts=2)


def gathered(mailbox, wanted, key):
    """Wait until something of each wanted kind has come; return all that has."""
    found = []

    def complete():
        found.extend(mailbox.bodies())
        return wanted <= {one[key] for one in found}

    wait_for(complete)
    return found


def test_a_run_tells_what_happens_by_events(stack, project):
    with Mailbox(stack, f"bus-{project.name}") as bus:
        bus.take_events(source=["batch-relay"], detail={"project": [project.name]})
        project.post({"good": "true", "bad": "exit 3"})
        project.ended()
        assert faults(gathered(bus, KINDS, "detail-type")) == []


def test_a_run_tells_what_happens_in_words(stack, project):
    with Mailbox(stack, f"letters-{project.name}") as letters:
        letters.subscribe(stack.outputs["NoticeTopicArn"], project=[project.name])
        project.post({"good": "true", "bad": "exit 3"})
        project.ended()
        told = gathered(letters, {one.format(project.name) for one in SUBJECTS}, "Subject")
        assert {one["MessageAttributes"]["project"]["Value"] for one in told} == {project.name}


def test_an_event_that_breaks_its_schema_would_be_seen():
    event = {"detail-type": "Sample Failed", "detail": {"version": "1"}}
    assert "'project' is a required property" in faults([event])[1]
    assert faults([{"detail-type": "Nonsense", "detail": {}}]) == ["Nonsense has no schema"]
