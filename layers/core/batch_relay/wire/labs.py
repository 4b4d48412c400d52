"""Labs, their members, and who asks."""

from typing import Self

from pydantic import ConfigDict, Field

from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member, Role
from batch_relay.wire.problems import Wire


class LabRequest(Wire):
    """What the workflows of a lab may use; what is left out is nothing."""

    model_config = ConfigDict(extra="forbid")

    queues: list[str] = Field(default=[], description="Names of job queues.")
    job_definitions: list[str] = Field(
        default=[], description="Beginnings of the names of job definitions."
    )
    outputs: list[str] = Field(
        default=[], description="Beginnings of the S3 URIs of outputs, each ending with a slash."
    )

    def lab(self, name: str) -> Lab:
        """Return the lab."""
        return Lab(
            name=name,
            queues=frozenset(self.queues),
            job_definitions=frozenset(self.job_definitions),
            outputs=frozenset(self.outputs),
        )


class LabItem(LabRequest):
    """A lab; the names of its projects and workflows begin with its own and an underscore."""

    name: str

    @classmethod
    def of(cls, lab: Lab) -> Self:
        """Read a lab."""
        return cls(
            name=lab.name,
            queues=sorted(lab.queues),
            job_definitions=sorted(lab.job_definitions),
            outputs=sorted(lab.outputs),
        )


class LabList(Wire):
    """Labs by name."""

    labs: list[LabItem]


class MemberRequest(Wire):
    """What a member may do, and in which lab; an admin has none, for all are theirs."""

    model_config = ConfigDict(extra="forbid")

    role: Role = Role.OPERATOR
    lab: str = ""


class MemberItem(Wire):
    """A user or role of IAM, as `user:jane` or `role:smith-lab`, and what it may do."""

    principal: str
    role: Role
    lab: str = ""

    @classmethod
    def of(cls, member: Member) -> Self:
        """Read a member."""
        return cls.model_validate(member)


class MemberList(Wire):
    """Members by principal."""

    members: list[MemberItem]


class CallerItem(Wire):
    """Who asks; `role` is null for one who is no member. Without `labs`, everybody is an admin."""

    arn: str
    principal: str
    role: Role | None = None
    lab: str = ""
    labs: bool
