"""A copy of the table, brought back into a table."""

import boto3
import pytest

from batch_relay.adapters.dynamodb.counter_names import attribute
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.restoration import Restoration
from tests.examples import RUN, run
from tests.integration.conftest import table_shape


@pytest.fixture
def dynamodb(aws):
    client = boto3.client("dynamodb")
    for name in ("copy", "own"):
        client.create_table(TableName=name, **table_shape())
    return client


@pytest.fixture
def restoration(dynamodb):
    return Restoration(dynamodb=dynamodb, source="copy", target="own")


def put(client, table, pk, sk, **more):
    client.put_item(TableName=table, Item=text(pk=pk, sk=sk, **more))


def text(**values):
    return {name: {"S": value} for name, value in values.items()}


def items(client, table):
    found = client.scan(TableName=table)["Items"]
    return sorted((one["pk"]["S"], one["sk"]["S"]) for one in found)


def test_every_item_comes_back_but_how_far_the_reconciler_was(dynamodb, restoration):
    for n in range(60):
        put(dynamodb, "copy", f"RUN#p#w#{n}", f"SAMPLE#S{n}#")
        put(dynamodb, "copy", f"RUN#p#w#{n}", f"SAMPLE#S{n}#ANALYSIS#00")
    copied = items(dynamodb, "copy")
    put(dynamodb, "copy", "RECONCILE", "BOOKMARK")
    assert restoration.copy() == 120
    assert items(dynamodb, "own") == copied


def test_samples_come_last_and_runs_first(dynamodb, restoration):
    written = []
    dynamodb.meta.events.register(
        "before-parameter-build.dynamodb.*", lambda params, **_: written.extend(keys_of(params))
    )
    put(dynamodb, "copy", "RUN#p#w#00", "SAMPLE#S#")
    put(dynamodb, "copy", "RUN#p#w#00", "SAMPLE#S#ANALYSIS#00")
    put(dynamodb, "copy", "PROJECT#p", "RUN#w", project="p")
    written.clear()
    restoration.copy()
    assert written == ["RUN#w", "SAMPLE#S#ANALYSIS#00", "SAMPLE#S#"]


def keys_of(params):
    """The sort keys that a call writes."""
    puts = params.get("RequestItems", {}).get("own", [])
    updated = [params["Key"]["sk"]["S"]] if "UpdateExpression" in params else []
    return updated + [one["PutRequest"]["Item"]["sk"]["S"] for one in puts]


def test_a_run_comes_back_without_its_counts(dynamodb, restoration):
    DynamoRuns(dynamodb, "copy").begin(run())
    count(dynamodb, "copy", 7)
    restoration.copy()
    back = DynamoRuns(dynamodb, "own").get(RUN)
    assert (back.generation, back.counts.samples) == (1, {})


def count(client, table, number):
    client.update_item(
        TableName=table,
        Key=text(pk=f"PROJECT#{RUN.project}", sk=f"RUN#{RUN.workflow}"),
        UpdateExpression="SET #c = :c, unsent_2 = :u",
        ExpressionAttributeNames={"#c": attribute("count#SAMPLE#RUNNING")},
        ExpressionAttributeValues={":c": {"N": str(number)}, ":u": {"S": "key"}},
    )


def test_a_run_that_is_there_keeps_what_was_counted_of_it_and_nothing_else(dynamodb, restoration):
    DynamoRuns(dynamodb, "copy").begin(run())
    DynamoRuns(dynamodb, "own").begin(run())
    count(dynamodb, "own", 7)
    restoration.copy()
    back = DynamoRuns(dynamodb, "own").get(RUN)
    assert (back.counts.samples, back.unsent) == ({"RUNNING": 7}, {})


def test_twice_is_as_once(dynamodb, restoration):
    put(dynamodb, "copy", "WORKFLOW#w", "LATEST")
    assert restoration.copy() == restoration.copy() == 1
    assert items(dynamodb, "own") == items(dynamodb, "copy")


@pytest.mark.parametrize(
    ("source", "error", "said"),
    [
        ("own", RefusedError, "own is the stack's own table"),
        ("none", NotFoundError, "none"),
        ("other", RefusedError, "its key id; ACTIVE and pk/sk is wanted"),
    ],
)
def test_what_is_no_copy_is_refused(dynamodb, source, error, said):
    dynamodb.create_table(
        TableName="other",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    with pytest.raises(error, match=said):
        Restoration(dynamodb=dynamodb, source=source, target="own").copy()
