"""Reading items: whole ones that the index, which holds keys only, has found; and broken ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from batch_relay.adapters.dynamodb.codec import decode
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import UnreadableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")


def named(read: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], T]:
    """Have `read` raise an UnreadableError that names the item which it can't read."""

    @wraps(read)
    def read_or_name(item: Mapping[str, Any]) -> T:
        try:
            return read(item)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            where, why = f"{item.get('pk')} / {item.get('sk')}", f"{type(error).__name__}: {error}"
            msg = f"The table's item {where} can't be read ({why}); is it of a newer version?"
            raise UnreadableError(msg) from error

    return read_or_name


def sorted_out(
    read: Callable[[Mapping[str, Any]], T], items: Iterable[Mapping[str, Any]]
) -> tuple[list[T], tuple[UnreadableError, ...]]:
    """Return what can be read of the items, and an error for each that can't."""
    good: list[T] = []
    broken: list[UnreadableError] = []
    for item in items:
        try:
            good.append(read(item))
        except UnreadableError as error:
            broken.append(error)
    return good, tuple(broken)


def whole(
    client: "DynamoDBClient",
    table: str,
    found: Sequence[Mapping[str, Any]],
    *,
    consistent: bool = False,
    attributes: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the items of these keys, 100 at most, in any order; those that are gone are not.

    `attributes` are those to read, all if there are none.
    """
    chosen: Any = {"ConsistentRead": consistent}
    if names := {f"#{name}": name for name in attributes}:
        chosen |= {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
    wanted: list[Any] = [{"pk": item["pk"], "sk": item["sk"]} for item in found]
    while wanted:
        request: Any = {table: {**chosen, "Keys": wanted}}
        with translated():
            reply = client.batch_get_item(RequestItems=request)
        yield from map(decode, reply["Responses"][table])
        left = reply["UnprocessedKeys"].get(table)
        wanted = list(left["Keys"]) if left else []
