"""One contract for Prices: in memory and on AWS."""

from datetime import timedelta

import pytest

from batch_relay.adapters.dynamodb.prices import REMEMBERED, DynamoPrices
from batch_relay.domain.usage import Price
from tests.examples import START

SPOT = Price(vcpu_hour=13_000, gib_hour=1_500)
DEAR = Price(vcpu_hour=40_480, gib_hour=4_445)


def test_a_queue_has_no_price_at_first(store):
    assert store.prices.get("spot") is None
    assert store.prices.all() == {}


def test_a_price_is_read_back(store):
    store.prices.put("spot", SPOT)
    store.prices.put("on-demand", DEAR)
    assert store.prices.get("spot") == SPOT
    assert store.prices.all() == {"spot": SPOT, "on-demand": DEAR}


@pytest.mark.parametrize("queue", ["spot", "arn:aws:batch:us-east-1:111122223333:job-queue/spot"])
def test_a_queue_is_known_by_its_name_or_arn(store, queue):
    store.prices.put(queue, SPOT)
    assert store.prices.get("spot") == store.prices.get("arn:aws:batch:x:1:job-queue/spot") == SPOT


def test_the_newest_price_counts_until_it_is_taken_away(store):
    for price in (SPOT, DEAR):
        store.prices.put("spot", price)
    assert store.prices.get("spot") == DEAR
    store.prices.put("spot", None)
    assert store.prices.get("spot") is None


def test_taking_away_what_is_not_there_is_harmless(store):
    store.prices.put("spot", None)
    assert store.prices.all() == {}


def test_a_function_reads_prices_once_a_minute_at_most(table):
    now, reads = [START], []
    table[0].meta.events.register("before-call.dynamodb.GetItem", lambda **_: reads.append(1))
    prices = DynamoPrices(*table, lambda: now[0])
    for _ in range(5):
        prices.get("spot")
    now.append(now.pop() + REMEMBERED)
    prices.get("spot")
    assert (len(reads), REMEMBERED) == (2, timedelta(minutes=1))
