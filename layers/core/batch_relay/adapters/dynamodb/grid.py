"""The grid of a run, read from the index and from its analyses."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated
from batch_relay.domain.attempts import AnalysisKey
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 100
# Before and behind all that a name may go on with.
_FIRST, _LAST = "\x01", "\U0010ffff"


@dataclass(frozen=True)
class DynamoGrid:
    """Names come from the index alone; statuses are all that is taken of the analyses."""

    client: "DynamoDBClient"
    table: str

    def names(
        self, run: RunKey, status: SampleStatus, *, prefix: str = "", after: str = "", limit: int
    ) -> tuple[str, ...]:
        """Return names of samples that stand there, in order, `limit` at most."""
        before = keys.sample_listing(status, "")
        first, last = max(prefix, f"{after}{_FIRST}" if after else ""), f"{prefix}{_LAST}"
        if first > last:
            return ()
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName=keys.LISTING,
            KeyConditionExpression="list_pk = :run AND list_sk BETWEEN :first AND :last",
            ExpressionAttributeValues=encode(
                {
                    ":run": keys.samples_listing(run),
                    ":first": f"{before}{first}",
                    ":last": f"{before}{last}",
                }
            ),
            ProjectionExpression="list_sk",
            PaginationConfig={"MaxItems": limit},
        )
        with translated():
            found = [decode(item)["list_sk"] for page in pages for item in page["Items"]]
        return tuple(name.removeprefix(before) for name in found)

    def statuses(
        self, run: RunKey, samples: Collection[str], analyses: int
    ) -> Mapping[AnalysisKey, AnalysisStatus]:
        """Return where the analyses of these samples stand; those that never began are left out."""
        wanted = (
            AnalysisKey(run=run, sample=sample, analysis=index)
            for sample in samples
            for index in range(analyses)
        )
        found: dict[AnalysisKey, AnalysisStatus] = {}
        while batch := list(islice(wanted, _BATCH)):
            found.update(self._read(run, batch))
        return found

    def _read(
        self, run: RunKey, batch: Sequence[AnalysisKey]
    ) -> Iterator[tuple[AnalysisKey, AnalysisStatus]]:
        left: Any = [encode(keys.analysis(key)) for key in batch]
        while left:
            request: Any = {
                "Keys": left,
                "ProjectionExpression": "#sample, #analysis, #status",
                "ExpressionAttributeNames": {f"#{n}": n for n in ("sample", "analysis", "status")},
            }
            with translated():
                reply = self.client.batch_get_item(RequestItems={self.table: request})
            for item in map(decode, reply["Responses"][self.table]):
                key = AnalysisKey(run=run, sample=item["sample"], analysis=item["analysis"])
                yield key, AnalysisStatus(item["status"])
            unread = reply["UnprocessedKeys"].get(self.table)
            left = unread["Keys"] if unread else []
