"""How many calls to AWS an event costs, and a look at a run: the real functions over moto."""

from collections.abc import Sequence

from batch_relay.domain.statuses import AnalysisStatus
from benchmarks.report import Row, Section
from tests.integration.calls import functions

TITLE = "Calls to AWS"
MOVE, END, STATUS = 2, 5, 2
SAMPLES, SMALL = 1_000, 10


def run(*, small: bool) -> Section:
    """Count the calls of events and of a status request."""
    samples = SMALL if small else SAMPLES
    return Section(
        title=TITLE,
        rows=[
            *(_event(what, name, stands, limit) for what, name, stands, limit in EVENTS),
            _status(samples),
        ],
        notes="Counted by a hook of the SDK. `tests/integration/test_calls.py` holds them there.",
    )


EVENTS = (
    ("a job runs", "running", AnalysisStatus.SUBMITTED, MOVE),
    ("the same once more", "running", AnalysisStatus.RUNNING, MOVE),
    ("a job succeeded", "succeeded", AnalysisStatus.RUNNING, END),
    ("a job succeeded whose outputs were seen", "succeeded", AnalysisStatus.SUCCEEDED, END),
)


def _event(what: str, name: str, stands: AnalysisStatus, limit: int) -> Row:
    with functions() as one:
        return _row(f"`on_job_change`: {what}", one.event(name, stands=stands), limit)


def _status(samples: int) -> Row:
    with functions() as one:
        return _row(f"status of a run of {samples:,} samples", one.status(samples), STATUS)


def _row(what: str, calls: Sequence[str], limit: int) -> Row:
    measured = f"{len(calls)}: {', '.join(calls)}"
    return Row(what=what, measured=measured, target=f"≤ {limit}", met=len(calls) <= limit)
