"""The service as a whole: an HTTP request in, an HTTP answer out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.jobs import reclaim
from batch_relay.local.batch.api.operations import OPERATIONS
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.errors import BatchError, RefusedError
from batch_relay.local.batch.host.machine import Machine
from batch_relay.local.batch.jobs.engine import Engine
from batch_relay.local.batch.jobs.ledger import Ledger
from batch_relay.local.batch.jobs.ports import Clock, EmitEvent, Host, WriteLog
from batch_relay.local.batch.registry import Registry
from batch_relay.local.batch.schema import check, route
from batch_relay.local.batch.scope import Scope
from batch_relay.local.batch.settings import Settings
from batch_relay.local.batch.state import dump, load

RECLAIM_PATH = "/v1/_local/reclaim"
DAY_MS = 24 * 60 * 60 * 1000
# AWS keeps finished jobs for seven days at least.
KEPT_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchService:
    """AWS Batch, one account in one region."""

    settings: Settings
    registry: Registry
    engine: Engine

    def answer(
        self,
        method: str,
        path: str,
        body: bytes,
        *,
        scope: Scope,
        query: Mapping[str, Sequence[str]] | None = None,
    ) -> Answer:
        """Answer an HTTP request; errors have AWS's shape."""
        try:
            return _answer(200, self._run(method, path, _request(body, query or {}), scope))
        except BatchError as error:
            kind = {"x-amzn-ErrorType": error.code}
            return _answer(error.status, {"message": str(error)}, **kind)

    def call(self, operation: str, request: Document, *, scope: Scope) -> Document:
        """Carry out an operation.

        Raises:
            BatchError: the request is wrong, or the operation does not work here.
        """
        if operation not in OPERATIONS:
            message = f"{operation} is not supported by the local Batch."
            raise RefusedError(message)
        with self.engine.lock:
            return OPERATIONS[operation](self._context(scope), request)

    def dump(self) -> Document:
        """Give all state as JSON."""
        with self.engine.lock:
            return dump(self.registry, self.engine.ledger)

    def load(self, state: Document) -> None:
        """Take over the state of an earlier life; nothing starts before the engine resumes."""
        with self.engine.lock:
            load(state, self.registry, self.engine.ledger)

    def reset(self) -> None:
        """Kill all jobs and forget everything."""
        with self.engine.lock:
            self.engine.host.reset()
            self.engine.ledger.clear()
            self.registry.clear()

    def _run(self, method: str, path: str, request: Document, scope: Scope) -> Document:
        if path == RECLAIM_PATH:
            with self.engine.lock:
                return reclaim(self._context(scope), request)
        operation, members = route(method, path)
        request |= members
        if operation.input_shape is not None:
            check(request, operation.input_shape)
        self._forget_old_jobs()
        return self.call(operation.name, request, scope=scope)

    def _context(self, scope: Scope) -> Context:
        return Context(
            registry=self.registry, engine=self.engine, settings=self.settings, scope=scope
        )

    def _forget_old_jobs(self) -> None:
        with self.engine.lock:
            self.engine.ledger.forget(self.engine.clock() - KEPT_MS)


def create_service(
    settings: Settings,
    *,
    emit_event: EmitEvent,
    write_log: WriteLog,
    clock: Clock,
    host: Host | None = None,
) -> BatchService:
    """Put the service together; with no host given, jobs run on this machine."""
    registry = Registry()
    machine = Machine(settings)
    engine = Engine(
        ledger=Ledger(emit_event),
        queues=registry,
        host=host or machine,
        capacity=settings.host,
        write_log=write_log,
        clock=clock,
        environment=settings.environment,
    )
    machine.watcher = engine
    return BatchService(settings=settings, registry=registry, engine=engine)


def _request(body: bytes, query: Mapping[str, Sequence[str]]) -> Document:
    try:
        request: Any = json.loads(body or b"{}")
    except ValueError as error:
        message = f"The request is not JSON: {error}"
        raise RefusedError(message) from error
    if not isinstance(request, dict):
        message = "The request is not a JSON object."
        raise RefusedError(message)
    return request | ({"tagKeys": list(query["tagKeys"])} if "tagKeys" in query else {})


def _answer(status: int, document: Document, **headers: str) -> Answer:
    return Answer(
        status=status,
        headers={"Content-Type": "application/json", **headers},
        body=json.dumps(document).encode(),
    )
