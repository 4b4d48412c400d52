"""The AWS::Batch resource types of CloudFormation, on top of the API."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.model import ListShape, Shape, StructureShape

from batch_relay.local.batch.documents import Document, Value
from batch_relay.local.batch.schema import service_model

Call: TypeAlias = Callable[[str, Document], Document]
Handlers: TypeAlias = dict[str, dict[str, Any]]
Resource: TypeAlias = tuple[str, dict[str, str]]
MAX_NAME = 128
SCALARS: dict[str, Callable[[Any], Any]] = {"integer": int, "long": int, "string": str}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """A type whose resources are created, updated and deleted by operations of the API.

    `Ref` and the attribute both give the ARN. A type without `update` is replaced instead.
    """

    kind: str
    name: str
    arn: str
    attribute: str
    reference: str
    create: str
    update: str
    delete: str
    is_disabled_first: bool

    def handlers(self, call: Call) -> dict[str, Any]:
        """Give the functions that ministack's provisioners ask for."""

        def create(logical_id: str, properties: Document, stack: str) -> Resource:
            request = from_template(properties, self._shape(self.create))
            request.setdefault(self.name, default_name(stack, logical_id))
            return self._resource(call(self.create, request))

        def update(
            physical_id: str, old: Document, new: Document, stack: str, logical_id: str
        ) -> Resource:
            if not self.update:
                created = create(logical_id, new, stack)
                delete(physical_id, old)
                return created
            request = from_template(new, self._shape(self.update))
            call(self.update, {**request, self.reference: physical_id})
            return physical_id, {self.attribute: physical_id}

        def delete(physical_id: str, properties: Document) -> None:
            del properties
            if self.is_disabled_first:
                call(self.update, {self.reference: physical_id, "state": "DISABLED"})
            call(self.delete, {self.reference: physical_id})

        return {
            "create": create,
            "update": update,
            "update_with_logical_id": True,
            "delete": delete,
        }

    def _shape(self, operation: str) -> Shape | None:
        return service_model().operation_model(operation).input_shape

    def _resource(self, answer: Document) -> Resource:
        arn = str(answer[self.arn])
        return arn, {self.attribute: arn}


TYPES = (
    ResourceType(
        kind="AWS::Batch::ComputeEnvironment",
        name="computeEnvironmentName",
        arn="computeEnvironmentArn",
        attribute="ComputeEnvironmentArn",
        reference="computeEnvironment",
        create="CreateComputeEnvironment",
        update="UpdateComputeEnvironment",
        delete="DeleteComputeEnvironment",
        is_disabled_first=True,
    ),
    ResourceType(
        kind="AWS::Batch::JobQueue",
        name="jobQueueName",
        arn="jobQueueArn",
        attribute="JobQueueArn",
        reference="jobQueue",
        create="CreateJobQueue",
        update="UpdateJobQueue",
        delete="DeleteJobQueue",
        is_disabled_first=True,
    ),
    ResourceType(
        kind="AWS::Batch::JobDefinition",
        name="jobDefinitionName",
        arn="jobDefinitionArn",
        attribute="JobDefinitionArn",
        reference="jobDefinition",
        create="RegisterJobDefinition",
        update="",
        delete="DeregisterJobDefinition",
        is_disabled_first=False,
    ),
    ResourceType(
        kind="AWS::Batch::SchedulingPolicy",
        name="name",
        arn="arn",
        attribute="Arn",
        reference="arn",
        create="CreateSchedulingPolicy",
        update="UpdateSchedulingPolicy",
        delete="DeleteSchedulingPolicy",
        is_disabled_first=False,
    ),
)


def handlers(call: Call) -> Handlers:
    """Give the handlers of every type, on top of a function that carries out an operation."""
    return {each.kind: each.handlers(call) for each in TYPES}


def default_name(stack: str, logical_id: str) -> str:
    """Name a resource that its template does not name, always the same."""
    suffix = hashlib.sha256(f"{stack}/{logical_id}".encode()).hexdigest()[:12]
    return f"{logical_id[: MAX_NAME - 13]}-{suffix}"


def from_template(value: Value, shape: Shape | None) -> Value:
    """Spell a template's value as the API does; properties unknown to the API are dropped."""
    if isinstance(shape, StructureShape):
        return _structure(value, shape)
    if isinstance(shape, ListShape):
        return [from_template(item, shape.member) for item in value]
    if shape is not None and shape.type_name == "boolean":
        return str(value).lower() == "true"
    return SCALARS.get(shape.type_name, lambda same: same)(value) if shape else value


def _structure(properties: Mapping[str, Any], shape: StructureShape) -> Document:
    members = {name.lower(): (name, member) for name, member in shape.members.items()}
    known = (
        (members[key.lower()], value) for key, value in properties.items() if key.lower() in members
    )
    return {name: from_template(value, member) for (name, member), value in known}
