"""Counters' names as attributes of a run's item: short, as every write pays for the whole item.

`count#ANALYSIS#3#SUCCEEDED` is `A3SC`, `count#FAILURE#3#out of memory` is `F3:out of memory`.
No other attribute begins with a capital.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import Use

_KINDS: Final = {"SAMPLE": "S", "ANALYSIS": "A", "STARTED": "G", "USED": "U"}
_STATUSES: Final[Mapping[str, str]] = {
    AnalysisStatus.PARKED: "PK",
    AnalysisStatus.SUBMITTING: "SB",
    AnalysisStatus.SUBMITTED: "SD",
    AnalysisStatus.PENDING: "PD",
    AnalysisStatus.RUNNABLE: "RB",
    AnalysisStatus.STARTING: "ST",
    AnalysisStatus.RUNNING: "RN",
    AnalysisStatus.RESUBMITTING: "RS",
    AnalysisStatus.CANCELLING: "CG",
    AnalysisStatus.SUCCEEDED: "SC",
    AnalysisStatus.SKIPPED: "SK",
    AnalysisStatus.FAILED: "FL",
    AnalysisStatus.CANCELLED: "CD",
}
_USES: Final[Mapping[str, str]] = {Use.USEFUL: "u", Use.WASTED: "w"}
_AMOUNTS: Final = {"jobs": "j", "vcpu_ms": "v", "mib_ms": "m", "cost": "c"}

_SHORT: Final = {**_KINDS, **_STATUSES, **_USES, **_AMOUNTS}
_LONG: Final = {short: word for word, short in _SHORT.items()}
_ATTRIBUTE: Final = re.compile(r"([SAGU])(\d*)(?:([A-Z]{2})|([uw])([jvmc]))?")
# Rules come and go with versions: they are written out.
_FAILURE: Final = re.compile(r"F(\d+):(.+)")


def attribute(counter: str) -> str:
    """Return the name of a counter's attribute."""
    _, kind, *words = counter.split("#")
    if kind == "FAILURE":
        return "F" + ":".join(words)
    return _SHORT[kind] + "".join(word if word.isdigit() else _SHORT[word] for word in words)


def counters_of(item: Mapping[str, Any]) -> dict[str, int]:
    """Return the counters among the attributes of a run's item, by their names."""
    found = ((_counter(name), value) for name, value in item.items())
    return {counter: value for counter, value in found if counter}


def _counter(name: str) -> str:
    """Return the counter of an attribute; nothing if it is none."""
    if failure := _FAILURE.fullmatch(name):
        return "#".join(("count", "FAILURE", *failure.groups()))
    match = _ATTRIBUTE.fullmatch(name)
    return _name(match) if match else ""


def _name(match: re.Match[str]) -> str:
    return "#".join(["count", *(_LONG.get(part, part) for part in match.groups() if part)])


RUNNING_SAMPLES: Final = attribute(f"count#SAMPLE#{SampleStatus.RUNNING}")
