"""The objects that jobs write, on S3."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from os.path import commonprefix
from typing import TYPE_CHECKING

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.domain.s3_prices import KEYS_A_PAGE, pages_worth

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = dict.fromkeys(("404", "NoSuchKey", "NoSuchBucket", "NotFound"), NotFoundError)


@dataclass(frozen=True)
class S3Objects:
    """Objects, looked at by HEAD of the exact key, or many by LIST."""

    client: "S3Client"

    def written_at(self, uri: str) -> datetime | None:
        """Return when the object was last written, None if it is not there.

        RefusedError if it can't be looked at, as in a bucket that the template doesn't grant.
        """
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        try:
            with suppress(NotFoundError), translated(**_ABSENT):
                return self.client.head_object(Bucket=bucket, Key=key)["LastModified"]
        except RefusedError as error:
            said = f"{uri} can't be looked at ({error}); is its bucket one of OutputBuckets?"
            raise RefusedError(said) from error
        return None

    def listed(self, uris: Sequence[str]) -> Mapping[str, datetime | None]:
        """Return when each was last written, as far as to list them costs less than HEAD."""
        found: dict[str, datetime | None] = {}
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for uri in uris:
            bucket, _, key = uri.removeprefix("s3://").partition("/")
            keys[bucket].append(key)
        for bucket, wanted in keys.items():
            with suppress(NotFoundError), translated(**_ABSENT):
                for key, at in self._listed(bucket, sorted(wanted)):
                    found[f"s3://{bucket}/{key}"] = at
        return found

    def _listed(self, bucket: str, keys: Sequence[str]) -> Iterator[tuple[str, datetime | None]]:
        """Yield the first of the sorted keys, as many as so many pages tell of."""
        pages = pages_worth(len(keys))
        if not pages:
            return
        listing = self.client.get_paginator(
            "list_objects_v2"
        ).paginate(
            Bucket=bucket,
            Prefix=commonprefix((keys[0], keys[-1])),  # noqa: RUF071 - keys are no paths
            StartAfter=keys[0][:-1],
            PaginationConfig={"MaxItems": pages * KEYS_A_PAGE, "PageSize": KEYS_A_PAGE},
        )
        there: dict[str, datetime] = {}
        last = None
        for page in listing:
            there |= {one["Key"]: one["LastModified"] for one in page.get("Contents", ())}
            last = page["Contents"][-1]["Key"] if page["IsTruncated"] else None
            if last is not None and last >= keys[-1]:
                break
        yield from ((key, there.get(key)) for key in keys if last is None or key <= last)
