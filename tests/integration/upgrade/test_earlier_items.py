"""Items that an earlier version stored, in mid-run; today's use cases bring the run to its end.

`earlier_items.json` is a table as commit 7e782fa wrote it: S1 has its first job, S2 waits between
two attempts, S3 has its second job, S4 has done all, S5's submission broke off before its job.
"""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from batch_relay.adapters.dynamodb.projects import DynamoProjects
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.domain.attempts import AnalysisKey, AttemptKey, JobChange
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, RunStatus, SampleStatus
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.repairs import Repair
from tests.integration.contracts.store import in_dynamodb
from tests.unit.services.world import RUN, World

ITEMS = json.loads(Path(__file__).with_name("earlier_items.json").read_text())
SAMPLES = ("S1", "S2", "S3", "S4", "S5")


class Stored(World):
    """The world around a table that has items."""

    runs = samples = None

    def __post_init__(self):
        """Begin nothing."""


@pytest.fixture
def world(table):
    """Today's use cases on the earlier table; of AWS's other services nothing is left."""
    client, name = table
    for item in ITEMS:
        client.put_item(TableName=name, Item=item)
    store = in_dynamodb(client, name)
    world = Stored(analyses=store.analyses, workflows=DynamoWorkflows(client, name))
    world.awaited, world.bookmarks = store.awaited, store.bookmarks
    world.runs, world.samples = store.runs, store.samples
    return world


def states(world, name):
    """The analyses of a sample that have begun."""
    return world.analyses.list(RUN, name)


def status(world, name):
    return world.samples.get(RUN, name).status


def test_all_that_an_earlier_version_stored_is_read(world, table):
    assert DynamoProjects(*table).get("p").samples == len(SAMPLES)
    assert world.runs.get(RUN).status is RunStatus.STARTING
    begun = {name: [str(one.status) for one in states(world, name)] for name in SAMPLES}
    assert begun == {
        "S1": ["SUBMITTED"],
        "S2": ["RESUBMITTING"],
        "S3": ["SUCCEEDED", "SUBMITTED"],
        "S4": ["SUCCEEDED", "SUCCEEDED"],
        "S5": ["SUBMITTING"],
    }


def test_a_run_that_an_earlier_version_began_comes_to_its_end(world):
    for name in SAMPLES * 5:
        if status(world, name).is_live:
            go_on(world, name)
    assert {status(world, name) for name in SAMPLES} == {SampleStatus.SUCCEEDED}
    assert world.tasks.answers["token-S1-0"] is None
    assert [one.rule for one in states(world, "S2")[0].history] == ["host reclaimed", ""]


def go_on(world, name):
    """Do what would come next for a sample: a message is handled, a job ends, a sweep comes."""
    world.later()
    current = states(world, name)[-1]
    if current.status.is_final and len(states(world, name)) == 2:
        assert Repair.END_TOLD in sweep(world)
    elif current.status.is_final:
        world.submit_attempt(attempt(name, 1), "a token")
    elif current.job_id is None:
        world.submit_attempt(current.attempt_key, None)
    else:
        end(world, current)


def attempt(name, analysis):
    key = AnalysisKey(run=RUN, sample=name, analysis=analysis)
    return AttemptKey(key=key, generation=1, number=1)


def end(world, state):
    """Let the job succeed."""
    world.objects.objects |= dict.fromkeys(state.outputs, world.clock())
    done = {"attempt": state.attempt_key, "job_id": state.job_id, "status": JobStatus.SUCCEEDED}
    world.tell(JobChange(**done, at=world.clock()))


def sweep(world):
    later = replace(
        world.ports(Sweeping).recording, clock=lambda: world.clock() + timedelta(hours=1)
    )
    ports = replace(world.ports(Sweeping), recording=later)
    return [one.kind for one in reconcile(timedelta(minutes=15), ports=ports)]


def test_a_sweep_puts_nothing_off(world):
    found = sweep(world)
    assert Repair.PUT_OFF not in found
    assert {Repair.END_TOLD, Repair.SUBMISSION_SENT, Repair.JOB_GONE} <= set(found)
    assert states(world, "S5")[0].status is AnalysisStatus.SUBMITTING
