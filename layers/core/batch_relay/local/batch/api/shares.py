"""What the scheduling policy of a queue asks of its jobs, and what a queue may do with one."""

import re

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import require
from batch_relay.local.batch.documents import Document

SHARE = re.compile(r"[A-Za-z0-9]{1,255}\*?")
HIGHEST = 9999


def check_share(queue: Document, definition: Document, request: Document) -> None:
    """Refuse a job without share and priority where a policy wants them; any, where none does."""
    if "schedulingPolicyArn" not in queue:
        _expect_neither(queue["jobQueueName"], request)
        return
    share, priority = request.get("shareIdentifier"), request.get("schedulingPriorityOverride")
    require(share is not None, "shareIdentifier must be specified.")
    require(SHARE.fullmatch(share or ""), f"shareIdentifier {share!r} is not alphanumeric.")
    wanted = definition.get("schedulingPriority") if priority is None else priority
    message = (
        "Either schedulingPriority in job definition or schedulingPriorityOverride "
        "should be specified."
    )
    require(wanted is not None, message)
    require(0 <= (wanted or 0) <= HIGHEST, f"The priority must be between 0 and {HIGHEST}.")


def _expect_neither(name: str, request: Document) -> None:
    for member in ("shareIdentifier", "schedulingPriorityOverride"):
        message = f"Job queue {name} has no scheduling policy: its jobs take no {member}."
        require(member not in request, message)


def check_policy(context: Context, request: Document, queue: Document | None) -> None:
    """Refuse a policy that is not there, and one for a queue that was made without, or none."""
    if "schedulingPolicyArn" not in request:
        return
    arn = request["schedulingPolicyArn"]
    there = arn in context.registry.scheduling_policies
    require(there, f"Scheduling policy {arn} does not exist.")
    has_one = queue is None or "schedulingPolicyArn" in queue
    require(has_one, "A FIFO job queue can't have a scheduling policy added.")
