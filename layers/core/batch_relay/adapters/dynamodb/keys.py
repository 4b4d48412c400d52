"""Where each item lives in the table.

Samples and analyses of a run are spread over BUCKETS partitions by their
names' hash, so that no partition takes a whole project. The index `listing`
holds projects, workflows, runs, and the samples of a run by status.
"""

from datetime import date
from typing import TypedDict
from zlib import crc32

from batch_relay.domain.attempts import AnalysisKey
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus

BUCKETS = 64
LISTING = "listing"
PROJECTS = "PROJECTS"
WORKFLOWS = "WORKFLOWS"
RUNS = "RUNS"
LABS = "LABS"
MEMBERS = "MEMBERS"
MINUTE = "AT#"


class Key(TypedDict):
    """The primary key of an item."""

    pk: str
    sk: str


def project(name: str) -> Key:
    """Return the key of a project."""
    return Key(pk=f"PROJECT#{name}", sk="PROJECT")


def run(key: RunKey) -> Key:
    """Return the key of a run, which lies beside its project."""
    return Key(pk=f"PROJECT#{key.project}", sk=f"RUN#{key.workflow}")


def history(of: RunKey, minute: str) -> Key:
    """Return the key of where a run's samples stood at a minute."""
    return Key(pk=f"HISTORY#{of.project}#{of.workflow}", sk=f"{MINUTE}{minute}")


def workflow(name: str, version: str | None = None) -> Key:
    """Return the key of a workflow's version; of the newest one without it."""
    return Key(pk=f"WORKFLOW#{name}", sk=f"VERSION#{version}" if version else "LATEST")


def sample(of: RunKey, name: str) -> Key:
    """Return the key of a sample of a run."""
    return Key(pk=bucket(of, crc32(name.encode()) % BUCKETS), sk=f"SAMPLE#{name}#")


def bucket(of: RunKey, number: int) -> str:
    """Return the partition of one in BUCKETS of a run's samples, with their analyses."""
    return f"RUN#{of.project}#{of.workflow}#{number:02d}"


def analysis(key: AnalysisKey) -> Key:
    """Return the key of an analysis, which lies behind its sample."""
    of = sample(key.run, key.sample)
    return Key(pk=of["pk"], sk=f"{of['sk']}ANALYSIS#{key.analysis:02d}")


def output(uri: str) -> Key:
    """Return the key of an awaited output."""
    return Key(pk=f"OUTPUT#{uri}", sk="OUTPUT")


def upload(identity: str) -> Key:
    """Return the key of an upload."""
    return Key(pk=f"UPLOAD#{identity}", sk="UPLOAD")


def lab(name: str) -> Key:
    """Return the key of a lab."""
    return Key(pk=LABS, sk=name)


def member(principal: str) -> Key:
    """Return the key of a member."""
    return Key(pk=MEMBERS, sk=principal)


def audit(day: date, entry: str) -> Key:
    """Return the key of an entry of a day's audit trail."""
    return Key(pk=f"AUDIT#{day.isoformat()}", sk=entry)


def samples_listing(of: RunKey) -> str:
    """Return the partition of the index that lists a run's samples."""
    return f"RUN#{of.project}#{of.workflow}"


def sample_listing(status: SampleStatus, name: str) -> str:
    """Return where in that partition a sample stands."""
    return f"{status}#{name}"
