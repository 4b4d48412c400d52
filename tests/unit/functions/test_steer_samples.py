"""The steer queue's messages, as Lambda receives them."""

from dataclasses import replace

import pytest

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.messages import Release
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus
from functions.steer_samples.app import handler
from tests.examples import release, stop
from tests.unit.functions.reading import failed, ids, said

PROFILE = RunKey(project="amplicon", workflow="profile")


@pytest.fixture
def seen():
    return []


@pytest.fixture
def steer(seen):
    def steer(part):
        seen.append(part)
        return 2

    return steer


def test_stops_samples_and_says_why(event, context, steer, seen):
    reply = handler(event("steer_samples/stop"), context, steer=steer)
    assert seen == [stop("S1", "S 2+a", run=PROFILE)]
    assert failed(reply) == []


def test_releases_samples(event, context, steer, seen):
    reply = handler(event("steer_samples/release"), context, steer=steer)
    assert seen == [replace(release("S1", "S 2+a"), run=PROFILE)]
    assert failed(reply) == []


def test_a_part_without_samples_fails_alone(event, context, steer, seen):
    given = event("steer_samples/one_malformed_of_three")
    reply = handler(given, context, steer=steer)
    assert failed(reply) == [ids(given)[1]]
    stopped, released = seen
    assert (stopped.samples, stopped.only) == (("S1",), AnalysisStatus.RUNNABLE)
    assert released == Release(run=PROFILE, samples=("S3",))


def test_a_part_that_somebody_else_works_at_comes_again(event, context, caplog):
    def steer(part):
        msg = "somebody was faster"
        raise ConflictError(msg)

    given = event("steer_samples/stop")
    assert failed(handler(given, context, steer=steer)) == ids(given)
    assert said(caplog) == ["comes again"]


def test_logs_how_many_were_steered(event, context, steer, caplog):
    caplog.set_level("INFO")
    handler(event("steer_samples/release"), context, steer=steer)
    assert said(caplog) == ["message"]
    assert caplog.records[0].outcome == "steered 2"
