"""Check that a text is `s3://bucket/key`."""

import re
from typing import Final

from batch_relay.domain.wording import quote

# S3: a key has 1,024 bytes of UTF-8 at most; a bucket's name 3 to 63 characters.
LONGEST_KEY: Final = 1_024
_BUCKET: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]")
_ADDRESS: Final = re.compile(r"\d+\.\d+\.\d+\.\d+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_USUAL: Final = re.compile(r"s3://[a-z0-9][a-z0-9-]{1,61}[a-z0-9]/[!-~]{0,1023}[!-.0-~]")


def fault_of_uri(uri: str) -> str | None:
    """Return what is wrong with an S3 URI and what to do; None if it is right."""
    if _USUAL.fullmatch(uri):
        return None
    if not uri.startswith("s3://"):
        return f"{quote(uri)} isn't s3://bucket/key; start it with s3://."
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return _fault_of_bucket(bucket) or _fault_of_key(uri, key)


def _fault_of_bucket(bucket: str) -> str | None:
    if _BUCKET.fullmatch(bucket) and not _ADDRESS.fullmatch(bucket):
        return None
    return (
        f"{quote(bucket)} can't be a bucket's name; "
        "use 3 to 63 lower-case letters, digits, dots and hyphens."
    )


def _fault_of_key(uri: str, key: str) -> str | None:
    if not key:
        return f"{quote(uri)} has no key; write s3://bucket/key."
    if key.endswith("/"):
        return f"{quote(uri)} is a folder; name the object that is written."
    if _CONTROL.search(key):
        return f"{quote(uri)} has a line break or another control character in it; remove it."
    if (length := len(key.encode(errors="surrogatepass"))) > LONGEST_KEY:
        return f"The key of {quote(uri)} has {length} bytes; shorten it to {LONGEST_KEY}."
    return None
