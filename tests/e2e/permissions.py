"""`python -m tests.e2e.permissions FOLDER`: what roles may do and never did in the tests on stacks.

Each stack notes which permissions were used. What the tests leave of that in FOLDER is compared
with the template: what was granted, never used and has no reason here is more than a role needs.
"""

import sys
from collections.abc import Iterable, Iterator
from os import environ
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from batch_relay.local.deployment import STACK_NAME
from batch_relay.local.home import Home
from tests.template import actions, granted, resources

# A role of the template, and an action of IAM.
Permission: TypeAlias = tuple[str, str]
FOLDER = "PERMISSIONS_FOLDER"
# Any role's, by action: AWS does it for the function, and the emulator asks nobody.
BY_AWS = {
    "logs:CreateLogStream": "Lambda writes a function's log",
    "logs:PutLogEvents": "Lambda writes a function's log",
    "sqs:ReceiveMessage": "Lambda reads a function's queue",
    "sqs:DeleteMessage": "Lambda reads a function's queue",
    "sqs:GetQueueAttributes": "Lambda reads a function's queue",
    "dynamodb:DescribeStream": "Lambda reads the table's stream",
    "dynamodb:GetRecords": "Lambda reads the table's stream",
    "dynamodb:GetShardIterator": "Lambda reads the table's stream",
    "dynamodb:ListStreams": "Lambda reads the table's stream",
}
ABORTED = "a file that can't be written whole is taken back"
GIVEN_UP = "Lambda sends what it gives up to the dead letters"
LISTED = "without it AWS answers 403, not 404, for an object that isn't there; the emulator doesn't"
BY_STATES = "Step Functions acts for an execution; the emulator asks nobody"
REPAIRED = "a sweep does it where something went wrong: by chance, or in a test of faults"
TWINS = "a job beside the one that counts is ended: a crash between two calls makes one"
JUSTIFIED: dict[Permission, str] = {
    **{(role, "sqs:SendMessage"): GIVEN_UP for role in ("AnnounceRole", "CountStatusesRole")},
    **{
        (role, "s3:AbortMultipartUpload"): ABORTED
        for role in ("ApiRole", "ImportProjectRole", "StartSamplesRole", "ReconcileRole")
    },
    **{
        (role, "s3:ListBucket"): LISTED
        for role in (
            *("ApiRole", "ImportProjectRole", "StartSamplesRole", "SubmitJobRole"),
            *("OnJobChangeRole", "OnOutputWrittenRole", "ReconcileRole"),
        )
    },
    **{
        ("ReconcileRole", action): REPAIRED
        for action in (
            *("sqs:SendMessage", "states:SendTaskSuccess", "states:SendTaskFailure"),
            *("states:DescribeExecution", "states:StartExecution", "batch:DescribeJobs"),
            *("dynamodb:UpdateItem", "s3:GetObject"),
        )
    },
    ("SampleWorkflowRole", "dynamodb:UpdateItem"): BY_STATES,
    ("SampleWorkflowRole", "sqs:SendMessage"): BY_STATES,
    ("SubmitJobRole", "batch:TagResource"): "SubmitJob with tags takes it on AWS",
    ("SubmitJobRole", "batch:ListJobs"): "the job of an intent is looked for after a crash",
    ("SubmitJobRole", "batch:DescribeJobs"): "the job of an intent is looked for after a crash",
    ("SubmitJobRole", "batch:TerminateJob"): TWINS,
    ("OnJobChangeRole", "batch:TerminateJob"): TWINS,
    ("ReconcileRole", "batch:TerminateJob"): TWINS,
    ("SubmitJobRole", "sqs:SendMessage"): "what came before its time is sent again",
    ("ReconcileRole", "s3:PutObject"): "the start of a summary that no event brought is kept first",
    ("SteerSamplesRole", "states:SendTaskFailure"): "what has no job is cancelled at once",
    (
        "SteerSamplesRole",
        "states:SendTaskSuccess",
    ): "a success that was stored is told",
}


def keep(home: Home) -> None:
    """Leave what the stack noted to the comparison, if there is to be one."""
    noted = home.log("permissions")
    if (folder := environ.get(FOLDER)) and noted.exists():
        lines = {f"{role} {action}\n" for role, action in used(noted.read_text().splitlines())}
        Path(folder, uuid4().hex).write_text("".join(sorted(lines)))


def used(lines: Iterable[str]) -> Iterator[Permission]:
    """Yield the permissions of the stack's roles in lines of `ARN action`."""
    for line in lines:
        arn, action = line.rsplit(maxsplit=1)
        _, _, session = arn.partition(f":assumed-role/{STACK_NAME}-")
        if session:
            yield session.partition("/")[0].rpartition("-")[0], action


def unused(given: Iterable[Permission], seen: set[Permission]) -> list[Permission]:
    """Return what was granted, not used, and has no reason."""
    known = seen | JUSTIFIED.keys()
    return [each for each in given if each not in known and each[1] not in BY_AWS]


def given() -> Iterator[Permission]:
    """Yield what the template grants to each role by its own policy."""
    roles = resources("AWS::IAM::Role")
    for role, statement in granted():
        if role in roles:
            yield from ((role, action) for action in actions(statement))


def main(folder: Path) -> None:
    """Say what is too much, and fail if anything is."""
    lines = [line for file in folder.glob("*") for line in file.read_text().splitlines()]
    seen = {(role, action) for role, action in (line.split() for line in lines)}
    if found := unused(given(), seen):
        print("Granted, never used by the end-to-end tests, and not justified in permissions.py:")
        print("\n".join(f"  {role} {action}" for role, action in sorted(set(found))))
        sys.exit(1)
    print(f"{len(set(given()))} permissions are granted; each is used, or justified.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
