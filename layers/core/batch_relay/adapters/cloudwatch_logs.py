"""What jobs wrote, in CloudWatch Logs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from batch_relay.adapters.errors import code, translated
from batch_relay.domain.errors import InvalidError, NotFoundError, RefusedError
from batch_relay.domain.logs import LogLine, LogPage, LogStream

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import GetLogEventsResponseTypeDef, OutputLogEventTypeDef

# Quotas of GetLogEvents; the function's own answer may have 6 MB.
MAX_LINES = 10_000
MAX_BYTES = 1 << 20
# Empty pages in a row, after which the caller asks again.
MAX_EMPTY = 10

_MEANINGS = {"ResourceNotFoundException": NotFoundError, "InvalidParameterException": InvalidError}


@dataclass(frozen=True)
class CloudWatchLogs:
    """Log streams; an empty page is not the end of one, the same token twice is."""

    client: "CloudWatchLogsClient"

    def read(self, stream: LogStream, *, after: str | None = None, limit: int) -> LogPage:
        """Return the lines that follow a page's `next`, the first ones without it.

        NotFoundError if there is no such stream, InvalidError for a strange `after`.
        """
        token = after
        for _ in range(MAX_EMPTY):
            reply = self._get(stream, token, limit, from_head=True)
            following = reply["nextForwardToken"]
            end, token = following == token, following
            if end or reply["events"]:
                break
        return LogPage(lines=_lines(reply["events"]), next=following, end=end)

    def tail(self, stream: LogStream, *, limit: int) -> LogPage:
        """Return the last lines; NotFoundError if there is no such stream."""
        reply = self._get(stream, None, limit, from_head=False)
        following, found = reply["nextForwardToken"], reply["events"]
        for _ in range(MAX_EMPTY):
            before = reply["nextBackwardToken"]
            reply = self._get(stream, before, limit, from_head=False)
            found = [*reply["events"], *found]
            if _is_full(found, limit) or reply["nextBackwardToken"] == before:
                break
        return LogPage(lines=_lines(found[-limit:]), next=following, end=True)

    def _get(
        self, stream: LogStream, token: str | None, limit: int, *, from_head: bool
    ) -> "GetLogEventsResponseTypeDef":
        given: Any = {"nextToken": token} if token else {}
        try:
            with translated(**_MEANINGS):
                return self.client.get_log_events(
                    logGroupName=stream.group,
                    logStreamName=stream.name,
                    startFromHead=from_head,
                    limit=min(limit, MAX_LINES),
                    **given,
                )
        except RefusedError as error:
            if not _is_denied(error.__cause__):
                raise
            msg = f"{error}; is log group {stream.group} one of JobLogGroups?"
            raise RefusedError(msg) from error


def _is_full(found: "list[OutputLogEventTypeDef]", limit: int) -> bool:
    return len(found) >= limit or sum(len(one["message"]) for one in found) >= MAX_BYTES


def _is_denied(error: BaseException | None) -> bool:
    return isinstance(error, ClientError) and code(error).startswith("AccessDenied")


def _lines(events: "list[OutputLogEventTypeDef]") -> tuple[LogLine, ...]:
    return tuple(
        LogLine(at=datetime.fromtimestamp(event["timestamp"] / 1000, UTC), message=event["message"])
        for event in events
    )
