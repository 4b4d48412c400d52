"""Tell those who wait how an analysis ended."""

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.ports import Samples, Tasks

ERROR = "AnalysisFailed"


def conclude(state: AnalysisState, *, samples: Samples, tasks: Tasks) -> None:
    """Answer the tokens of an analysis that ended; a failed one stops its sample first.

    The end is stored before it is told, so whoever finds it stored tells it
    again: a spent token is ignored, a stopped sample stays stopped.
    """
    if state.status.is_complete:
        for token in state.tokens:
            tasks.succeed(token)
    elif state.status.is_final:
        _stop(state, samples)
        for token in state.tokens:
            tasks.fail(token, error=ERROR, cause=state.reason)


def _stop(state: AnalysisState, samples: Samples) -> None:
    cancelled = state.status is AnalysisStatus.CANCELLED
    samples.stop(
        state.key.run,
        state.key.sample,
        generation=state.generation,
        status=SampleStatus.CANCELLED if cancelled else SampleStatus.FAILED,
        reason=f"analysis {state.key.analysis}: {state.reason}",
        at=state.updated_at,
    )
