"""Our own events keep to their schemas."""

import json
from pathlib import Path

import boto3
import pytest
from botocore.stub import ANY, Stubber
from jsonschema import Draft202012Validator

from batch_relay.adapters.dynamodb.analyses import _item as analysis_item
from batch_relay.adapters.dynamodb.codec import encode
from batch_relay.adapters.dynamodb.counter_names import attribute
from batch_relay.adapters.dynamodb.notices import to_notices
from batch_relay.adapters.dynamodb.runs import _fields as run_item
from batch_relay.adapters.dynamodb.samples import _item as sample_item
from batch_relay.adapters.eventbridge import EventBridgeNotices, to_entry
from batch_relay.domain.attempts import Attempt
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.notices import NoticeKind
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import START, analysis, run, sample

SCHEMAS = Path(__file__).parents[3] / "docs" / "events"
KEY = {"pk": "PROJECT#p", "sk": "RUN#w"}
PAST = Attempt(
    generation=1,
    number=1,
    job_id="job-1",
    queue="q",
    memory=256,
    status=AnalysisStatus.FAILED,
    submitted_at=START,
)
RESUBMITTING = analysis(status=AnalysisStatus.RESUBMITTING, attempt=2, history=(PAST,))


def run_record(**counts):
    return KEY | run_item(run()) | {attribute(f"count#{name}"): n for name, n in counts.items()}


def record(old, new):
    images = {"OldImage": old, "NewImage": new}
    return {"dynamodb": {name: encode(item) for name, item in images.items() if item}}


CHANGES = {
    NoticeKind.RUN_STARTED: (None, run_record()),
    NoticeKind.RUN_ENDED: (run_record(), run_record(**{"SAMPLE#FAILED": 1, "STARTED#1": 1})),
    NoticeKind.BUDGET_REACHED: (
        run_record() | {"budget": 7},
        run_record(**{"USED#0#useful#cost": 7, "STARTED#1": 1, "SAMPLE#RUNNING": 1})
        | {"budget": 7},
    ),
    NoticeKind.ATTEMPT_RESUBMITTED: (analysis_item(analysis()), analysis_item(RESUBMITTING)),
    NoticeKind.SAMPLE_FAILED: (
        sample_item(sample()) | {"asked": {1}},
        sample_item(sample(status=SampleStatus.FAILED, reason="why")) | {"asked": {1}},
    ),
}


@pytest.mark.parametrize("kind", NoticeKind)
def test_an_event_of_each_kind_keeps_to_its_schema(kind):
    (notice,) = to_notices([record(*CHANGES[kind])])
    entry = to_entry(notice, "batch-relay")
    name = kind.lower().replace(" ", "-")
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    assert (entry["Source"], entry["DetailType"]) == ("batch-relay", kind)
    Draft202012Validator(schema).validate(json.loads(entry["Detail"]))


def test_other_items_are_worth_no_notice():
    answers = {"pk": "ANSWERS", "sk": "key", "state": "COMPLETED"}
    assert list(to_notices([record(None, answers), record(run_record(), None)])) == []


def test_events_that_were_not_taken_are_put_again():
    client = boto3.client(
        "events", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="s"
    )
    (notice,) = to_notices([record(*CHANGES[NoticeKind.RUN_STARTED])])
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}
    with Stubber(client) as stub:
        stub.add_response("put_events", refused, {"Entries": ANY})
        with pytest.raises(UnavailableError, match="refused 1 events"):
            EventBridgeNotices(client, "s").tell([notice])
