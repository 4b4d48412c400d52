from concurrent.futures import ThreadPoolExecutor
from time import sleep

from batch_relay.local.atomic_writes import alone


class Item:
    """A number that is read, thought about and written, as an item is."""

    number = 0

    def add(self, data):
        seen = self.number
        sleep(0.001)
        self.number = seen + data["by"]


def add_from_threads(write):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, [{"by": 1}] * 40))


def test_writes_side_by_side_lose_nothing():
    item = Item()
    add_from_threads(alone(item.add))
    assert item.number == 40


def test_one_write_may_call_another():
    item = Item()
    alone(alone(item.add))({"by": 1})
    assert item.number == 1


def test_writes_of_two_kinds_wait_for_each_other():
    item = Item()
    put, update = alone(item.add), alone(item.add)
    with ThreadPoolExecutor(2) as threads:
        for each in [threads.submit(add_from_threads, write) for write in (put, update)]:
            each.result()
    assert item.number == 80
