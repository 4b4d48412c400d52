"""Keep where the samples of a run stood, once a minute, for its history."""

from batch_relay.domain.history import snapshot
from batch_relay.domain.runs import RunKey
from batch_relay.services.ports import Clock, History, Runs


def note_counts(key: RunKey, *, runs: Runs, history: History, clock: Clock) -> None:
    """Note the counts of a run that have changed; of a minute, the first note stays.

    So what is told twice, or by two functions at once, is written once.
    """
    minute = clock().replace(second=0, microsecond=0)
    if history.lacks(key, minute) and (run := runs.get(key)):
        history.note(key, snapshot(run, minute))
