"""Look at the account: the caller, the stack, its buckets and queues."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, Self

from botocore.exceptions import ClientError

from batch_relay.adapters.errors import code, translated
from batch_relay.cli.diagnosis.findings import Finding, examine
from batch_relay.compute.queues import find_queue
from batch_relay.connection import Services
from batch_relay.domain.catalog import JobQueue
from batch_relay.domain.errors import NotFoundError, RefusedError

# Queues that EventConcurrency is for; the stream's two readers, a sweep, and a caller of the API.
_QUEUES: Final = 5
_BESIDE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What the stack was deployed with; `functions` are those of it that run at once, at most."""

    buckets: tuple[str, ...]
    queues: tuple[str, ...]
    functions: int

    @classmethod
    def read(cls, services: Services, stack: str) -> Self:
        """Read the stack's parameters; RefusedError or NotFoundError if they can't be had."""
        with translated(ValidationError=NotFoundError):
            found = services.cloudformation().describe_stacks(StackName=stack)["Stacks"][0]
        given = {one["ParameterKey"]: one["ParameterValue"] for one in found.get("Parameters", [])}
        if "OutputBuckets" not in given:
            msg = f"Stack {stack!r} has no parameter OutputBuckets; is it Batch Relay's?"
            raise NotFoundError(msg)
        events, submits = (
            int(given.get(name, "10")) for name in ("EventConcurrency", "SubmitConcurrency")
        )
        return cls(
            buckets=_names(given["OutputBuckets"]),
            queues=_names(given["JobQueues"]),
            functions=_QUEUES * events + submits + _BESIDE,
        )


def examine_account(services: Services, deployment: Deployment) -> Iterator[Finding]:
    """Look at every bucket and queue that the stack may use, and at the room for its functions."""
    yield examine("functions", partial(_functions, services, deployment.functions))
    for bucket in deployment.buckets:
        yield examine(f"bucket {bucket}", partial(_bucket, services, bucket))
    for queue in deployment.queues:
        yield examine(f"queue {queue}", partial(_queue, services, queue))


def caller(services: Services) -> str:
    """Return whose credentials they are."""
    return services.sts().get_caller_identity()["Arn"]


def _functions(services: Services, wanted: int) -> str:
    limit = services.functions().get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    said = f"{limit:,} may run at once in this account and region"
    if limit < wanted:
        msg = (
            f"{said}, and the service's alone are up to {wanted}: ask AWS for more (Service "
            "Quotas, L-B99A9384), or lower EventConcurrency and SubmitConcurrency of the stack."
        )
        raise RefusedError(msg)
    return said


def _bucket(services: Services, bucket: str) -> str:
    try:
        told = services.s3().get_bucket_notification_configuration(Bucket=bucket)
    except ClientError as error:
        if code(error) != "NoSuchBucket":
            raise
        msg = "There is no such bucket; make it, or change OutputBuckets of the stack."
        raise NotFoundError(msg) from error
    if "EventBridgeConfiguration" in told:
        return "it tells EventBridge what is written"
    msg = "It doesn't tell what is written; switch on its EventBridge notifications."
    raise RefusedError(msg)


def _queue(services: Services, name: str) -> str:
    queue = find_queue(services.batch(), name)
    known = JobQueue(name=name, state=queue.state, status=queue.status, reason=queue.reason)
    if known.fault:
        raise RefusedError(known.fault)
    return f"{queue.state}, {queue.status}"


def _names(given: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",") if name.strip())
