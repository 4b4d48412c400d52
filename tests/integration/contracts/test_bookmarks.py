"""One contract for Bookmarks: in memory and on AWS."""

import pytest

from batch_relay.domain.counting import Tally
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Bookmark
from tests.examples import RUN, START

PLACE = Bookmark(run=RUN, status=SampleStatus.RUNNING, after="a page's token")
FIRST_PAGE = Bookmark(run=RUN, status=SampleStatus.CANCELLING, after=None)
# Sequence numbers of DynamoDB streams have up to 40 digits.
TALLY = Tally(seen={"07": 10**39 + 1}, counted={"count#SAMPLE#FAILED": 2}, after="here")
RECOUNTS = [Bookmark(run=RUN, tally=tally) for tally in (Tally(seen={}), TALLY)]


def test_there_is_no_bookmark_before_the_first_sweep(store):
    assert store.bookmarks.get() is None


@pytest.mark.parametrize("place", [PLACE, FIRST_PAGE, *RECOUNTS])
def test_a_place_is_read_back(store, place):
    store.bookmarks.put(place)
    assert store.bookmarks.get() == place


def test_the_newest_place_counts(store):
    for place in (PLACE, FIRST_PAGE):
        store.bookmarks.put(place)
    assert store.bookmarks.get() == FIRST_PAGE


def test_a_sweep_that_came_to_its_end_leaves_no_place(store):
    for place in (PLACE, None, None):
        store.bookmarks.put(place)
    assert store.bookmarks.get() is None


def test_until_when_jobs_were_looked_at_is_remembered_beside_the_place(store):
    assert store.bookmarks.looked_until() is None
    store.bookmarks.look_until(START)
    store.bookmarks.put(None)
    assert store.bookmarks.looked_until() == START


def test_which_executions_were_looked_at_is_remembered_beside_the_place(store):
    assert store.bookmarks.executions_after() is None
    for page in ("first", "second"):
        store.bookmarks.go_on_after(page)
    store.bookmarks.put(None)
    assert store.bookmarks.executions_after() == "second"
    store.bookmarks.go_on_after(None)
    assert store.bookmarks.executions_after() is None
