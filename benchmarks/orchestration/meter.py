"""Counts what AWS would charge for, inside the emulator, as it happens.

Each thing is a line of JSON: what, how much, and where. What jobs and the benchmark itself ask for
is not counted: they have the emulator's own key, functions those of their roles.
"""

# ministack has no public names for what is counted here.
# ruff: noqa: SLF001

import json
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from tempfile import gettempdir
from types import ModuleType
from typing import Any, TypeAlias

from ministack.services import dynamodb, eventbridge, lambda_svc, stepfunctions

from benchmarks.orchestration.units import read_units, write_units

FILE = "meter.jsonl"
# What Lambda itself writes of each invocation, and CloudWatch adds to a line.
PLATFORM_LINES = 320
# Seconds that count_statuses' event source gathers records for, which the emulator passes over.
WINDOW = 3.0
_CREDENTIAL = re.compile(rb"Credential=([^/]+)/\d+/[^/]+/([^/]+)/")
_EXPENSIVE = {"PUT", "POST"}

Scope: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[[Scope, Any, Any], Awaitable[None]]
Answer: TypeAlias = tuple[int, Any, bytes]


def count(what: str, amount: float, where: str) -> None:
    """Note an amount of something that AWS charges for."""
    line = json.dumps({"what": what, "amount": amount, "where": where})
    with (Path(gettempdir()) / FILE).open("a") as file:
        file.write(line + "\n")


def install(app: ModuleType) -> None:
    """Have the emulator counted, before it starts."""
    vars(app)["app"] = _requests(vars(app)["app"])
    _transitions()
    _invocations()
    _events()
    dynamodb.stream_records_since = _gathered(dynamodb.stream_records_since)
    for name in ("_get_item", "_query", "_batch_get_item"):
        setattr(dynamodb, name, _reading(name, getattr(dynamodb, name)))
    for name in ("_put_item", "_update_item", "_delete_item"):
        setattr(dynamodb, name, _writing(name, getattr(dynamodb, name)))


def _requests(app: App) -> App:
    """Count requests of functions to SQS and S3, and the events that they put."""

    async def counted(scope: Scope, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        found = _CREDENTIAL.search(headers.get(b"authorization", b""))
        if found and found[1].decode() != os.environ["AWS_ACCESS_KEY_ID"]:
            _request(found[2].decode(), scope["method"], headers)
        await app(scope, receive, send)

    return counted


def _request(service: str, method: str, headers: Mapping[bytes, bytes]) -> None:
    action = headers.get(b"x-amz-target", b"").decode().rpartition(".")[2]
    match service:
        case "sqs":
            count("SQS requests", 1, action or "request")
        case "s3":
            what = "S3 writes and lists" if method in _EXPENSIVE else "S3 reads"
            count(what, 1, method)
        case "events":
            count("EventBridge events", 1, action)
        case _:
            pass


def _transitions() -> None:
    add = stepfunctions._add_event

    def counted(execution: Any, kind: str, details: Any = None) -> Any:
        if kind.endswith("StateEntered") and not kind.startswith("Task"):
            count("Step Functions transitions", 1, kind)
        return add(execution, kind, details)

    stepfunctions._add_event = counted
    # The emulator writes no event of what happens inside a Map; and a retry is a transition too.
    for name in ("_invoke_with_callback", "_invoke_resource"):
        setattr(stepfunctions, name, _task(getattr(stepfunctions, name)))
    send = stepfunctions._SERVICE_DISPATCH["arn:aws:states:::sqs:sendMessage"]

    def sent(resource: str, message: Any) -> Any:
        count("SQS requests", 1, "SendMessage by Step Functions")
        return send(resource, message)

    stepfunctions._SERVICE_DISPATCH["arn:aws:states:::sqs:sendMessage"] = sent


def _task(act: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(act)
    def counted(resource: str, *more: Any) -> Any:
        count("Step Functions transitions", 1, f"Task {resource.rpartition(':::')[2]}")
        return act(resource, *more)

    return counted


def _invocations() -> None:
    """Count invocations and their logs; one by a queue takes a receive and a delete."""
    log = lambda_svc._emit_lambda_logs

    def counted(func: Any, request: str, text: str, error: Any, ms: int, **more: Any) -> None:
        config = func.get("config") or func
        name = _short(config["FunctionName"])
        count("Lambda requests", 1, name)
        count("Lambda GB-seconds (arm64)", ms / 1000 * config["MemorySize"] / 1024, name)
        count("CloudWatch log GB", (len(text) + _platform_lines(config)) / 1e9, name)
        if name not in _NOT_BY_QUEUE:
            count("SQS requests", 2, f"poll for {name}")
        log(func, request, text, error, ms, **more)

    lambda_svc._emit_lambda_logs = counted


def _gathered(since: Callable[..., Any]) -> Callable[..., Any]:
    """Hand on a stream's records once there is a batch of them, or the window is over."""
    began: dict[tuple[str, int], float] = {}

    def gathered(table: str, position: int, limit: int) -> Any:
        found = since(table, position, limit)
        if not found or len(found) >= limit:
            return found
        start = began.setdefault((table, position), time.monotonic())
        return found if time.monotonic() - start >= WINDOW else []

    return gathered


def _platform_lines(config: Mapping[str, Any]) -> int:
    logging = config.get("LoggingConfig") or {}
    return 0 if logging.get("SystemLogLevel") == "WARN" else PLATFORM_LINES


_NOT_BY_QUEUE = {"Api", "CountStatuses", "Announce", "Reconcile"}


def _short(name: str) -> str:
    """Return a function's name as the template has it: batch-relay-SubmitJobFunction-1a2b."""
    return re.sub(r"^.*?-(\w+?)(Function)?-\w+$", r"\1", name)


def _events() -> None:
    dispatch = eventbridge._dispatch_to_sqs

    def counted(spec: Any, payload: Any, parameters: Any = None) -> Any:
        event = payload
        with suppress(TypeError, ValueError):
            event = json.loads(payload)
        source = event.get("source", "") if isinstance(event, dict) else ""
        count("SQS requests", 1, "SendMessage by EventBridge")
        if source == "aws.s3":
            # S3 pays for every event that it is asked to tell; AWS Batch's are free.
            count("EventBridge events", 1, "Object Created")
        return dispatch(spec, payload, parameters)

    eventbridge._dispatch_to_sqs = counted


def _reading(name: str, act: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    @wraps(act)
    def counted(request: Any) -> Answer:
        answer = act(request)
        count("DynamoDB read units", read_units(request, answer[2]), name)
        return answer

    return counted


def _writing(name: str, act: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    @wraps(act)
    def counted(request: Any) -> Answer:
        before = _item(request)
        answer = act(request)
        after = _item(request)
        key = request.get("Key") or request["Item"]
        where = f"{name} {_kind(key)}"
        count("DynamoDB write units", write_units(before, after), where)
        return answer

    return counted


def _item(request: Any) -> dict[str, Any] | None:
    whole = request.get("Key") or request["Item"]
    key = {name: whole[name] for name in ("pk", "sk") if name in whole}
    wanted = {"TableName": request["TableName"], "Key": key, "ConsistentRead": True}
    found: dict[str, Any] | None = json.loads(_get_item(wanted)[2]).get("Item")
    return found


_get_item = dynamodb._get_item


def _kind(key: Any) -> str:
    """Return which sort of item it is, from its key."""
    sort = key["sk"]["S"] if "sk" in key else key["pk"]["S"]
    return "ANALYSIS" if "#ANALYSIS#" in sort else sort.partition("#")[0]
