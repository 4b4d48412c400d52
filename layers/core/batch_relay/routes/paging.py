"""Lists in pages: what a page goes on from, and how much it has."""

from typing import Annotated, TypeAlias

from aws_lambda_powertools.event_handler.openapi.params import Query

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.names import NameRule

# Longer than any token is; DynamoDB refuses keys of a kilobyte and more.
LONGEST_TOKEN = 256

After: TypeAlias = Annotated[
    str | None, Query(max_length=LONGEST_TOKEN, description="The `next` of the page before.")
]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=100)]


def expect_token(after: str | None, names: NameRule, *, prefix: str) -> None:
    """Refuse an `after` that no page can have told: it is no such name, or begins otherwise."""
    if after and not (names.accepts(after) and after.startswith(prefix)):
        msg = "'after' is not a token of an earlier page; leave it out to start again"
        raise InvalidError(msg)
