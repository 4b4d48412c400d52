"""Which way to look for objects costs less."""

from typing import Final

# Nanodollars of a request: us-east-1, S3 Standard, as of November 2026, https://aws.amazon.com/s3/pricing
HEAD: Final = 400
LIST: Final = 5_000
KEYS_A_PAGE: Final = 1_000


def pages_worth(objects: int) -> int:
    """Return how many pages to list for so many objects before each is asked for instead.

    What else lies between them is unknown, so half of what HEAD would cost is
    risked: it is never more than one and a half times that.
    """
    return objects * HEAD // (2 * LIST)
