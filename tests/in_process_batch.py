"""boto3's client of AWS Batch without a network: the local Batch answers right here."""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.unit.local.batch.memory import SCOPE, Batch


@cache
def session() -> boto3.Session:
    """Make one session: it reads the description of a service once."""
    return boto3.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name=SCOPE.region
    )


@dataclass
class InProcessServices:
    """AWS's services beside a stack: Batch in memory, whose tasks end when a test says so."""

    memory: Batch = field(default_factory=Batch)
    asked: list[str] = field(default_factory=list)
    profiles: list[str] = field(default_factory=list)
    refuses: Exception | None = None

    @classmethod
    def stocked(cls) -> "InProcessServices":
        """Return AWS Batch with a queue `q` and a definition `d`."""
        services = cls()
        services.memory.queue()
        services.memory.define()
        return services

    def services(self, profile: str = "") -> "InProcessServices":
        """Be what the command's options name."""
        self.profiles.append(profile)
        return self

    def batch(self) -> Any:
        """Return a client that keeps the names of what it asks."""
        client = session().client("batch")
        client.meta.events.register("before-send.batch", self._answer)
        client.meta.events.register("before-call.batch", self._note)
        return client

    def _note(self, model: Any, **_: Any) -> None:
        self.asked.append(model.name)
        if self.refuses:
            raise self.refuses

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        url = urlsplit(request.url)
        body = request.body or b""
        answer = self.memory.service.answer(
            request.method, unquote(url.path), body, scope=SCOPE, query=parse_qs(url.query)
        )
        return AWSResponse(request.url, answer.status, answer.headers, Raw(answer.body))


class Raw(BytesIO):
    """A body as botocore reads it."""

    def stream(self, **_: Any) -> Any:
        """Yield all of it."""
        yield self.read()
