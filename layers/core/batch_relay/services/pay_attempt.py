"""Say what an attempt has cost."""

from dataclasses import replace

from batch_relay.domain.attempts import AnalysisState
from batch_relay.services.recording import Recording


def pay_attempt(ended: AnalysisState, *, ports: Recording) -> AnalysisState:
    """Return the state with what the last attempt of its history has cost, at today's price.

    Jobs of an array start and stop apart: AWS Batch is asked for each of them.
    """
    *before, last = ended.history
    if last.size > 1 and last.job_id:
        last = replace(last, ran=ports.jobs.ran(last.job_id))
    return replace(ended, history=(*before, last.priced(ports.prices.get(last.queue))))
