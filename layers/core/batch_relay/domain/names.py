"""What projects, workflows, samples and jobs may be called."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from batch_relay.domain.problems import ProblemKind, Problems

# AWS Batch: letters, digits, hyphens and underscores, 128 at most, first a letter or digit.
JOB_NAME_LIMIT: Final = 128
IDENTITY_DIGITS: Final = 10
_ILLEGAL_IN_JOB_NAMES: Final = re.compile("[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRule:
    """What one sort of name may look like; `allowed` says so in words."""

    noun: str
    pattern: re.Pattern[str]
    limit: int
    allowed: str

    def accepts(self, name: str) -> bool:
        """Whether the name keeps the rule."""
        return len(name) <= self.limit and self.pattern.fullmatch(name) is not None

    def check(
        self, name: str, problems: Problems, *, line: int | None = None, column: str | None = None
    ) -> bool:
        """Return whether the name keeps the rule; if not, add what is wrong."""
        if self.accepts(name):
            return True
        if len(name) > self.limit:
            kind = ProblemKind.NAME_TOO_LONG
            message = f"The {self.noun} has {len(name)} characters; shorten it to {self.limit}."
        else:
            kind = ProblemKind.ILLEGAL_NAME
            message = f"{name!r} can't be a {self.noun}; use {self.allowed}."
        problems.add(kind, message, line=line, column=column)
        return False


PROJECT_NAME: Final = NameRule(
    noun="project name",
    pattern=re.compile("[A-Za-z0-9][A-Za-z0-9_-]*"),
    limit=100,
    allowed="letters, digits, underscores and hyphens, first a letter or digit",
)
WORKFLOW_NAME: Final = NameRule(
    noun="workflow name",
    pattern=re.compile("[A-Za-z0-9_]+"),
    limit=100,
    allowed="letters, digits and underscores",
)
# A run's summary is a run of its own, whose name no workflow can be given.
SUMMARY: Final = ".summary"
RUN_NAME: Final = NameRule(
    noun="name of a run",
    pattern=re.compile(rf"[A-Za-z0-9_]+({re.escape(SUMMARY)})?"),
    limit=WORKFLOW_NAME.limit + len(SUMMARY),
    allowed="that of a workflow, or of its summary",
)
QUEUE_NAME: Final = NameRule(
    noun="queue name",
    pattern=re.compile("[A-Za-z0-9][A-Za-z0-9_-]*"),
    limit=128,
    allowed="letters, digits, underscores and hyphens, first a letter or digit",
)
# What the value of an AWS tag may hold, less "/": a sample's name travels in tags, keys and URLs.
# No tag's value may start with aws:, whatever its case.
SAMPLE_NAME: Final = NameRule(
    noun="sample name",
    pattern=re.compile("(?!(?i:aws:))[A-Za-z0-9](?:[A-Za-z0-9 _.+=:@-]*[A-Za-z0-9_.+=:@-])?"),
    limit=128,
    allowed="letters, digits, spaces and _.-+=:@, first a letter or digit but not aws:, "
    "last no space",
)


# What no value of an AWS tag may hold.
_ILLEGAL_IN_TAGS: Final = re.compile(r"[^A-Za-z0-9 +\-=._:/@]")
_TAG_LIMIT: Final = 256


def tag_value(text: str) -> str:
    """Return the text as the value of a tag: its end, where it is too long."""
    return _ILLEGAL_IN_TAGS.sub("_", text)[-_TAG_LIMIT:]


def queue_name(queue: str) -> str:
    """Return the name of a job queue that is told by its name or ARN."""
    return queue.rpartition("/")[2]


def job_name(workflow: str, sample: str, job_definition: str, *, identity: str) -> str:
    """Return a legal name for a Batch job, different for each `identity`.

    It reads `{workflow}_{sample}_{job_definition}`, cut where too long, then a
    hyphen and ten hexadecimal digits of the identity's SHA-256.
    """
    definition = job_definition.rpartition("/")[2]
    stem = _ILLEGAL_IN_JOB_NAMES.sub("_", f"{workflow}_{sample}_{definition}").lstrip("_-")
    digits = sha256(identity.encode()).hexdigest()[:IDENTITY_DIGITS]
    return f"{stem[: JOB_NAME_LIMIT - IDENTITY_DIGITS - 1] or 'job'}-{digits}"
