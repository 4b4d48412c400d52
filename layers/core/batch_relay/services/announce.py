"""Tell the world what happened to runs, samples and attempts."""

from collections.abc import Iterable, Sequence

from batch_relay.domain.notices import Notice
from batch_relay.services.ports import Notices


def announce(notices: Iterable[Notice], *, listeners: Sequence[Notices]) -> int:
    """Tell the notices of a batch of changes to every listener; return how many there are.

    They come from the table's stream, so none is lost; a batch that is
    replayed, as one that not every listener took, is told again.
    """
    told = tuple(notices)
    for listener in listeners if told else ():
        listener.tell(told)
    return len(told)
