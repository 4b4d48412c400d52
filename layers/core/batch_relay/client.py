"""A typed client of the HTTP API.

Errors are those of `batch_relay.domain.errors`, as the service raised them.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from batch_relay.access_client import AccessClient
from batch_relay.calls import Caller
from batch_relay.domain.statuses import SampleStatus
from batch_relay.uploading import (
    AS_IT_IS,
    GZIP,
    Watcher,
    fits_request,
    import_by_upload,
    put_upload,
)
from batch_relay.wire.about import AboutItem
from batch_relay.wire.forecasts import ForecastItem
from batch_relay.wire.history import HistoryItem
from batch_relay.wire.logs import LogItem, LogQuery
from batch_relay.wire.operations import BudgetRequest, CancelRequest, ResubmitRequest
from batch_relay.wire.problems import Wire
from batch_relay.wire.projects import (
    ImportQuery,
    ImportResult,
    ProjectDetail,
    ProjectItem,
    ProjectPage,
)
from batch_relay.wire.runs import RunItem, StartRequest
from batch_relay.wire.samples import SampleDetail, SampleItem, SamplePage
from batch_relay.wire.uploads import UploadItem, UploadRequest, UploadResult
from batch_relay.wire.usage import PriceList, PriceRequest
from batch_relay.wire.workflows import (
    ListedWorkflowItem,
    WorkflowItem,
    WorkflowPage,
    WorkflowResult,
)

ENDED_BADLY = ResubmitRequest()
NEWEST_LOG = LogQuery()


class Client:
    """The API at `url`; `auth` signs its requests."""

    def __init__(
        self,
        url: str,
        *,
        auth: httpx.Auth | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._calls = Caller(url, auth=auth, transport=transport)
        self.access = AccessClient(self._calls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._calls.close()

    def about(self) -> AboutItem:
        """Return the service's version."""
        return self._calls.get(AboutItem, "")

    def forward(
        self, method: str, path: str, *, headers: dict[str, str], content: bytes
    ) -> httpx.Response:
        """Send a request as it is, and return the answer as it came, errors too."""
        return self._calls.forward(method, path, headers=headers, content=content)

    def put_workflow(self, name: str, text: str, *, relaxed: bool = False) -> WorkflowResult:
        """Register a definition; `relaxed` allows comments and trailing commas."""
        return self._calls.write(
            WorkflowResult,
            "PUT",
            _path("workflows", name),
            params={"relaxed": True} if relaxed else {},
            content=text.encode(),
        )

    def workflow(self, name: str, version: str | None = None) -> WorkflowItem:
        """Return the newest version of a workflow, or that one."""
        return self._calls.get(WorkflowItem, _path("workflows", name), version=version)

    def workflows(self) -> Iterator[ListedWorkflowItem]:
        """Yield all workflows by name."""
        after: str | None = None
        while True:
            page = self._calls.get(WorkflowPage, "workflows", after=after)
            yield from page.items
            if (after := page.next) is None:
                return

    def import_project(
        self,
        name: str,
        csv: Path,
        query: ImportQuery = AS_IT_IS,
        *,
        watcher: Watcher | None = None,
    ) -> ImportResult:
        """Import a CSV file, plain or gzip; a large one goes by an upload, which takes a while."""
        if fits_request(csv, beside=self.project(name).samples if query.append else 0):
            return self._import(name, query, csv.read_bytes())
        return import_by_upload(self._calls, name, csv, query, watcher)

    def _import(self, name: str, query: ImportQuery, content: bytes) -> ImportResult:
        return self._calls.write(
            ImportResult,
            "POST",
            _path("projects", name),
            params=query.model_dump(exclude_defaults=True),
            content=content,
            media="application/gzip" if content.startswith(GZIP) else "text/csv",
        )

    def upload(self, file: Path, wanted: UploadRequest) -> UploadResult:
        """Upload a file, which is imported once it has come."""
        return put_upload(self._calls, file, wanted)

    def upload_status(self, upload: str) -> UploadItem:
        """Return how far the import of an upload has come."""
        return self._calls.get(UploadItem, _path("uploads", upload))

    def projects(self) -> Iterator[ProjectItem]:
        """Yield all projects by name."""
        after: str | None = None
        while True:
            page = self._calls.get(ProjectPage, "projects", after=after)
            yield from page.items
            if (after := page.next) is None:
                return

    def project(self, name: str) -> ProjectDetail:
        """Return a project and its runs."""
        return self._calls.get(ProjectDetail, _path("projects", name))

    def start_run(
        self,
        project: str,
        workflow: str,
        *,
        samples: list[str] | None = None,
        budget: float | None = None,
        priority: int | None = None,
    ) -> RunItem:
        """Start a workflow for a project's samples, all of them unless named."""
        wanted = StartRequest(samples=samples, budget=budget, priority=priority)
        return self._calls.write(
            RunItem,
            "POST",
            _run(project, workflow),
            content=wanted.model_dump_json(exclude_none=True).encode(),
        )

    def forecast_run(
        self,
        project: str,
        workflow: str,
        *,
        samples: list[str] | None = None,
        priority: int | None = None,
    ) -> ForecastItem:
        """Return what starting these samples would do; it starts nothing."""
        wanted = StartRequest(samples=samples, priority=priority)
        return self._calls.write(
            ForecastItem,
            "POST",
            _run(project, workflow),
            params={"dry_run": True},
            content=wanted.model_dump_json(exclude_none=True).encode(),
        )

    def cancel_run(self, project: str, workflow: str, wanted: CancelRequest) -> RunItem:
        """Cancel a run, or samples of it; it is over when no live job of it is left."""
        return self._operate(project, workflow, "cancel", wanted)

    def pause_run(self, project: str, workflow: str) -> RunItem:
        """Hold a run: jobs at work go on, none is submitted."""
        return self._operate(project, workflow, "pause")

    def continue_run(self, project: str, workflow: str) -> RunItem:
        """Let a paused run go on."""
        return self._operate(project, workflow, "continue")

    def limit_run(self, project: str, workflow: str, budget: float | None) -> RunItem:
        """Say what a run may spend, in US dollars; past it, no job is submitted."""
        body = BudgetRequest(budget=budget).model_dump_json().encode()
        return self._calls.write(RunItem, "POST", f"{_run(project, workflow)}/budget", content=body)

    def resubmit(
        self, project: str, workflow: str, wanted: ResubmitRequest = ENDED_BADLY
    ) -> RunItem:
        """Run samples again."""
        return self._operate(project, workflow, "resubmit", wanted)

    def _operate(
        self, project: str, workflow: str, verb: str, wanted: Wire | None = None
    ) -> RunItem:
        body = wanted.model_dump_json(exclude_defaults=True, by_alias=True) if wanted else ""
        path = f"{_run(project, workflow)}/{verb}"
        return self._calls.write(RunItem, "POST", path, content=body.encode())

    def prices(self) -> PriceList:
        """Return the price of each job queue that has one."""
        return self._calls.get(PriceList, "prices")

    def put_price(self, queue: str, price: PriceRequest) -> PriceList:
        """Set the price of a job queue, for jobs that end from now on."""
        return self._calls.write(
            PriceList, "PUT", _path("prices", queue), content=price.model_dump_json().encode()
        )

    def remove_price(self, queue: str) -> PriceList:
        """Take away the price of a job queue."""
        return self._calls.write(PriceList, "DELETE", _path("prices", queue))

    def run(self, project: str, workflow: str) -> RunItem:
        """Return where a run stands."""
        return self._calls.get(RunItem, _run(project, workflow))

    def history(self, project: str, workflow: str) -> HistoryItem:
        """Return a run's counts over time, and when it may end."""
        return self._calls.get(HistoryItem, f"{_run(project, workflow)}/history")

    def samples(
        self,
        project: str,
        workflow: str,
        *,
        status: SampleStatus | None = None,
        analysis: int | None = None,
        failure: str | None = None,
    ) -> Iterator[SampleItem]:
        """Yield the samples of a run that have begun, by status and name.

        `failure` is a name in the run's `failures`, `analysis` where it happened, from 1.
        """
        after: str | None = None
        wanted = {"status": status, "analysis": analysis, "failure": failure}
        path = f"{_run(project, workflow)}/samples"
        while True:
            page = self._calls.get(SamplePage, path, after=after, **wanted)
            yield from page.items
            if (after := page.next) is None:
                return

    def sample(self, project: str, workflow: str, name: str) -> SampleDetail:
        """Return a sample, its analyses and every attempt at them."""
        return self._calls.get(SampleDetail, _sample(project, workflow, name))

    def log(
        self, project: str, workflow: str, sample: str, query: LogQuery = NEWEST_LOG
    ) -> LogItem:
        """Return part of the log of an attempt."""
        path = f"{_sample(project, workflow, sample)}/logs"
        return self._calls.get(LogItem, path, **query.model_dump(exclude_defaults=True))


def _run(project: str, workflow: str) -> str:
    return f"{_path('projects', project)}/{_path('runs', workflow)}"


def _sample(project: str, workflow: str, name: str) -> str:
    return f"{_run(project, workflow)}/{_path('samples', name)}"


def _path(kind: str, name: str) -> str:
    return f"{kind}/{quote(name, safe='')}"
