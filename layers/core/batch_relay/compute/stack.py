"""The compute stack: deploy its template, read its outputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError, WaiterError

import batch_relay
from batch_relay.adapters.errors import translate, translated
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.domain.json_types import Json, JsonObject

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

DEFAULT_STACK = "batch-relay-compute"
_PACKAGE = Path(batch_relay.__file__).parent
_PLACES = (_PACKAGE.parents[2] / "compute/template.yaml", _PACKAGE / "_sam/compute/template.yaml")
_NOTHING_NEW = "No updates are to be performed"
_FAILED = ("CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED")
_BEGUN = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
_WAIT: Any = {"Delay": 5, "MaxAttempts": 360}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeStack:
    """A stack of the compute template."""

    cloudformation: "CloudFormationClient"
    name: str = DEFAULT_STACK
    wait: Any = None

    def deploy(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """Create or update the stack and return its outputs; other parameters stay as they are.

        RefusedError tells which resource failed, and why.
        """
        there = self._describe()
        request: Any = {
            "StackName": self.name,
            "TemplateBody": template(),
            "Capabilities": ["CAPABILITY_IAM"],
            "Parameters": _parameters(parameters, there),
        }
        try:
            if there is None:
                made = self.cloudformation.create_stack(**request, OnFailure="DELETE")["StackId"]
            else:
                made = self.cloudformation.update_stack(**request)["StackId"]
        except ClientError as error:
            if _NOTHING_NEW not in str(error):
                raise translate(error) from error
            return self.outputs()
        self._await("stack_create_complete" if there is None else "stack_update_complete", made)
        return self.outputs()

    def outputs(self) -> dict[str, str]:
        """Return the stack's outputs; NotFoundError."""
        stack = self._describe()
        if stack is None:
            msg = f"There is no stack {self.name!r}; `batch-relay compute deploy` makes it."
            raise NotFoundError(msg)
        listed = cast("list[dict[str, str]]", stack.get("Outputs", []))
        return {each["OutputKey"]: each["OutputValue"] for each in listed}

    def _describe(self) -> JsonObject | None:
        try:
            found: Any = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise translate(error) from error
        return cast("JsonObject", found[0])

    def _await(self, event: Any, stack: str) -> None:  # noqa: ANN401 - the name of a waiter
        """Wait for a stack by its id: one that was deleted has no name any more."""
        waiter: Any = self.cloudformation.get_waiter(event)
        try:
            waiter.wait(StackName=stack, WaiterConfig=self.wait or _WAIT)
        except WaiterError as error:
            msg = f"Stack {self.name} could not be deployed: {self._reason(stack) or error}"
            raise RefusedError(msg) from error

    def _reason(self, stack: str) -> str:
        """Return what failed first since the last deployment began."""
        with translated(ValidationError=NotFoundError):
            told = takewhile(lambda each: not _is_begin(each), self._events(stack))
            failed = [each for each in told if each["ResourceStatus"] in _FAILED]
        if not failed:
            return ""
        return f"{failed[-1]['LogicalResourceId']}: {failed[-1].get('ResourceStatusReason', '')}"

    def _events(self, stack: str) -> Iterator[Any]:
        """Yield what happened to the stack, the newest first."""
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
        for page in pages:
            yield from page["StackEvents"]


def _is_begin(event: Mapping[str, Any]) -> bool:
    """Whether it is the stack that begins to be made or changed, rather than something in it."""
    is_stack = event.get("PhysicalResourceId") == event["StackId"]
    return is_stack and event["ResourceStatus"] in _BEGUN


def template() -> str:
    """Return the template, from the checkout or from its copy in the package."""
    return next(place for place in _PLACES if place.is_file()).read_text(encoding="utf-8")


def context_of(outputs: Mapping[str, str]) -> JsonObject:
    """Return a context file for environments in the stack's network, with its roles."""
    resources: Json = {
        "type": "SPOT",
        "subnets": outputs["SubnetIds"].split(","),
        "securityGroupIds": [outputs["SecurityGroupId"]],
        "instanceRole": outputs["InstanceProfileArn"],
        "launchTemplate": {
            "launchTemplateId": outputs["LaunchTemplateId"],
            "version": "$Latest",
        },
    }
    return {
        "accnt_ctx": {"default": {"resources": resources}},
        "small": _size(64, "m6i", "c6i", "r6i"),
        "large": _size(512, "m6i.16xlarge", "c6i.16xlarge", "r6i.16xlarge"),
    }


def _size(most: int, *types: str) -> Json:
    return {"maxvCpus": most, "instanceTypes": list(types)}


def _parameters(given: Mapping[str, str], stack: JsonObject | None) -> list[dict[str, Any]]:
    kept = cast("list[dict[str, str]]", (stack or {}).get("Parameters", []))
    names = {each["ParameterKey"] for each in kept} - given.keys()
    new = ({"ParameterKey": key, "ParameterValue": value} for key, value in given.items())
    return [*new, *({"ParameterKey": name, "UsePreviousValue": True} for name in sorted(names))]
