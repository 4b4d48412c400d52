"""Ports on Step Functions."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.errors import code, translate, translated
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.services.ports import Execution, Page

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import ListExecutionsOutputTypeDef

# A token that was answered, or whose task or execution is gone.
_SPENT = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
# Quotas of SendTaskFailure, and of an execution's name.
MAX_CAUSE = 32_768
MAX_NAME = 80
# Executions of one sample and generation, one after another, before we let it be.
MAX_TURNS = 10
# Each is asked for its input: a bounded part of a sweep, and of DescribeExecution's rate.
A_PAGE = 100


@dataclass(frozen=True)
class StepFunctionsTasks:
    """Tasks that wait for their token."""

    client: "SFNClient"

    def succeed(self, token: str) -> bool:
        """Let the sample's execution go on; False for a spent token."""
        return _is_taken(lambda: self.client.send_task_success(taskToken=token, output="{}"))

    def fail(self, token: str, *, error: str, cause: str) -> bool:
        """Let the sample's execution fail with `cause`; False for a spent token."""
        told = cause[:MAX_CAUSE]
        return _is_taken(
            lambda: self.client.send_task_failure(taskToken=token, error=error, cause=told)
        )


def _is_taken(answer: Callable[[], object]) -> bool:
    """Answer a task; whether it waited for that."""
    try:
        answer()
    except ClientError as error:
        if code(error) not in _SPENT:
            raise translate(error) from error
        return False
    return True


@dataclass(frozen=True)
class StepFunctionsExecutions:
    """Executions of the sample state machine."""

    client: "SFNClient"
    state_machine_arn: str

    def start(self, state: SampleState) -> None:
        """Start the sample's execution; one that was started already is left alone."""
        try:
            self._start(state, 0)
        except ClientError as error:
            if code(error) != "ExecutionAlreadyExists":
                raise translate(error) from error

    def ensure(self, state: SampleState) -> bool:
        """See that the sample has an execution at work; whether one had to be started.

        Each that takes another's place has the next name: two sweeps at once
        start the same one.
        """
        for turn in range(MAX_TURNS):
            if self._is_at_work(state, turn):
                return False
            try:
                self._start(state, turn)
            except ClientError as error:
                if code(error) != "ExecutionAlreadyExists":
                    raise translate(error) from error
            else:
                return True
        return False

    def at_work(self, *, after: str | None = None) -> Page[Execution]:
        """Return what is at work, a hundred to a page; an `after` of long ago begins anew."""
        with translated():
            listed = self._listed(after)
            found = [self._read(one["executionArn"]) for one in listed["executions"]]
        return Page(items=tuple(one for one in found if one), next=listed.get("nextToken"))

    def stop(self, execution: Execution, *, cause: str) -> None:
        """End an execution; one that has ended stays as it is."""
        with translated():
            self.client.stop_execution(executionArn=execution.name, cause=cause)

    def _listed(self, after: str | None) -> "ListExecutionsOutputTypeDef":
        place: Any = {"nextToken": after} if after else {}
        try:
            return self.client.list_executions(
                stateMachineArn=self.state_machine_arn,
                statusFilter="RUNNING",
                maxResults=A_PAGE,
                **place,
            )
        except ClientError as error:
            if not after or code(error) != "InvalidToken":
                raise
            return self._listed(None)

    def _read(self, arn: str) -> Execution | None:
        """Read whose it is; None for one that somebody started by hand."""
        said = json.loads(self.client.describe_execution(executionArn=arn)["input"])
        try:
            run = RunKey(project=said["project"], workflow=said["workflow"])
            sample, generation = str(said["sample"]), int(said["generation"])
        except (KeyError, TypeError, ValueError):
            return None
        return Execution(name=arn, run=run, sample=sample, generation=generation)

    def _is_at_work(self, state: SampleState, turn: int) -> bool:
        machine = self.state_machine_arn.replace(":stateMachine:", ":execution:")
        try:
            reply = self.client.describe_execution(
                executionArn=f"{machine}:{execution_name(state, turn)}"
            )
        except ClientError as error:
            if code(error) != "ExecutionDoesNotExist":
                raise translate(error) from error
            return False
        return reply["status"] == "RUNNING"

    def _start(self, state: SampleState, turn: int) -> None:
        self.client.start_execution(
            stateMachineArn=self.state_machine_arn,
            name=execution_name(state, turn),
            input=json.dumps(execution_input(state)),
        )


def execution_name(state: SampleState, turn: int = 0) -> str:
    """Return the name that this sample has in this generation, readable at its start.

    `turn` counts the executions that took the place of one that ended.
    """
    run = state.run
    identity = f"{run.project}/{run.workflow}/{state.sample.name}/{state.generation}"
    identity += f"/{turn}" if turn else ""
    digest = sha256(identity.encode()).hexdigest()[:16]
    readable = re.sub(r"[^A-Za-z0-9_-]", "_", f"{run.project}-{state.sample.name}")
    return f"{readable[: MAX_NAME - 17]}-{digest}"


def execution_input(state: SampleState) -> dict[str, object]:
    """Return what statemachines/sample.asl.json reads."""
    key = keys.sample(state.run, state.sample.name)
    return {
        "project": state.run.project,
        "workflow": state.run.workflow,
        "generation": state.generation,
        "sample": state.sample.name,
        "correlation_id": state.correlation_id,
        "pk": key["pk"],
        "sk": key["sk"],
        "analyses": list(range(state.analyses)),
    }
