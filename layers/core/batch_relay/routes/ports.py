"""What the routes need, and how a route comes by it."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias, cast

from aws_lambda_powertools.event_handler import Request
from aws_lambda_powertools.event_handler.depends import Depends
from aws_lambda_powertools.utilities.idempotency import BasePersistenceLayer

from batch_relay.services.carry_out import Importing
from batch_relay.services.forecast_run import Forecasting
from batch_relay.services.ports import (
    Analyses,
    Arrays,
    Audit,
    Catalog,
    Clock,
    Files,
    Grid,
    History,
    Labs,
    Logs,
    Members,
    Objects,
    Prices,
    Projects,
    Runs,
    Samples,
    StartQueue,
    SteerQueue,
    Uploads,
    Workflows,
)

PORTS = "ports"
CALLER = "caller"
PRINCIPAL = "principal"
ACCOUNT = "account"
CORRELATION_ID = "correlation_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The outside world of the API; `answers` remembers answers by idempotency key.

    With `administrators`, ARNs of users and roles, everybody else needs to be a member.
    """

    projects: Projects
    uploads: Uploads
    workflows: Workflows
    runs: Runs
    samples: Samples
    analyses: Analyses
    prices: Prices
    grid: Grid
    history: History
    files: Files
    logs: Logs
    arrays: Arrays
    objects: Objects
    starts: StartQueue
    steering: SteerQueue
    catalog: Catalog
    answers: BasePersistenceLayer
    labs: Labs
    members: Members
    audit: Audit
    clock: Clock
    administrators: frozenset[str] = frozenset()

    @property
    def importing(self) -> Importing:
        """Return what importing and starting need of it."""
        return Importing(
            projects=self.projects,
            workflows=self.workflows,
            runs=self.runs,
            files=self.files,
            starts=self.starts,
            catalog=self.catalog,
            clock=self.clock,
        )

    @property
    def forecasting(self) -> Forecasting:
        """Return what a forecast needs of it."""
        return Forecasting(
            projects=self.projects,
            workflows=self.workflows,
            runs=self.runs,
            files=self.files,
            objects=self.objects,
            catalog=self.catalog,
        )


def _given(request: Request) -> Ports:
    return cast("Ports", request.context[PORTS])


Given: TypeAlias = Annotated[Ports, Depends(_given)]


def _caller(request: Request) -> str:
    return cast("str", request.context[CALLER])


# The ARN of whoever signed the request.
Caller: TypeAlias = Annotated[str, Depends(_caller)]


def _correlation_id(request: Request) -> str:
    return cast("str", request.context[CORRELATION_ID])


# What tells the request from others, in logs and on jobs.
CorrelationId: TypeAlias = Annotated[str, Depends(_correlation_id)]
