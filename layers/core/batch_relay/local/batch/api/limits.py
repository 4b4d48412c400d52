"""The service's quotas: https://docs.aws.amazon.com/batch/latest/userguide/service_limits.html."""

import json
import re
from collections.abc import Mapping
from typing import Any

from batch_relay.local.batch.api.rules import require
from batch_relay.local.batch.documents import Document

MAX_ATTEMPTS = 10
MAX_RULES = 5
MAX_PATTERN = 512
ACTIONS = {"RETRY", "EXIT"}
CONDITIONS = {"onStatusReason": r"[\w.:\s()-]*\*?", "onReason": r"[\w.:\s()-]*\*?"} | {
    "onExitCode": r"\d*\*?"
}


def check_size(kind: str, document: Mapping[str, Any], kib: int) -> None:
    """Refuse a document that is too large as JSON."""
    size = len(json.dumps(document, separators=(",", ":")).encode())
    require(size < kib * 1024, f"{kind} size must be less than {kib} KiB")


def check_timeout(timeout: Document | None, minimum: int) -> None:
    """Refuse a timeout that is shorter than the minimum."""
    seconds = (timeout or {}).get("attemptDurationSeconds", minimum)
    require(seconds >= minimum, f"attemptDurationSeconds must be at least {minimum}.")


def check_retry(retry: Document | None) -> None:
    """Refuse a retry strategy with too many attempts or rules, or with an illegal rule."""
    attempts = (retry or {}).get("attempts", 1)
    require(1 <= attempts <= MAX_ATTEMPTS, f"attempts must be between 1 and {MAX_ATTEMPTS}.")
    rules = (retry or {}).get("evaluateOnExit", [])
    require(len(rules) <= MAX_RULES, f"evaluateOnExit takes up to {MAX_RULES} rules.")
    for rule in rules:
        _check_rule(rule)


def _check_rule(rule: Document) -> None:
    require(
        rule["action"].upper() in ACTIONS, f"action must be RETRY or EXIT, not {rule['action']}."
    )
    for condition, pattern in CONDITIONS.items():
        text = rule.get(condition, "")
        require(len(text) <= MAX_PATTERN, f"{condition} is longer than {MAX_PATTERN} characters.")
        require(re.fullmatch(pattern, text), f"{condition} {text!r} has illegal characters.")
