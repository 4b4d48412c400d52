"""Put the local Batch into ministack, in place of its stub; nothing else here imports ministack."""

# ministack has no public names for what an extension needs.
# ruff: noqa: SLF001

import asyncio
import json
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Thread
from types import ModuleType

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import cloudwatch_logs, eventbridge
from ministack.services.cloudformation import provisioners

from batch_relay.local.batch.cloudformation import handlers
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.host.docker import require_docker
from batch_relay.local.batch.jobs.ports import EventKind
from batch_relay.local.batch.scope import Scope
from batch_relay.local.batch.service import BatchService, create_service
from batch_relay.local.batch.settings import Executor, Settings

LOG_GROUP = "/aws/batch/job"
LOOP_SECONDS = 30
CONNECT_SECONDS = 0.05
LINES_AT_ONCE = 1000
EVENTS_AT_ONCE = 10
OK = 200


@dataclass(slots=True)
class Plugin:
    """The local Batch in the shape of a service module of ministack."""

    app: ModuleType
    settings: Settings
    service: BatchService = field(init=False)
    _events: "SimpleQueue[tuple[Document, Scope]]" = field(default_factory=SimpleQueue)

    def __post_init__(self) -> None:
        self.service = create_service(
            self.settings, emit_event=self._emit, write_log=self._log, clock=milliseconds
        )
        Thread(target=self._publish, name="batch-events", daemon=True).start()

    async def handle_request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query_params: Mapping[str, Sequence[str]],
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer a request that ministack has routed here."""
        del headers
        # In a thread, for an array of thousands takes seconds; it keeps the request's scope.
        answer = await asyncio.to_thread(
            self.service.answer, method, path, body, scope=_scope(), query=query_params
        )
        return answer.status, answer.headers, answer.body

    def reset(self) -> None:
        """Kill all jobs and forget everything."""
        self.service.reset()

    def get_state(self) -> Document:
        """Give all state as JSON."""
        return self.service.dump()

    def load_persisted_state(self, data: Document) -> None:
        """Take over what `get_state` gave before the server was stopped."""
        self.service.load(data)
        Thread(target=self._resume, name="batch-resume", daemon=True).start()

    def call(self, operation: str, request: Document) -> Document:
        """Carry out an operation for whoever the present request is from."""
        return self.service.call(operation, request, scope=_scope())

    def _resume(self) -> None:
        """Go on once the server answers: jobs speak to its other services."""
        where = os.getenv("BIND_HOST", "127.0.0.1"), int(self.app._resolve_port())
        while True:
            with suppress(OSError), socket.create_connection(where):
                self.service.engine.resume()
                return
            time.sleep(CONNECT_SECONDS)

    def _emit(self, kind: EventKind, detail: Document) -> None:
        queue = [detail["jobQueue"]] if kind is EventKind.QUEUE_BLOCKED else []
        entry = {
            "Source": self.settings.event_source,
            "DetailType": str(kind),
            "Detail": json.dumps(detail),
            "Resources": [detail["jobArn"], *queue],
        }
        self._events.put((entry, Scope.of(detail["jobArn"])))

    def _publish(self) -> None:
        while True:
            entries = [self._events.get()]
            with suppress(Empty):
                while len(entries) < EVENTS_AT_ONCE:
                    entries.append(self._events.get_nowait())
            self._on_loop(partial(_put_events, entries))

    def _log(self, arn: str, stream: str, lines: list[str]) -> None:
        now = milliseconds()
        events: list[Document] = [{"timestamp": now, "message": line} for line in lines]
        for start in range(0, max(len(events), 1), LINES_AT_ONCE):
            part = events[start : start + LINES_AT_ONCE]
            self._on_loop(partial(_put_log_events, stream, part, Scope.of(arn)))

    def _on_loop(self, act: Callable[[], None]) -> None:
        """Have the server's own thread do it, which alone may touch other services, and wait.

        So the server gets to answer requests in between, and a job can't write faster than its
        lines are stored. Nothing happens once the server is gone.
        """
        done = Event()

        def run() -> None:
            try:
                act()
            finally:
                done.set()

        loop: asyncio.AbstractEventLoop | None = self.app._MAIN_LOOP
        with suppress(RuntimeError):
            if loop is not None:
                loop.call_soon_threadsafe(run)
                done.wait(LOOP_SECONDS)


def register(app: ModuleType, settings: Settings | None = None) -> Plugin:
    """Replace ministack's Batch, given its `ministack.app` module, before the server starts.

    Raises:
        DockerMissingError: jobs are to run with Docker, and no engine answers.
    """
    settings = settings or Settings()
    if settings.executor is Executor.DOCKER:
        require_docker(settings.environment)
    plugin = Plugin(app, settings)
    app._loaded_modules["batch"] = plugin
    provisioners._RESOURCE_HANDLERS.update(handlers(plugin.call))
    return plugin


def milliseconds() -> int:
    """Tell the time as AWS Batch does."""
    return time.time_ns() // 1_000_000


def _scope() -> Scope:
    return Scope(account=get_account_id(), region=get_region())


def _put_events(entries: Sequence[tuple[Document, Scope]]) -> None:
    for entry, scope in entries:
        with request_scope(scope.account, scope.region):
            eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _put_log_events(stream: str, events: list[Document], scope: Scope) -> None:
    where = {"logGroupName": LOG_GROUP, "logStreamName": stream}
    with request_scope(scope.account, scope.region):
        if cloudwatch_logs._put_log_events({**where, "logEvents": events})[0] == OK:
            return
        cloudwatch_logs._create_log_group({"logGroupName": LOG_GROUP})
        cloudwatch_logs._create_log_stream(where)
        cloudwatch_logs._put_log_events({**where, "logEvents": events})
