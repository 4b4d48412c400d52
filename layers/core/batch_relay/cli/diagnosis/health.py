"""Whether a deployed service is well: its alarms, rules, queues, sweeps, functions and streams.

It asks AWS itself, with the caller's own permissions: cloudformation:DescribeStacks and
ListStackResources, cloudwatch:DescribeAlarms and GetMetricStatistics, sqs:GetQueueAttributes,
events:DescribeRule, lambda:GetEventSourceMapping, and dynamodb:GetItem on the stack's table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from batch_relay.adapters.dynamodb.bookmarks import DynamoBookmarks
from batch_relay.adapters.errors import translated
from batch_relay.cli.diagnosis.findings import Finding, examine
from batch_relay.cli.diagnosis.measures import Measure, last_hour
from batch_relay.connection import Services
from batch_relay.dead_letters import SUFFIX
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.metrics import SERVICE

# A sweep may take several calls of some minutes each.
_SWEEPS = timedelta(hours=1)
_LAG = timedelta(minutes=10)
# One call in so many may fail: it is made again.
_FEW = 100
_OLDEST = "ApproximateAgeOfOldestMessage"
_STREAMED = ("CountStatusesFunction", "AnnounceFunction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A stack's resources, by type and logical name; its parameters and outputs."""

    name: str
    resources: dict[str, dict[str, str]]
    parameters: dict[str, str]
    outputs: dict[str, str]

    def of(self, kind: str) -> dict[str, str]:
        """Return the resources of a type: physical id by logical name."""
        return dict(sorted(self.resources.get(kind, {}).items()))


def read_stack(services: Services, name: str) -> Deployed:
    """Read the stack; RefusedError or NotFoundError if it can't be had."""
    client, resources = services.cloudformation(), dict[str, dict[str, str]]()
    with translated(ValidationError=NotFoundError):
        stack = client.describe_stacks(StackName=name)["Stacks"][0]
        for page in client.get_paginator("list_stack_resources").paginate(StackName=name):
            for one in page["StackResourceSummaries"]:
                known = resources.setdefault(one["ResourceType"], {})
                known[one["LogicalResourceId"]] = one.get("PhysicalResourceId", "")
    return Deployed(
        name=name,
        resources=resources,
        parameters={p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])},
        outputs={o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])},
    )


def examine_health(services: Services, stack: Deployed, *, now: datetime) -> Iterator[Finding]:
    """Look at all that an operator would."""
    yield examine("alarms", partial(_alarms, services, stack))
    for name, rule in stack.of("AWS::Events::Rule").items():
        yield examine(name, partial(_rule, services, rule))
    for name, mapping in stack.of("AWS::Lambda::EventSourceMapping").items():
        yield examine(name, partial(_trigger, services, mapping))
    for name, url in stack.of("AWS::SQS::Queue").items():
        yield examine(name, partial(_queue, services, name, url, now))
    yield examine("sweeps", partial(_sweeps, services, stack, now))
    for name, function in stack.of("AWS::Lambda::Function").items():
        yield examine(name, partial(_function, services, name, function, now))
    yield examine("reconciler", partial(_repairs, services, stack, now))


def _alarms(services: Services, stack: Deployed) -> str:
    names = list(stack.of("AWS::CloudWatch::Alarm").values())
    pages = services.cloudwatch().get_paginator("describe_alarms").paginate(AlarmNames=names[:100])
    found = [alarm for page in pages for alarm in page["MetricAlarms"]]
    raised = [one for one in found if one["StateValue"] == "ALARM"]
    if raised:
        said = "; ".join(f"{one['AlarmName']}: {one.get('AlarmDescription', '')}" for one in raised)
        raise RefusedError(said)
    return f"{len(found)}, none raised"


def _rule(services: Services, rule: str) -> str:
    state = services.events().describe_rule(Name=rule)["State"]
    if state == "DISABLED":
        msg = f"disabled: nothing comes of it; `aws events enable-rule --name {rule}`"
        raise RefusedError(msg)
    return "on"


def _trigger(services: Services, mapping: str) -> str:
    state = services.functions().get_event_source_mapping(UUID=mapping)["State"]
    if state in {"Disabled", "Disabling"}:
        command = f"aws lambda update-event-source-mapping --enabled --uuid {mapping}"
        msg = f"{state.lower()}: its function isn't called; `{command}`"
        raise RefusedError(msg)
    return state.lower()


def _queue(services: Services, name: str, url: str, now: datetime) -> str:
    reply = services.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    waiting, at_work, delayed = (
        int(reply["Attributes"].get(f"ApproximateNumberOfMessages{which}", 0))  # type: ignore[call-overload]
        for which in ("", "NotVisible", "Delayed")
    )
    if name.endswith(SUFFIX):
        if waiting + at_work:
            msg = f"{waiting + at_work} dead letters; `admin dead-letters show {name}`"
            raise RefusedError(msg)
        return "empty"
    of = Measure(metric=_OLDEST, where="AWS/SQS", of=("QueueName", url.rpartition("/")[2]))
    oldest = last_hour(services.cloudwatch(), of, now=now, minutes=10)
    since = "" if oldest is None else f", the oldest for {timedelta(seconds=int(oldest))}"
    return f"{waiting} wait, {at_work} at work, {delayed} later{since}"


def _sweeps(services: Services, stack: Deployed, now: datetime) -> str:
    looked = DynamoBookmarks(services.dynamodb(), stack.outputs["TableName"]).looked_until()
    if looked is None:
        msg = "The reconciler has never come to its end; look at its log."
        raise RefusedError(msg)
    last = looked + timedelta(seconds=int(stack.parameters.get("StaleAfter", "900")))
    said = f"the last one ended {last:%Y-%m-%d %H:%M} UTC"
    if now - last > _SWEEPS:
        msg = f"{said}, long ago; is the reconciler's schedule on? Look at its log."
        raise RefusedError(msg)
    return said


def _function(services: Services, name: str, function: str, now: datetime) -> str:
    of = ("FunctionName", function)

    def count(metric: str) -> float | None:
        measure = Measure(metric=metric, where="AWS/Lambda", of=of, by="Sum")
        return last_hour(services.cloudwatch(), measure, now=now)

    calls, errors = count("Invocations"), count("Errors") or 0
    if calls is None:
        return "no calls measured in the last hour"
    age = Measure(metric="IteratorAge", where="AWS/Lambda", of=of)
    behind = last_hour(services.cloudwatch(), age, now=now, minutes=10) or 0
    lag = timedelta(milliseconds=behind if name in _STREAMED else 0)
    said = f"{calls:.0f} calls in the last hour, {errors:.0f} failed"
    if lag > _LAG:
        msg = f"{said}, {lag} behind the table"
        raise RefusedError(msg)
    if errors * _FEW > calls:
        raise RefusedError(said)
    return said


def _repairs(services: Services, stack: Deployed, now: datetime) -> str:
    def ask(metric: str) -> int:
        where = f"BatchRelay/{stack.name}"
        of = Measure(metric=metric, where=where, of=("service", SERVICE), by="Sum")
        return int(last_hour(services.cloudwatch(), of, now=now) or 0)

    repairs, stuck = ask("Repairs"), ask("StuckSamples")
    said = f"{repairs} repairs in the last hour"
    if stuck:
        msg = f"{said}, {stuck} of samples without news and without a job"
        raise RefusedError(msg)
    return said
