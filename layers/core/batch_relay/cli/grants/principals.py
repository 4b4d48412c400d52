"""Users and roles of IAM: what is attached to them, and what they are tagged with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import InvalidError, NotFoundError
from batch_relay.domain.members import principal_of

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

LAB_TAG: Final = "batch-relay-lab"
_NAMED: Final = re.compile(r"(?:(user|role)[:/])?([\w+=,.@-]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A user or role of IAM; NotFoundError from whatever is asked if there is none."""

    iam: "IAMClient"
    kind: str
    name: str

    @property
    def principal(self) -> str:
        """Return what the service calls it."""
        return f"{self.kind}:{self.name}"

    def expect(self) -> None:
        """Ask for it."""
        self._ask(f"get_{self.kind}")

    def lab(self) -> str:
        """Return the lab that it is tagged with; empty for none."""
        tags = self._ask(f"list_{self.kind}_tags")["Tags"]
        return next((tag["Value"] for tag in tags if tag["Key"] == LAB_TAG), "")

    def tag(self, lab: str) -> None:
        """Tag it with a lab."""
        self._ask(f"tag_{self.kind}", Tags=[{"Key": LAB_TAG, "Value": lab}])

    def untag(self) -> None:
        """Take that tag away."""
        self._ask(f"untag_{self.kind}", TagKeys=[LAB_TAG])

    def policies(self) -> frozenset[str]:
        """Return the ARNs of the managed policies attached to it."""
        found = self._ask(f"list_attached_{self.kind}_policies")["AttachedPolicies"]
        return frozenset(policy["PolicyArn"] for policy in found)

    def attach(self, policy: str) -> None:
        """Attach a managed policy."""
        self._ask(f"attach_{self.kind}_policy", PolicyArn=policy)

    def detach(self, policy: str) -> None:
        """Detach a managed policy."""
        self._ask(f"detach_{self.kind}_policy", PolicyArn=policy)

    def _ask(self, operation: str, **request: object) -> Mapping[str, Any]:
        named = {f"{self.kind.title()}Name": self.name}
        with translated(NoSuchEntity=NotFoundError):
            answer: Mapping[str, Any] = getattr(self.iam, operation)(**named, **request)
        return answer


def entity_of(text: str, account: str, iam: "IAMClient") -> Entity:
    """Return whom a person means by `jane`, `user/jane`, `role/smith-lab` or an ARN."""
    wanted = principal_of(text, account) if text.startswith("arn:") else text
    known = _NAMED.fullmatch(wanted)
    if known is None:
        msg = f"{text!r} is no user or role of account {account}; write jane or role/smith-lab."
        raise InvalidError(msg)
    return Entity(iam=iam, kind=known[1] or "user", name=known[2])
