"""Notices in words, for people's mailboxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Final, assert_never

from batch_relay.domain.json_types import Json
from batch_relay.domain.notices import Notice, NoticeKind

# What SNS takes for the subject of an e-mail: 100 characters of ASCII on one line.
LONGEST_SUBJECT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """A message, and what to put above it."""

    subject: str
    message: str


def text_of(notice: Notice) -> NoticeText:
    """Say in words what a notice tells, and how to learn more."""
    run = notice.run
    title = f"{run.workflow} for {run.project}: {_headline(notice.kind, notice.details)}"
    lines = [f"{title}.", *_more(notice.kind, notice.details), "", f"See: {_command(notice)}"]
    return NoticeText(subject=_subject(title), message="\n".join(lines))


def _headline(kind: NoticeKind, told: Mapping[str, Json]) -> str:
    match kind:
        case NoticeKind.RUN_STARTED:
            return f"run started, {told['samples']} sample{'' if told['samples'] == 1 else 's'}"
        case NoticeKind.RUN_ENDED:
            return f"run ended, {told['status']}"
        case NoticeKind.BUDGET_REACHED:
            return f"budget of {_dollars(told['budget'])} reached"
        case NoticeKind.ATTEMPT_RESUBMITTED:
            return f"sample {told['sample']} is tried again"
        case NoticeKind.SAMPLE_FAILED:
            return f"sample {told['sample']} failed"
        case _:
            assert_never(kind)


def _more(kind: NoticeKind, told: Mapping[str, Json]) -> list[str]:
    match kind:
        case NoticeKind.RUN_STARTED:
            return [f"It is generation {told['generation']} of the run."]
        case NoticeKind.RUN_ENDED:
            return [f"Samples: {_counted(told['samples'])}.", *_reason(told)]
        case NoticeKind.BUDGET_REACHED:
            spent = _dollars(told["spent"])
            return [f"Spent: {spent}. Nothing more is submitted until the budget is raised."]
        case NoticeKind.ATTEMPT_RESUBMITTED:
            return [*_which(told), *_reason(told), f"Decision: {told['decision']}"]
        case NoticeKind.SAMPLE_FAILED:
            return _reason(told)
        case _:
            assert_never(kind)


def _command(notice: Notice) -> str:
    """Return what to type to learn more."""
    run = f"{notice.run.project} {notice.run.workflow}"
    if sample := notice.details.get("sample"):
        return f"batch-relay sample show {run} {quote(str(sample))}"
    return f"batch-relay run status {run}"


def _which(told: Mapping[str, Json]) -> list[str]:
    analysis = told["analysis"]
    number = analysis + 1 if isinstance(analysis, int) else analysis
    return [f"Analysis {number}, attempt {told['attempt']}, job {told['jobId']}."]


def _reason(told: Mapping[str, Json]) -> list[str]:
    return [f"Reason: {told['reason']}"] if told["reason"] else []


def _counted(samples: Json) -> str:
    counts = samples if isinstance(samples, Mapping) else {}
    return ", ".join(f"{number} {status}" for status, number in counts.items()) or "none"


def _dollars(amount: Json) -> str:
    return f"${amount:.2f}" if isinstance(amount, int | float) else "no amount"


def _subject(title: str) -> str:
    line = "".join(one if one.isascii() and one.isprintable() else "?" for one in title)
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 3]}..."
