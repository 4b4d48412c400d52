import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

import pytest
from hypothesis import settings

from tests.browsing import chromium, serve, tab  # noqa: F401 - fixtures

# A machine at work on other tests makes no test wrong.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

ROOT = Path(__file__).parents[1]

Event: TypeAlias = dict[str, Any]


@pytest.fixture
def event() -> Callable[[str], Event]:
    """Read what AWS sends, by its path below events/."""
    return lambda name: json.loads((ROOT / "events" / f"{name}.json").read_text())


@pytest.fixture
def context() -> SimpleNamespace:
    """What Lambda hands to a handler."""
    return SimpleNamespace(
        function_name="f",
        memory_limit_in_mb=256,
        invoked_function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
        aws_request_id="r",
        get_remaining_time_in_millis=lambda: 30_000,
    )
