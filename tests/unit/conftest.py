import json
import logging
from io import StringIO

import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter


@pytest.fixture(autouse=True)
def no_sockets(socket_disabled):
    """Unit tests reach no network."""


@pytest.fixture
def log():
    """Read what has been logged, line by line, as CloudWatch gets it.

    Loggers write to what was the standard output when they were made.
    """
    stream = StringIO()
    loggers = [one for one in logging.root.manager.loggerDict.values() if hasattr(one, "handlers")]
    handlers = {
        handler
        for logger in loggers
        for handler in logger.handlers
        if isinstance(handler.formatter, LambdaPowertoolsFormatter)
    }
    before = {handler: handler.setStream(stream) for handler in handlers}
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for handler, earlier in before.items():
        handler.setStream(earlier)
