"""Tell the world what happened to runs, samples and attempts."""

from collections.abc import Iterable

from batch_relay.domain.notices import Notice
from batch_relay.services.ports import Notices


def announce(notices: Iterable[Notice], *, bus: Notices) -> int:
    """Tell the notices of a batch of changes; return how many.

    They come from the table's stream, so none is lost; a batch that is
    replayed is told again.
    """
    told = tuple(notices)
    if told:
        bus.tell(told)
    return len(told)
