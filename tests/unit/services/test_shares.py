from dataclasses import replace

import pytest

from batch_relay.domain.statuses import AnalysisStatus
from tests.unit.services.world import RUN, World, workflow


def shares(world):
    """The queue, share and priority of each job, in the order of their submission."""
    return [(job.queue, job.share, job.priority) for job, _ in world.jobs.jobs.values()]


def test_a_job_in_a_queue_that_shares_fairly_names_its_share_and_priority(world):
    fair = frozenset({"spot"})
    world.runs.runs[RUN] = replace(world.runs.runs[RUN], fair_queues=fair, priority=5)
    world.submit()
    assert shares(world) == [("spot", "p", 5)]


@pytest.mark.parametrize(
    ("fair", "expected"),
    [
        ({"spot"}, [("spot", "p", 0), ("on-demand", "", 0)]),
        ({"on-demand"}, [("spot", "", 0), ("on-demand", "p", 0)]),
    ],
)
def test_on_the_fallback_queue_a_job_names_what_that_queue_wants(fair, expected):
    world = World(workflow=workflow(fallback_queue="on-demand"))
    world.runs.runs[RUN] = replace(world.runs.runs[RUN], fair_queues=frozenset(fair))
    world.submit()
    world.analyses.save(
        replace(
            world.state(),
            queue="on-demand",
            attempt=2,
            job_id=None,
            status=AnalysisStatus.RESUBMITTING,
        )
    )
    world.submit(attempt=2, token=None)
    assert shares(world) == expected


def test_a_priority_that_is_changed_holds_from_the_next_job_on(world):
    world.runs.runs[RUN] = replace(world.runs.runs[RUN], fair_queues=frozenset({"spot"}))
    world.submit()
    world.runs.prioritize(RUN, priority=8)
    world.write()
    world.submit(analysis=1, token="t2")
    assert [priority for *_, priority in shares(world)] == [0, 8]
