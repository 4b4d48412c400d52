"""Tell those who wait how an analysis ended."""

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.ports import Samples, Tasks

ERROR = "AnalysisFailed"


def conclude(state: AnalysisState, *, samples: Samples, tasks: Tasks) -> bool:
    """Answer the tokens of an analysis that ended; the last, or one that failed, ends its sample.

    Return whether that was news: an execution waited for it, or the sample ends with it.

    The end is stored before it is told, so whoever finds it stored tells it
    again: a spent token is ignored, a stopped sample stays stopped. The sample
    is stopped last: while it is live, the reconciler looks at it.
    """
    if state.status.is_complete:
        waited = [tasks.succeed(token) for token in state.tokens]
        if state.last:
            _stop(state, SampleStatus.SUCCEEDED, "", samples)
        return state.last or any(waited)
    if state.status.is_final:
        _fail(state, samples, tasks)
    return state.status.is_final


def _fail(state: AnalysisState, samples: Samples, tasks: Tasks) -> None:
    reason = f"analysis {state.key.analysis + 1}: {state.reason}"
    if state.status is AnalysisStatus.CANCELLED:
        # The execution records a sample that is still RUNNING as FAILED.
        _stop(state, SampleStatus.CANCELLING, reason, samples)
    for token in state.tokens:
        tasks.fail(token, error=ERROR, cause=reason)
    cancelled = state.status is AnalysisStatus.CANCELLED
    _stop(state, SampleStatus.CANCELLED if cancelled else SampleStatus.FAILED, reason, samples)


def _stop(state: AnalysisState, status: SampleStatus, reason: str, samples: Samples) -> None:
    samples.stop(
        state.key.run,
        state.key.sample,
        generation=state.generation,
        status=status,
        reason=reason,
        at=state.updated_at,
    )
