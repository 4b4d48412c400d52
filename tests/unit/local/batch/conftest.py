import pytest

from tests.unit.local.batch.memory import Batch


@pytest.fixture
def empty():
    return Batch()


@pytest.fixture
def batch(empty):
    empty.queue()
    empty.define()
    return empty
