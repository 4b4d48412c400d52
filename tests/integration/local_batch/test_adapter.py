"""The port on AWS Batch, against the local one: what moto can't answer."""

from datetime import UTC, datetime, timedelta

from batch_relay.adapters.batch import BatchJobs


def test_jobs_that_go_on_are_found_by_when_they_were_made(jobs):
    ended = jobs.submit("true")
    jobs.finish(ended)
    lives = jobs.submit("sleep", "60")
    port, now = BatchJobs(jobs.batch, "stack"), datetime.now(UTC)
    hour = timedelta(hours=1)
    assert port.made_between(jobs.name, since=now - hour, before=now + hour) == (lives,)
    assert port.made_between(jobs.name, since=now - 2 * hour, before=now - hour) == ()
    port.terminate(lives, "why")
