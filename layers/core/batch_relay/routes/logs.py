"""What jobs wrote."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.routes.documented import answers
from batch_relay.routes.ports import Given
from batch_relay.routes.runs import RUN, sample_found
from batch_relay.services.read_logs import read_logs
from batch_relay.wire.logs import LogItem, LogQuery

router = APIGatewayRouter()


@router.get(
    f"{RUN}/samples/<sample>/logs",
    summary="What the job of an attempt wrote",
    tags=["runs"],
    operation_id="getLogs",
    responses=answers(200, 404),
)
def show(
    project: str, workflow: str, sample: str, ports: Given, query: Annotated[LogQuery, Query()]
) -> LogItem:
    """Return part of the log of an attempt, by default the newest that has one."""
    found = sample_found(project, workflow, sample, ports)
    log = read_logs(found, query.choice(), query.part(), logs=ports.logs, arrays=ports.arrays)
    return LogItem.of(sample, found.job_definitions, log)
