"""Put parameters into a command, where it says `Ref::name`."""

import re
from collections.abc import Iterable, Mapping, Sequence

from batch_relay.local.batch.errors import RefusedError

PLACEHOLDER = re.compile(r"Ref::([A-Za-z0-9_-]+)")


def substitute(command: Sequence[str], parameters: Mapping[str, str]) -> list[str]:
    """Replace every placeholder, also inside a longer argument.

    Raises:
        RefusedError: placeholders have no parameter; all of them are named.
    """
    missing = sorted(set(_names(command)) - set(parameters))
    if missing:
        message = f"Parameters required by the command are missing: [{', '.join(missing)}]."
        raise RefusedError(message)
    return [PLACEHOLDER.sub(lambda found: parameters[found[1]], part) for part in command]


def _names(command: Iterable[str]) -> Iterable[str]:
    return (name for part in command for name in PLACEHOLDER.findall(part))
