"""A run as a table: one row for each attempt."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final, TextIO, TypeAlias

from batch_relay.wire.runs import RunItem
from batch_relay.wire.samples import AnalysisItem, AttemptItem, SampleDetail

Cell: TypeAlias = str | int | float | None

SAMPLE: Final = ("sample", "file", "sample_status", "sample_reason")
ANALYSIS: Final = ("analysis", "job_definition", "analysis_status")
ATTEMPT: Final = (
    "generation",
    "attempt",
    "status",
    "job_id",
    "definition",
    "image",
    "queue",
    "vcpus",
    "memory_mib",
    "jobs",
    "parameters",
    "environment",
    "timeout_seconds",
    "submitted_at",
    "started_at",
    "stopped_at",
    "waited_seconds",
    "ran_seconds",
    "exit_code",
    "reason",
    "rule",
    "decision",
    "dollars",
)
HEADER: Final = ("project", "workflow", "version", *SAMPLE, *ANALYSIS, *ATTEMPT)
# A spreadsheet takes what begins so for a formula; the last four are as wide as a kanji.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class RowWriter:
    """Writes samples as rows of a CSV; one that has no attempt has a row all the same."""

    def __init__(self, file: TextIO, run: RunItem) -> None:
        self._writer = csv.writer(file)
        self._run: tuple[Cell, ...] = (run.project, run.workflow, run.version)
        self._writer.writerow(HEADER)

    def add(self, sample: SampleDetail) -> None:
        """Write all attempts at a sample."""
        for row in _rows(sample):
            self._writer.writerow([guarded(cell) for cell in (*self._run, *row)])


def guarded(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _rows(sample: SampleDetail) -> Iterator[tuple[Cell, ...]]:
    mine = (sample.sample, sample.file, sample.status.value, sample.reason)
    for analysis in sample.analyses:
        yield from ((*mine, *row) for row in _attempts(analysis))
    if not sample.analyses:
        yield (*mine, *(None,) * len((*ANALYSIS, *ATTEMPT)))


def _attempts(analysis: AnalysisItem) -> Iterator[tuple[Cell, ...]]:
    mine = (analysis.index + 1, analysis.job_definition, analysis.status.value)
    for attempt in analysis.attempts:
        yield (*mine, *_attempt(attempt))
    if not analysis.attempts:
        yield (*mine, *(None,) * len(ATTEMPT))


def _attempt(attempt: AttemptItem) -> tuple[Cell, ...]:
    return (
        attempt.generation,
        attempt.number,
        attempt.status.value,
        attempt.job_id,
        attempt.definition,
        attempt.image,
        attempt.queue,
        attempt.vcpus,
        attempt.memory,
        attempt.size,
        *_settings(attempt),
        _moment(attempt.submitted_at),
        _moment(attempt.started_at),
        _moment(attempt.stopped_at),
        seconds(attempt.submitted_at, attempt.started_at),
        seconds(attempt.started_at, attempt.stopped_at),
        attempt.exit_code,
        attempt.reason,
        attempt.rule,
        attempt.decision,
        attempt.usage.dollars if attempt.usage.jobs else None,
    )


def _settings(attempt: AttemptItem) -> tuple[Cell, Cell, Cell]:
    """Return what its job was given, objects as JSON."""
    given = attempt.settings
    if given is None:
        return None, None, None
    return json.dumps(given.parameters), json.dumps(given.environment), given.timeout


def seconds(first: datetime | None, last: datetime | None) -> float | None:
    """Return what lies between two moments, if both are known."""
    return max(0.0, (last - first).total_seconds()) if first and last else None


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
