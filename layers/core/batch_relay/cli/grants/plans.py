"""What it takes to let somebody in, and out again.

In, IAM comes first and the service's record last; out, the other way round. Both have to agree
before anything is allowed, so whoever is half in, or half out, is out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from batch_relay.access_client import AccessClient
from batch_relay.cli.grants.principals import LAB_TAG, Entity
from batch_relay.cli.grants.steps import Step
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.members import Role
from batch_relay.wire.labs import MemberRequest

# The stack's outputs that name its managed policies, and which of them a role takes.
OUTPUTS: Final = ("ReaderPolicyArn", "OperatorPolicyArn", "AdminPolicyArn")
_TAKES: Final = {
    Role.READER: ("ReaderPolicyArn",),
    Role.OPERATOR: ("ReaderPolicyArn", "OperatorPolicyArn"),
    Role.ADMIN: ("AdminPolicyArn",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who is to be what; `policies` are the ARNs of the stack's, by output.

    Without policies, IAM is somebody else's care.
    """

    entity: Entity
    role: Role
    lab: str
    policies: Mapping[str, str]

    @property
    def wanted(self) -> MemberRequest:
        """Return what the service is to know."""
        return MemberRequest(role=self.role, lab=self.lab)


def granting(grant: Grant, access: AccessClient) -> Iterator[Step]:
    """Yield the steps that let somebody in."""
    if grant.lab:
        missing = partial(_no_lab, grant.lab, access)
        yield Step(name=f"lab {grant.lab}", missing=missing, mend=partial(access.lab, grant.lab))
    if grant.policies:
        yield from _in_iam(grant)
    yield Step(
        name="member",
        missing=partial(_not_known, grant, access),
        mend=partial(access.put_member, grant.entity.principal, grant.wanted),
    )


def _in_iam(grant: Grant) -> Iterator[Step]:
    entity = grant.entity
    yield Step(
        name=f"{entity.kind} {entity.name}", missing=partial(_gone, entity), mend=entity.expect
    )
    tag = partial(entity.tag, grant.lab) if grant.lab else entity.untag
    yield Step(name=f"tag {LAB_TAG}", missing=partial(_other_tag, entity, grant.lab), mend=tag)
    for output in OUTPUTS:
        yield _policy(grant, output, wanted=output in _TAKES[grant.role])


def revoking(grant: Grant, access: AccessClient) -> Iterator[Step]:
    """Yield the steps that let somebody in no longer."""
    principal = grant.entity.principal
    yield Step(
        name="member",
        missing=partial(_still_known, principal, access),
        mend=partial(access.remove_member, principal),
    )
    if grant.policies and not _gone(grant.entity):
        for output in OUTPUTS:
            yield _policy(grant, output, wanted=False)
        missing = partial(_other_tag, grant.entity, "")
        yield Step(name=f"tag {LAB_TAG}", missing=missing, mend=grant.entity.untag)


def _policy(grant: Grant, output: str, *, wanted: bool) -> Step:
    entity, arn = grant.entity, grant.policies[output]

    def missing() -> str:
        if wanted == (arn in entity.policies()):
            return ""
        return "it isn't attached" if wanted else "it is attached"

    name = f"{'' if wanted else 'no '}policy {output.removesuffix('Arn')}"
    return Step(
        name=name, missing=missing, mend=partial((entity.attach if wanted else entity.detach), arn)
    )


def _no_lab(lab: str, access: AccessClient) -> str:
    try:
        access.lab(lab)
    except NotFoundError as error:
        return str(error)
    return ""


def _gone(entity: Entity) -> str:
    try:
        entity.expect()
    except NotFoundError as error:
        return str(error)
    return ""


def _other_tag(entity: Entity, lab: str) -> str:
    found = entity.lab()
    return "" if found == lab else f"it is {found!r}, not {lab!r}" if found else "there is none"


def _not_known(grant: Grant, access: AccessClient) -> str:
    try:
        found = access.member(grant.entity.principal)
    except NotFoundError:
        return "the service doesn't know it"
    if (found.role, found.lab) == (grant.role, grant.lab):
        return ""
    return f"it is {found.role} of {found.lab or 'every lab'}"


def _still_known(principal: str, access: AccessClient) -> str:
    known = [each for each in access.members().members if each.principal == principal]
    return f"it is {known[0].role} of {known[0].lab or 'every lab'}" if known else ""
