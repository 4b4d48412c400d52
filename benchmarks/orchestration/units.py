"""DynamoDB's units, as it counts them: by the bytes of items, and what an index has to write."""

import json
from math import ceil
from typing import Any, TypeAlias

from ministack.services.dynamodb import _item_size_bytes

Item: TypeAlias = dict[str, Any]

_READ, _WRITE = 4096, 1024
_INDEXED = ("list_pk", "list_sk")


def read_units(request: Any, body: bytes) -> float:
    """Return the read units of GetItem, BatchGetItem or Query; half of it without consistency."""
    reply = json.loads(body)
    if "RequestItems" in request:
        found = [item for items in reply.get("Responses", {}).values() for item in items]
        ((_, asked),) = request["RequestItems"].items()
        missing = len(asked["Keys"]) - len(found)
        whole = sum(map(_blocks, found)) + missing
        return float(whole) if asked.get("ConsistentRead") else whole / 2
    if "Items" in reply:
        whole = ceil(sum(map(_item_size_bytes, reply["Items"])) / _READ) or 1
    else:
        whole = _blocks(reply.get("Item", {}))
    return float(whole) if request.get("ConsistentRead") else whole / 2


def _blocks(item: Item) -> int:
    return ceil(_item_size_bytes(item) / _READ) or 1


def write_units(before: Item | None, after: Item | None) -> float:
    """Return the write units of a change, or of one that was refused; with those of the index."""
    largest = max(_item_size_bytes(one) for one in (before or {}, after or {}))
    return float((ceil(largest / _WRITE) or 1) + _index_units(before, after))


def _index_units(before: Item | None, after: Item | None) -> int:
    """Return what the index writes, which has keys only: a new key, the old one's removal."""
    old, new = (_listed(one) for one in (before, after))
    return 0 if old == new else bool(old) + bool(new)


def _listed(item: Item | None) -> tuple[str, ...]:
    found = tuple(json.dumps((item or {}).get(name)) for name in _INDEXED)
    return () if "null" in found else found
