"""What people do to a run: cancel, pause, continue, limit, resubmit.

Each is accepted once it is stored and queued, and answers with the run as it stands then.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.runs import RunKey
from batch_relay.routes.documented import answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import Caller, CorrelationId, Given, Ports
from batch_relay.routes.rules import Me, expect_confined
from batch_relay.routes.runs import RUN, limited
from batch_relay.services.cancel_run import cancel_run
from batch_relay.services.pause_run import pause_run
from batch_relay.services.queries import find_analysis
from batch_relay.services.resubmit_samples import resubmit_samples
from batch_relay.wire.operations import BudgetRequest, CancelRequest, ResubmitRequest
from batch_relay.wire.runs import RunItem

router = APIGatewayRouter()


@router.post(
    f"{RUN}/cancel",
    summary="Cancel a run, or samples of it",
    tags=["operations"],
    operation_id="cancelRun",
    responses=answers(202, 404, 409, 415),
    status_code=HTTPStatus.ACCEPTED,
    middlewares=[once],
)
def cancel(
    project: str,
    workflow: str,
    ports: Given,
    correlation_id: CorrelationId,
    wanted: Annotated[CancelRequest, Body()],
) -> RunItem:
    """Cancel a run, or samples of it; their jobs are ended, and nothing more is submitted."""
    run = cancel_run(
        RunKey(project=project, workflow=workflow),
        replace(wanted.cancel(), correlation_id=correlation_id),
        runs=ports.runs,
        samples=ports.samples,
        steering=ports.steering,
    )
    return RunItem.of(run)


@router.post(
    f"{RUN}/pause",
    summary="Hold a run: jobs at work go on, none is submitted",
    tags=["operations"],
    operation_id="pauseRun",
    responses=answers(202, 404, 409),
    status_code=HTTPStatus.ACCEPTED,
    middlewares=[once],
)
def pause(project: str, workflow: str, ports: Given, correlation_id: CorrelationId) -> RunItem:
    """Hold a run: jobs at work go on, none is submitted."""
    key = RunKey(project=project, workflow=workflow)
    return _pause(key, ports, correlation_id, paused=True)


@router.post(
    f"{RUN}/continue",
    summary="Let a paused run go on",
    tags=["operations"],
    operation_id="continueRun",
    responses=answers(202, 404, 409),
    status_code=HTTPStatus.ACCEPTED,
    middlewares=[once],
)
def go_on(project: str, workflow: str, ports: Given, correlation_id: CorrelationId) -> RunItem:
    """Let a paused run go on."""
    key = RunKey(project=project, workflow=workflow)
    return _pause(key, ports, correlation_id, paused=False)


def _pause(key: RunKey, ports: Ports, correlation_id: str, *, paused: bool) -> RunItem:
    run = pause_run(
        key,
        paused=paused,
        correlation_id=correlation_id,
        runs=ports.runs,
        samples=ports.samples,
        steering=ports.steering,
    )
    return RunItem.of(run)


@router.post(
    f"{RUN}/budget",
    summary="Say what a run may spend; past it, no job is submitted",
    tags=["operations"],
    operation_id="limitRun",
    responses=answers(202, 404, 409, 415),
    status_code=HTTPStatus.ACCEPTED,
    middlewares=[once],
)
def limit(
    project: str,
    workflow: str,
    ports: Given,
    correlation_id: CorrelationId,
    wanted: Annotated[BudgetRequest, Body()],
) -> RunItem:
    """Say what a run may spend; what waited for it is submitted."""
    key = RunKey(project=project, workflow=workflow)
    return RunItem.of(limited(key, wanted.micro_dollars, correlation_id, ports))


@router.post(
    f"{RUN}/resubmit",
    summary="Run samples again, perhaps with changes",
    tags=["operations"],
    operation_id="resubmitSamples",
    responses=answers(202, 404, 409, 415),
    status_code=HTTPStatus.ACCEPTED,
    middlewares=[once],
)
def resubmit(
    project: str,
    workflow: str,
    ports: Given,
    caller: Caller,
    correlation_id: CorrelationId,
    me: Me,
    wanted: Annotated[ResubmitRequest | None, Body()] = None,
) -> RunItem:
    """Run samples again that failed, were cancelled, or are named."""
    wanted = wanted or ResubmitRequest()
    first = wanted.first
    if first is not None:
        first = find_analysis(workflow, first, workflows=ports.workflows)
    order = replace(wanted.resubmit(first), owner=caller, correlation_id=correlation_id)
    expect_confined(workflow, me, ports, again=order.again)
    run = resubmit_samples(
        RunKey(project=project, workflow=workflow),
        order,
        runs=ports.runs,
        samples=ports.samples,
        workflows=ports.workflows,
        starts=ports.starts,
        catalog=ports.catalog,
        clock=ports.clock,
    )
    return RunItem.of(run)
