"""Calls to AWS Batch, planned first, then printed or made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore import xform_name

from batch_relay.adapters.errors import translated
from batch_relay.domain.json_types import Json, JsonObject

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation of AWS Batch and its request."""

    operation: str
    request: JsonObject


def carry_out(batch: "BatchClient", calls: Iterable[Call]) -> None:
    """Make the calls, one after another."""
    for call in calls:
        with translated():
            getattr(batch, xform_name(call.operation))(**_arguments(call))


def printable(calls: Iterable[Call]) -> Json:
    """Return what would be asked: `--cli-input-json` of the AWS CLI takes each `request`."""
    return [{"operation": call.operation, "request": call.request} for call in calls]


def _arguments(call: Call) -> Any:  # noqa: ANN401 - any request
    return dict(call.request)
