"""One contract for the answers that repeated requests get: in memory and on AWS."""

import pytest
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyValidationError,
)

from batch_relay.adapters.dynamodb.answers import remembered
from batch_relay.adapters.memory.answers import MemoryAnswers
from tests.in_process import CONTEXT

CONFIG = IdempotencyConfig(
    event_key_jmespath="key", payload_validation_jmespath="payload", lambda_context=CONTEXT
)


@pytest.fixture
def memory():
    return MemoryAnswers()


@pytest.fixture
def dynamodb(table):
    return remembered(*table)


@pytest.fixture(params=["memory", "dynamodb"])
def once(request):
    """Do something, told by a key and a payload, once."""
    answers = request.getfixturevalue(request.param)

    def ask(act, key="k", payload="p"):
        def done(*, request):
            return act()

        asked = idempotent_function(
            done,
            data_keyword_argument="request",
            persistence_store=answers,
            config=CONFIG,
            key_prefix="test",
        )
        return asked(request={"key": key, "payload": payload})

    return ask


def test_a_repetition_gets_the_first_answer(once):
    assert once(lambda: {"answer": 1}) == {"answer": 1}
    assert once(lambda: {"answer": 2}) == {"answer": 1}


def test_another_key_gets_an_answer_of_its_own(once):
    once(lambda: {"answer": 1})
    assert once(lambda: {"answer": 2}, key="other") == {"answer": 2}


def test_another_payload_under_the_same_key_is_refused(once):
    once(lambda: {"answer": 1})
    with pytest.raises(IdempotencyValidationError):
        once(lambda: {"answer": 2}, payload="other")


def test_a_failure_is_not_remembered(once):
    with pytest.raises(ZeroDivisionError):
        once(lambda: 1 / 0)
    assert once(lambda: {"answer": 2}) == {"answer": 2}


def test_what_is_going_on_is_not_done_twice_at_a_time(once):
    with pytest.raises(IdempotencyAlreadyInProgressError):
        once(lambda: once(lambda: {"answer": 2}))
