"""`batch_clear_queue`, as aws-batch-helpers has it."""

import pytest

from batch_relay.cli.entry import enter
from batch_relay.cli.helpers import queues


def test_jobs_that_have_ended_are_not_there_to_clear(capsys, services):
    services.memory.end(services.memory.submit(jobQueue="q"), 0)
    with pytest.raises(SystemExit) as done:
        enter(queues.clear_app, "it", ["q", "--status", "SUCCEEDED"], target=services)
    assert not done.value.code
    assert capsys.readouterr().out == "Number of jobs to clear from q: 0\n"
