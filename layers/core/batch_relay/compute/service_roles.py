"""Roles of AWS's own services, which an account gets when it first uses them.

AWS Batch makes what is missing by itself, but what it then does at once may come before the
role is known everywhere: the first stack of an account fails, and the second one doesn't.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import ConflictError

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

SERVICES: Final = ("batch", "ecs", "autoscaling", "spot")
# It is there; by AWS, and by the emulator. Who may not make it, AWS Batch may make it for.
_PASSED_OVER: Final = ("InvalidInput", "EntityAlreadyExists", "AccessDenied")


def make_service_roles(iam: "IAMClient") -> None:
    """Make the roles that environments need, where they are missing and the caller may."""
    for service in SERVICES:
        with suppress(ConflictError), translated(**dict.fromkeys(_PASSED_OVER, ConflictError)):
            iam.create_service_linked_role(AWSServiceName=f"{service}.amazonaws.com")
