"""The account and region that a request is made in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One account in one region."""

    account: str
    region: str

    @classmethod
    def of(cls, arn: str) -> "Scope":
        """Read where a resource lives from its ARN."""
        _, _, _, region, account, *_ = arn.split(":")
        return cls(account=account, region=region)

    def arn(self, resource: str, *, service: str = "batch") -> str:
        """Name a resource, given as `kind/name`."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


def resource_name(reference: str) -> str:
    """Take the name from an ARN; a bare name is returned as it is."""
    return reference.split("/", 1)[-1] if reference.startswith("arn:") else reference
