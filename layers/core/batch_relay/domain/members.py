"""Who may use the service: members of labs, each by a user or role of IAM."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from batch_relay.domain.labs import lab_of


class Role(StrEnum):
    """What a member may do: look, or also run; an ADMIN may do all, in every lab."""

    READER = "reader"
    OPERATOR = "operator"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Whether it may do all that the other may."""
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER: Final = tuple(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who belongs to which lab; an ADMIN to none, as all are theirs."""

    principal: str
    role: Role
    lab: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether everything is theirs."""
        return self.role is Role.ADMIN

    @property
    def prefix(self) -> str:
        """Return what the names begin with that are the member's lab's."""
        return "" if self.is_admin else f"{self.lab}_"

    def owns(self, name: str) -> bool:
        """Whether a project or workflow of that name is the member's lab's."""
        return self.is_admin or (bool(self.lab) and lab_of(name) == self.lab)


# Kinds of principals, by what their ARNs say.
_KINDS: Final[Mapping[str, str]] = {
    "user": "user",
    "role": "role",
    "assumed-role": "role",
    "federated-user": "federated-user",
    "root": "root",
}
# Who may be a member. A federated user is none: whoever asks STS for one names it as they like.
PRINCIPAL: Final = re.compile(r"root|(?:user|role):[\w+=,.@-]{1,64}", re.ASCII)


def principal_of(arn: str, account: str) -> str:
    """Return who an ARN of IAM or STS names: `user:jane`, `role:smith`, `root`.

    Names of users and roles are unique in an account, whatever their path. A session is its
    role, for it names itself as it likes. An ARN of another account stays as it is.
    """
    _, _, service, _, owner, resource = (arn.split(":", 5) + [""] * 6)[:6]
    kind, _, rest = resource.partition("/")
    if service not in {"iam", "sts"} or owner != account or kind not in _KINDS:
        return arn
    name = rest.partition("/")[0] if kind == "assumed-role" else rest.rpartition("/")[2]
    return f"{_KINDS[kind]}:{name}" if name else _KINDS[kind]
