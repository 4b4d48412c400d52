"""Say what an attempt has cost."""

from dataclasses import replace

from batch_relay.domain.attempts import AnalysisState
from batch_relay.services.recording import Recording


def pay_attempt(ended: AnalysisState, *, ports: Recording) -> AnalysisState:
    """Return the state with what the last attempt of its history has cost, at today's price."""
    *before, last = ended.history
    return replace(ended, history=(*before, last.priced(ports.prices.get(last.queue))))
