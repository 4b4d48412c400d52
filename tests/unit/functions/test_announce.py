"""The table's stream, as Lambda receives it."""

from batch_relay.adapters.memory.services import MemoryNotices
from batch_relay.domain.notices import NoticeKind
from batch_relay.services.announce import announce
from functions.announce.app import handler


def test_announces_what_a_batch_is_worth(event, context):
    bus = MemoryNotices()
    handler(
        event("announce/sample_failed"), context, tell=lambda some: announce(some, listeners=[bus])
    )
    assert [notice.kind for notice in bus.told] == [NoticeKind.SAMPLE_FAILED]


def test_a_batch_worth_nothing_asks_nothing_of_the_bus(event, context):
    bus = MemoryNotices()
    handler({"Records": []}, context, tell=lambda some: announce(some, listeners=[bus]))
    assert bus.told == []
