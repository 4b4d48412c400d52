import pytest

from tests.integration.contracts.store import Store, in_dynamodb, in_memory


@pytest.fixture
def memory_store() -> Store:
    return in_memory()


@pytest.fixture
def dynamodb_store(table) -> Store:
    return in_dynamodb(*table)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request) -> Store:
    """The same ports, once in memory and once on AWS."""
    return request.getfixturevalue(f"{request.param}_store")
