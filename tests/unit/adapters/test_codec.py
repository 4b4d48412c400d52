"""Plain values, and DynamoDB's."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from batch_relay.adapters.dynamodb.codec import decode, encode, iso, iso_if, moment, moment_if
from tests import strategies

values = st.recursive(
    st.booleans() | st.integers(-(10**37), 10**37) | strategies.texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(strategies.texts, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(strategies.texts, values, max_size=4))
def test_an_item_is_read_back(item):
    assert decode(encode(item)) == item


def test_what_is_none_is_left_out_and_what_is_empty_is_kept():
    item = {"gone": None, "text": "", "list": [], "zero": 0, "no": False}
    assert encode(item) == {
        "text": {"S": ""},
        "list": {"L": []},
        "zero": {"N": "0"},
        "no": {"BOOL": False},
    }


@given(strategies.moments)
def test_a_moment_is_read_back_to_the_millisecond(at):
    assert moment(iso(at)) == at


@given(strategies.moments, strategies.moments)
def test_moments_sort_as_text(one, other):
    assert (iso(one) < iso(other)) == (one < other)


def test_a_moment_is_written_in_utc():
    noon = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert iso(noon) == "2026-01-01T10:00:00.000Z"
    assert moment("2026-01-01T10:00:00.000Z") == noon.astimezone(UTC)


def test_a_moment_may_be_missing():
    assert iso_if(None) is None
    assert moment_if(None) is None
    assert moment_if(iso_if(datetime(2026, 1, 1, tzinfo=UTC))) == datetime(2026, 1, 1, tzinfo=UTC)
