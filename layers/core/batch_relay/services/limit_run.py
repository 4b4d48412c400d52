"""Say what a run may spend."""

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.runs import Run, RunKey
from batch_relay.services.pause_run import release_run
from batch_relay.services.ports import Prices, Runs, Samples, SteerQueue, Workflows
from batch_relay.services.queries import find_run


def limit_run(
    key: RunKey,
    budget: int | None,
    *,
    correlation_id: str = "",
    runs: Runs,
    workflows: Workflows,
    prices: Prices,
    samples: Samples,
    steering: SteerQueue,
) -> Run:
    """Set the run's budget, in micro-dollars, None for any; queue what was parked if it may go on.

    What its jobs that ended have cost, in all generations, counts against it.
    Asking again is harmless, and heals a request that broke off.
    """
    run = find_run(key, runs=runs)
    workflow = workflows.version(key.workflow, run.version)
    if workflow and budget is not None:
        expect_prices(workflow, prices)
    runs.limit(key, budget=budget)
    return release_run(
        key, correlation_id=correlation_id, runs=runs, samples=samples, steering=steering
    )


def expect_prices(workflow: Workflow, prices: Prices) -> None:
    """Refuse a budget that could not be kept: InvalidError if a queue has no price."""
    policies = (analysis.policy.fallback_queue for analysis in workflow.analyses)
    queues = {analysis.queue for analysis in workflow.analyses} | {one for one in policies if one}
    for queue in sorted(queues):
        if prices.get(queue) is None:
            said = (
                f"A budget needs the price of queue {queue!r}: an administrator sets it with "
                f"`batch-relay admin prices set {queue}`."
            )
            raise InvalidError(said)
