"""The ports on the table, together: what one writes, another reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses, DynamoAwaitedOutputs
from batch_relay.adapters.dynamodb.bookmarks import DynamoBookmarks
from batch_relay.adapters.dynamodb.counters import DynamoCounters
from batch_relay.adapters.dynamodb.grid import DynamoGrid
from batch_relay.adapters.dynamodb.history import DynamoHistory
from batch_relay.adapters.dynamodb.prices import DynamoPrices
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.dynamodb.uploads import DynamoUploads
from batch_relay.adapters.memory.analyses import MemoryAnalyses, MemoryAwaitedOutputs
from batch_relay.adapters.memory.bookmarks import MemoryBookmarks
from batch_relay.adapters.memory.grid import MemoryGrid
from batch_relay.adapters.memory.history import MemoryHistory
from batch_relay.adapters.memory.prices import MemoryPrices
from batch_relay.adapters.memory.runs import MemoryCounters, MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.adapters.memory.uploads import MemoryUploads
from batch_relay.services.ports import (
    Analyses,
    AwaitedOutputs,
    Bookmarks,
    Counters,
    Grid,
    History,
    Prices,
    Runs,
    Samples,
    Uploads,
)
from tests.examples import START


@dataclass
class Store:
    runs: Runs
    counters: Counters
    samples: Samples
    analyses: Analyses
    awaited: AwaitedOutputs
    bookmarks: Bookmarks
    prices: Prices
    uploads: Uploads
    grid: Grid
    history: History


def in_memory() -> Store:
    runs, samples = MemoryRuns(), MemorySamples()
    analyses = MemoryAnalyses(runs=runs, samples=samples)
    return Store(
        runs,
        MemoryCounters(runs),
        samples,
        analyses,
        MemoryAwaitedOutputs(),
        MemoryBookmarks(),
        MemoryPrices(),
        MemoryUploads(),
        MemoryGrid(analyses),
        MemoryHistory(),
    )


def in_dynamodb(client: Any, table: str) -> Store:
    def clock() -> datetime:
        return START

    return Store(
        DynamoRuns(client, table),
        DynamoCounters(client, table),
        DynamoSamples(client, table),
        DynamoAnalyses(client, table),
        DynamoAwaitedOutputs(client, table, clock),
        DynamoBookmarks(client, table),
        DynamoPrices(client, table, clock),
        DynamoUploads(client, table),
        DynamoGrid(client, table),
        DynamoHistory(client, table),
    )
