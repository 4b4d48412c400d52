"""Find executions whose sample has ended: nobody is left to answer them."""

from collections.abc import Iterator
from datetime import datetime

from batch_relay.domain.runs import SampleState
from batch_relay.services.ports import Bookmarks, Execution, Executions, Samples
from batch_relay.services.repairs import Repair, Repaired, unless_put_off

CAUSE = "batch-relay: its sample has ended"


def find_executions(
    before: datetime, *, executions: Executions, bookmarks: Bookmarks, samples: Samples
) -> Iterator[Repaired]:
    """Look at a page of what is at work; end what is of samples that ended before then.

    An execution waits for whoever has its token. Who ends a sample answers it,
    unless the message that had the token is gone for good. The next sweep goes on
    with the next page.
    """
    after = bookmarks.executions_after()
    page = executions.at_work(after=after)
    for one in page.items:
        yield from unless_put_off(
            _look(one, before, executions, samples), run=one.run, sample=one.sample
        )
    if page.next != after:
        bookmarks.go_on_after(page.next)


def _look(
    execution: Execution, before: datetime, executions: Executions, samples: Samples
) -> Iterator[Repaired]:
    sample = samples.get(execution.run, execution.sample)
    if sample is None or not _is_over(sample, execution, before):
        return
    executions.stop(execution, cause=CAUSE)
    yield Repaired(
        kind=Repair.EXECUTION_ENDED,
        run=execution.run,
        sample=execution.sample,
        reason=f"its sample is {sample.status}, in generation {sample.generation}",
        correlation_id=sample.correlation_id,
    )


def _is_over(sample: SampleState, execution: Execution, before: datetime) -> bool:
    """Whether the sample ended, or went on in a newer generation, that long ago."""
    has_ended = not sample.status.is_live or sample.generation > execution.generation
    return has_ended and sample.updated_at <= before
