"""Plain values ↔ DynamoDB's attribute values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def encode(item: Mapping[str, Any]) -> "dict[str, AttributeValueTypeDef]":
    """Return the item as DynamoDB wants it; what is None is left out."""
    return {name: _serializer.serialize(value) for name, value in item.items() if value is not None}


def decode(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the item as plain values; numbers are whole numbers."""
    return {name: _plain(_deserializer.deserialize(value)) for name, value in item.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the table holds
    match value:
        case Decimal():
            return int(value)
        case list():
            return [_plain(one) for one in value]
        case set():
            return {_plain(one) for one in value}
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case _:
            return value


def iso(at: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the millisecond; it sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_if(at: datetime | None) -> str | None:
    """Return a moment that may be missing."""
    return iso(at) if at else None


def moment(text: str) -> datetime:
    """Read back what `iso` wrote."""
    return datetime.fromisoformat(text)


def moment_if(text: str | None) -> datetime | None:
    """Read back what `iso_if` wrote."""
    return moment(text) if text else None
