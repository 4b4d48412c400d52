"""The start queue's messages, as Lambda receives them."""

import pytest

from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.messages import StartRange, Summarize
from batch_relay.domain.runs import RunKey
from functions.start_samples.app import handler
from tests.examples import start_chosen
from tests.unit.functions.reading import failed, ids, said

PROFILE = RunKey(project="amplicon", workflow="profile")
MANIFEST = "manifests/amplicon/5feceb66ffc86f38.jsonl"


@pytest.fixture
def seen():
    return []


@pytest.fixture
def start(seen):
    def start(part):
        seen.append(part)
        return 7

    return start


def test_starts_a_whole_range(event, context, start, seen):
    reply = handler(event("start_samples/whole_range"), context, start=start)
    whole = StartRange(run=PROFILE, generation=1, manifest=MANIFEST, offset=0, length=4_096)
    assert seen == [whole]
    assert failed(reply) == []


def test_starts_chosen_samples_only(event, context, start, seen):
    handler(event("start_samples/chosen_samples"), context, start=start)
    (part,) = seen
    assert (part.generation, part.offset, part.only) == (2, 4_096, ("S1", "S 2+a"))


def test_starts_known_samples_again_with_what_was_asked_for(event, context, start, seen):
    reply = handler(event("start_samples/resubmitted"), context, start=start)
    assert seen == [start_chosen("S1", "S 2+a", run=PROFILE)]
    assert failed(reply) == []


def test_the_event_of_a_run_with_a_summary_asks_for_it(event, context, start, seen):
    handler(event("start_samples/run_ended"), context, start=start)
    assert seen == [Summarize(run=PROFILE)]


def test_a_range_without_a_manifest_fails_alone(event, context, start, seen):
    given = event("start_samples/one_malformed_of_three")
    reply = handler(given, context, start=start)
    assert failed(reply) == [ids(given)[1]]
    assert [part.offset for part in seen] == [0, 4_096]


def test_a_range_that_cannot_be_read_now_comes_again(event, context):
    def start(part):
        msg = "GetObject: slow down"
        raise UnavailableError(msg)

    given = event("start_samples/whole_range")
    assert failed(handler(given, context, start=start)) == ids(given)


def test_logs_how_many_were_started(event, context, start, caplog):
    caplog.set_level("INFO")
    handler(event("start_samples/whole_range"), context, start=start)
    assert said(caplog) == ["message"]
    assert caplog.records[0].outcome == "started 7"
