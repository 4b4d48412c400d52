"""What travels through our queues is read back as it was written."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from batch_relay.adapters.sqs import (
    from_start,
    from_steer,
    from_submission,
    to_start,
    to_steer,
    to_submission,
)
from batch_relay.domain.attempts import AttemptKey
from batch_relay.domain.messages import Release, StartChosen, StartRange, Stop, Submission
from batch_relay.domain.statuses import AnalysisStatus
from tests import strategies
from tests.examples import submission

MACHINE = Path(__file__).parents[3] / "statemachines" / "sample.asl.json"

names = st.lists(strategies.sample_names, max_size=5).map(tuple)
submissions = st.builds(
    Submission,
    attempt=st.builds(
        AttemptKey,
        key=strategies.analysis_keys,
        generation=strategies.numbers,
        number=strategies.numbers,
    ),
    token=st.none() | strategies.texts.filter(bool),
    correlation_id=strategies.texts,
)
ranges = st.builds(
    StartRange,
    run=strategies.run_keys,
    generation=strategies.numbers,
    manifest=strategies.texts,
    offset=strategies.numbers,
    length=strategies.numbers,
    only=names,
    correlation_id=strategies.texts,
)
chosen = st.builds(
    StartChosen,
    run=strategies.run_keys,
    generation=strategies.numbers,
    samples=names,
    again=strategies.resubmissions,
    correlation_id=strategies.texts,
)
stops = st.builds(
    Stop,
    run=strategies.run_keys,
    generation=strategies.numbers,
    samples=names,
    reason=strategies.texts,
    only=st.none() | st.sampled_from(AnalysisStatus),
    correlation_id=strategies.texts,
)
releases = st.builds(
    Release, run=strategies.run_keys, samples=names, correlation_id=strategies.texts
)


@given(submissions)
def test_a_submission_is_read_back(one):
    assert to_submission(json.loads(json.dumps(from_submission(one)))) == one


@given(ranges | chosen)
def test_a_part_to_start_is_read_back(one):
    assert to_start(json.loads(json.dumps(from_start(one)))) == one


@given(stops | releases)
def test_a_part_to_steer_is_read_back(one):
    assert to_steer(json.loads(json.dumps(from_steer(one)))) == one


def test_numbers_may_come_as_text():
    written = {name: str(value) for name, value in from_submission(submission()).items()}
    assert to_submission(written) == submission()


def test_a_range_of_all_samples_needs_no_list():
    written = from_start(
        StartRange(run=submission().attempt.key.run, generation=1, manifest="m", offset=0, length=1)
    )
    del written["only"]
    assert to_start(written).only == ()


def test_the_state_machine_sends_the_same_message():
    states = json.loads(MACHINE.read_text())["States"]
    task = states["Run analyses"]["ItemProcessor"]["States"]["Run analysis"]
    assert task["Arguments"]["MessageBody"].keys() == from_submission(submission()).keys()
