from contextlib import suppress

import pytest

from batch_relay.local.private_paths import guarded


async def emulator(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


def ask(path):
    sent = []

    async def send(message):
        sent.append(message)

    with suppress(StopIteration):
        guarded(emulator)({"type": "http", "path": path}, None, send).send(None)
    return sent[0]["status"]


@pytest.mark.parametrize("path", ["/", "/bucket/key", "/_ministack/health", "/_aws/execute-api/x"])
def test_what_aws_has_is_answered(path):
    assert ask(path) == 200


@pytest.mark.parametrize(
    "path",
    ["/_ministack/reset", "/_ministack/config", "/_ministack/sqs/messages", "/_localstack/init"],
)
def test_what_only_the_emulator_has_is_not_there(path):
    assert ask(path) == 404
