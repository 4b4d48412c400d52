"""Items that are broken, or that a newer version has written."""

import pytest

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import encode
from batch_relay.domain.errors import UnreadableError
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Bookmark
from tests.examples import RUN, analysis, analysis_key, run, sample
from tests.integration.contracts.store import in_dynamodb


@pytest.fixture
def store(table):
    return in_dynamodb(*table)


@pytest.fixture
def put(table):
    """Set an attribute of a stored item, or remove it."""
    client, name = table

    def put(key, attribute, value):
        update = {"UpdateExpression": "SET #a = :v"} if value else {"UpdateExpression": "REMOVE #a"}
        given = {"ExpressionAttributeValues": encode({":v": value})} if value else {}
        names = {"ExpressionAttributeNames": {"#a": attribute}}
        client.update_item(TableName=name, Key=encode(key), **update, **names, **given)

    return put


@pytest.mark.parametrize(("attribute", "value"), [("version", None), ("status", "DREAMING")])
def test_a_broken_item_is_named(store, put, attribute, value):
    store.analyses.save(analysis())
    put(keys.analysis(analysis_key()), attribute, value)
    with pytest.raises(UnreadableError, match="SAMPLE#S1#ANALYSIS#00 can't be read"):
        store.analyses.get(analysis_key())


def test_a_broken_sample_keeps_no_other_out_of_a_list(store, put):
    for name in ("S1", "S2"):
        store.samples.begin(sample(name))
    put(keys.sample(RUN, "S1"), "columns", None)
    page = store.samples.list(RUN, status=SampleStatus.RUNNING)
    assert [one.sample.name for one in page.items] == ["S2"]
    assert [str(one).split(" can't")[0] for one in page.unreadable] == [
        f"The table's item {keys.sample(RUN, 'S1')['pk']} / SAMPLE#S1#"
    ]


@pytest.mark.parametrize("attribute", ["samples", "recounted", "unsent_1", "budget"])
def test_a_run_of_an_earlier_version_is_read(store, put, attribute):
    store.runs.begin(run())
    put(keys.run(RUN), attribute, None)
    assert store.runs.get(RUN) == run()


def test_a_sweep_begins_anew_if_its_bookmark_makes_no_sense(store, put):
    store.bookmarks.put(Bookmark(run=RUN, status=SampleStatus.RUNNING))
    put({"pk": "RECONCILE", "sk": "BOOKMARK"}, "status", "DREAMING")
    assert store.bookmarks.get() is None
