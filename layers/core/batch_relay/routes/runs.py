"""Runs, and the samples in them."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Request, Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.runs import Run, RunKey
from batch_relay.routes.bodies import expect_known
from batch_relay.routes.documented import answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import Caller, CorrelationId, Given, Ports
from batch_relay.routes.rules import Me, expect_confined
from batch_relay.services.forecast_run import forecast_run
from batch_relay.services.limit_run import expect_prices, limit_run
from batch_relay.services.queries import SampleFound, find_run, find_sample, find_workflow
from batch_relay.services.read_grid import read_grid
from batch_relay.services.read_history import read_history
from batch_relay.services.read_settings import read_settings
from batch_relay.services.search_samples import search_samples
from batch_relay.services.start_run import Start, start_run
from batch_relay.wire.forecasts import ForecastItem
from batch_relay.wire.grid import GridPage, GridQuery
from batch_relay.wire.history import HistoryItem
from batch_relay.wire.runs import RunItem, StartRequest
from batch_relay.wire.samples import SampleDetail, SampleItem, SamplePage, SampleQuery

RUN = "/projects/<project>/runs/<workflow>"

# Of the 6 MB that a function may answer. Cells may be long, and JSON's escapes are longer.
LARGEST_PAGE = 5 << 20

router = APIGatewayRouter()


@router.post(
    RUN,
    summary="Start a workflow for a project",
    tags=["runs"],
    operation_id="startRun",
    responses=answers(200, 202, 404, 409, 415),
    status_code=HTTPStatus.ACCEPTED,
    middlewares=[once],
)
def start(  # noqa: PLR0913 - each is a part of the request
    project: str,
    workflow: str,
    request: Request,
    ports: Given,
    caller: Caller,
    correlation_id: CorrelationId,
    me: Me,
    wanted: Annotated[StartRequest | None, Body()] = None,
    *,
    dry_run: Annotated[bool, Query(description="Say what it would do, and don't.")] = False,
) -> Response[RunItem | ForecastItem]:
    """Start a workflow for a project; the same again while it is on its way is the same run."""
    expect_known(request, {"dry_run"})
    wanted = wanted or StartRequest()
    names = None if wanted.samples is None else frozenset(wanted.samples)
    asked = Start(
        samples=names,
        budget=wanted.micro_dollars,
        priority=wanted.priority,
        owner=caller,
        correlation_id=correlation_id,
    )
    key = RunKey(project=project, workflow=workflow)
    expect_confined(workflow, me, ports)
    if dry_run:
        told = ForecastItem.of(forecast_run(key, asked, ports=ports.forecasting))
        return Response(HTTPStatus.OK, content_types.APPLICATION_JSON, told)
    run = RunItem.of(_started(key, asked, wanted, ports))
    return Response(HTTPStatus.ACCEPTED, content_types.APPLICATION_JSON, run)


def _started(key: RunKey, asked: Start, wanted: StartRequest, ports: Ports) -> Run:
    if wanted.budget is not None:
        expect_prices(find_workflow(key.workflow, workflows=ports.workflows), ports.prices)
    run = start_run(
        key,
        asked,
        projects=ports.projects,
        workflows=ports.workflows,
        runs=ports.runs,
        files=ports.files,
        starts=ports.starts,
        catalog=ports.catalog,
        clock=ports.clock,
    )
    if wanted.budget is not None:
        run = limited(key, wanted.micro_dollars, asked.correlation_id, ports)
    return run


def limited(key: RunKey, budget: int | None, correlation_id: str, ports: Ports) -> Run:
    """Return the run once it may spend so much."""
    return limit_run(
        key,
        budget,
        correlation_id=correlation_id,
        runs=ports.runs,
        workflows=ports.workflows,
        prices=ports.prices,
        samples=ports.samples,
        steering=ports.steering,
    )


@router.get(
    RUN,
    summary="Where a run stands: counts of its samples and analyses",
    tags=["runs"],
    operation_id="getRun",
    responses=answers(200, 404),
)
def show(project: str, workflow: str, ports: Given) -> RunItem:
    """Return where a run stands."""
    return RunItem.of(find_run(RunKey(project=project, workflow=workflow), runs=ports.runs))


@router.get(
    f"{RUN}/history",
    summary="Counts of a run over time, and when it may end",
    tags=["runs"],
    operation_id="getHistory",
    responses=answers(200, 404),
)
def history(project: str, workflow: str, ports: Given) -> HistoryItem:
    """Return how a run went."""
    run = find_run(RunKey(project=project, workflow=workflow), runs=ports.runs)
    return HistoryItem.of(read_history(run, now=ports.clock(), history=ports.history))


@router.get(
    f"{RUN}/grid",
    summary="Samples by name, with a letter for each of their analyses",
    tags=["runs"],
    operation_id="getGrid",
    responses=answers(200, 404),
)
def grid(
    project: str, workflow: str, ports: Given, query: Annotated[GridQuery, Query()]
) -> GridPage:
    """Return samples of one status by name: few bytes each, for a view of a whole run."""
    run = find_run(RunKey(project=project, workflow=workflow), runs=ports.runs)
    return GridPage.of(read_grid(run, query.rows(), grid=ports.grid))


@router.get(
    f"{RUN}/samples",
    summary="Samples of a run that have begun, by status and name",
    tags=["runs"],
    operation_id="listSamples",
    responses=answers(200, 404),
)
def samples(
    project: str,
    workflow: str,
    ports: Given,
    query: Annotated[SampleQuery, Query()],
) -> SamplePage:
    """Return samples of a run."""
    key = find_run(RunKey(project=project, workflow=workflow), runs=ports.runs).key
    limit = query.limit
    while True:
        found = search_samples(
            key, query.search(), after=query.after, limit=limit, samples=ports.samples
        )
        if found.unreadable:
            raise found.unreadable[0]
        page = SamplePage(items=[SampleItem.of(each) for each in found.items], next=found.next)
        if limit == 1 or len(page.model_dump_json(ensure_ascii=True)) <= LARGEST_PAGE:
            return page
        limit //= 2


@router.get(
    f"{RUN}/samples/<sample>",
    summary="A sample, its analyses and every attempt at them",
    tags=["runs"],
    operation_id="getSample",
    responses=answers(200, 404),
)
def sample(project: str, workflow: str, sample: str, ports: Given) -> SampleDetail:
    """Return a sample, its analyses and every attempt at them."""
    found = sample_found(project, workflow, sample, ports)
    settings = read_settings(found.state, found.analyses, workflows=ports.workflows)
    detail = SampleDetail.with_analyses(
        found.state, found.analyses, found.job_definitions, settings
    )
    return detail.within(LARGEST_PAGE)


def sample_found(project: str, workflow: str, sample: str, ports: Ports) -> SampleFound:
    """Return a sample that has begun; NotFoundError if it hasn't."""
    return find_sample(
        RunKey(project=project, workflow=workflow),
        sample,
        samples=ports.samples,
        analyses=ports.analyses,
        workflows=ports.workflows,
    )
