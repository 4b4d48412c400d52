"""What the emulator's check of roles does not know of AWS's.

Which resource a call of AWS Batch or CloudWatch Logs names: it would refuse a policy that names
job queues, jobs or log streams, as the template's do. And that a batch of messages is sent and
deleted by the single one's right. And what the variables of a policy's resources stand for, such
as `${aws:PrincipalTag/batch-relay-lab}`.

It also notes which permissions were used by whom, so that policies can be compared with them.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ministack.core import iam_actions, iam_evaluator

_KINDS = {"jobQueue": "job-queue", "jobId": "job"}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_known_action = iam_actions.extract_iam_action
_known_resource = iam_actions.extract_resource_arn


def install(used: Path) -> None:
    """Teach the emulator; each permission that is used becomes a line of `used`."""
    iam_actions.extract_iam_action = action
    iam_actions.extract_resource_arn = resource_arn
    iam_evaluator._first_match = filling_in(iam_evaluator._first_match)  # noqa: SLF001 - it has no other door
    iam_evaluator.evaluate = noting(iam_evaluator.evaluate, used)


def filling_in(first: Callable[..., Any]) -> Callable[..., Any]:
    """Return what looks for a statement as before, with variables of resources filled in."""

    def first_match(context: Any, statements: list[Any], effect: str) -> Any:  # noqa: ANN401 - likewise
        known = [_known(each, context) for each in statements if each.effect == effect]
        return first(context, known, effect)

    return first_match


def _known(statement: Any, context: Any) -> Any:  # noqa: ANN401 - likewise
    # It is asked several times a request, and few statements have variables.
    if not any("${" in each for each in (*statement.resources, *statement.not_resources)):
        return statement
    return replace(
        statement,
        resources=filled(statement.resources, context),
        not_resources=filled(statement.not_resources, context),
    )


def filled(resources: list[str], context: Any) -> list[str]:  # noqa: ANN401 - likewise
    """Return the resources with what the caller's keys say; a variable without a value stays."""

    def value(variable: re.Match[str]) -> str:
        return str(context.principal_keys.get(variable[1].lower(), variable[0]))

    return [_VARIABLE.sub(value, resource) for resource in resources]


def noting(decide: Callable[..., Any], used: Path) -> Callable[..., Any]:
    """Return what decides the same, and notes once who was allowed what: `ARN action`."""
    noted: set[str] = set()

    def evaluate(context: Any, *policies: Any) -> Any:  # noqa: ANN401 - the emulator's own
        decision = decide(context, *policies)
        line = f"{context.principal_arn} {context.action}\n"
        if decision.decision == "Allow" and line not in noted:
            noted.add(line)
            with used.open("a") as file:
                file.write(line)
        return decision

    return evaluate


def action(service: str, *request: object) -> str | None:
    """Name the permission that a request needs: sqs:SendMessage for SendMessageBatch."""
    name: str | None = _known_action(service, *request)
    return name.removesuffix("Batch") if name and service in {"sqs", "sns"} else name


def resource_arn(
    service: str,
    method: str,
    path: str,
    headers: dict[str, Any],
    body: bytes,
    query_params: dict[str, Any],
    region: str,
    account_id: str,
) -> str:
    """Name the resource that a request is about; `*` if it names none."""
    if service == "batch":
        return batch_resource(path, body, prefix=f"arn:aws:batch:{region}:{account_id}")
    name = _known_resource(service, method, path, headers, body, query_params, region, account_id)
    return log_resource(str(name), body) if service == "logs" else str(name)


def log_resource(name: str, body: bytes) -> str:
    """Name the stream of a log group, where the request names one."""
    stream = json.loads(body or b"{}").get("logStreamName")
    return f"{name}:log-stream:{stream}" if stream else name


def batch_resource(path: str, body: bytes, *, prefix: str) -> str:
    """Name the queue of SubmitJob, or the job of TerminateJob and CancelJob."""
    if not path.endswith(("/submitjob", "/terminatejob", "/canceljob")):
        return "*"
    request = json.loads(body)
    key = next(key for key in _KINDS if key in request)
    name = str(request[key])
    return name if name.startswith("arn:") else f"{prefix}:{_KINDS[key]}/{name}"
