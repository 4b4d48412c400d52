"""Whatever is in a queue: what can't be read fails alone, and is logged on a line of its own."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from functions.import_project.app import handler as import_project
from functions.on_job_change.app import handler as on_job_change
from functions.on_output_written.app import handler as on_output_written
from functions.start_samples.app import handler as start_samples
from functions.steer_samples.app import handler as steer_samples
from functions.submit_job.app import handler as submit_job
from tests.mutations import anything, changed, places
from tests.unit.functions.reading import failed

# Each handler, a message that it can read, and the argument that takes its use case.
QUEUES = {
    "import_project/uploaded": (import_project, "import_"),
    "on_job_change/failed_exit_code": (on_job_change, "record"),
    "on_job_change/queue_blocked": (on_job_change, "record"),
    "on_output_written/put": (on_output_written, "record"),
    "start_samples/chosen_samples": (start_samples, "start"),
    "start_samples/whole_range": (start_samples, "start"),
    "steer_samples/stop": (steer_samples, "steer"),
    "submit_job/first_attempt": (submit_job, "submit"),
}
bounded = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", QUEUES)
@bounded
@given(data=st.data())
def test_a_message_that_is_nearly_right_fails_alone_or_passes(name, data, event, context):
    good = json.loads(event(name)["Records"][0]["body"])
    path = data.draw(st.sampled_from(list(places(good))))
    bad = json.dumps(changed(good, path, data.draw(anything)))
    assert failed(taken(name, event(name), bad, context)) in ([], ["bad"])


@pytest.mark.parametrize("name", QUEUES)
@bounded
@given(text=st.text() | anything.map(json.dumps))
@example(text="[" * 100_000)
@example(text='{"detail":' * 30_000)
@example(text="9" * 5_000)
def test_any_text_fails_alone(name, text, event, context):
    assert failed(taken(name, event(name), text, context)) == ["bad"]


@pytest.mark.parametrize("value", [[], {}, None, 1e999])
@pytest.mark.parametrize("key", ["status", "jobId", "statusReason", "tags"])
def test_news_of_a_job_that_says_anything_fails_alone_or_passes(key, value, event, context):
    name = "on_job_change/failed_exit_code"
    body = json.loads(event(name)["Records"][0]["body"])
    body["detail"][key] = value
    assert failed(taken(name, event(name), json.dumps(body), context)) in ([], ["bad"])


def taken(name, event, body, context):
    """Hand over a batch in which one message is another."""
    handler, use_case = QUEUES[name]
    first = event["Records"][0]
    event["Records"] = [first, first | {"messageId": "bad", "body": body}, first]
    return handler(event, context, **{use_case: lambda *_: "done"})


def test_a_line_break_in_a_message_begins_no_line_of_the_log(event, context, log):
    body = json.dumps({"project": 'p\n{"level":"ERROR","message":"forged"}', "workflow": "w"})
    taken("steer_samples/stop", event("steer_samples/stop"), body, context)
    assert [line["message"] for line in log()] == ["message", "failed", "message"]
