"""A run's report as one HTML file, which asks nothing of anybody."""

import json
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from statistics import median
from typing import Final

from batch_relay.domain.json_types import JsonObject
from batch_relay.reports.charts import bars, outcome, running_over_time
from batch_relay.reports.markup import Markup, dollars, duration, element, table
from batch_relay.reports.summary import LISTED, Step, Summary
from batch_relay.wire.runs import RunItem

_STYLE: Final = (files("batch_relay.reports") / "report.css").read_text()


def page(run: RunItem, definition: JsonObject, summary: Summary, *, at: datetime) -> str:
    """Return the file; `definition` is that of the run's version, `at` when it was read."""
    title = f"{run.workflow} for {run.project}"
    body = (
        element("h1", title),
        outcome(run.samples),
        _facts(run, summary, at),
        _section("When jobs ran", running_over_time(summary.spans)),
        _section("Analyses", _steps(summary), _durations(summary), _costs(summary)),
        _section("Failures", _failures(summary)),
        _section("Tried again", _retries(summary)),
        _section("What took longest", _slowest(summary)),
        _section("What ran", _versions(summary), _definition(definition)),
    )
    html = element(
        "html", _head(f"{title} · Batch Relay"), element("body", element("main", body)), lang="en"
    )
    return f"<!doctype html>\n{html}\n"


def _head(title: str) -> Markup:
    checksum = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{checksum}'; base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", title),
        element("style", Markup(_STYLE)),
    )


def _section(title: str, *inside: Markup) -> Markup:
    shown = [one for one in inside if one]
    return element("section", element("h2", title), shown) if shown else Markup("")


def _facts(run: RunItem, summary: Summary, at: datetime) -> Markup:
    facts = {
        "Status": f"{run.status} ({run.reason})" if run.reason else run.status,
        "Samples": f"{sum(run.samples.values()):,}",
        "Generation": run.generation,
        "Version": run.version,
        "Began": _moment(run.created_at),
        "First job to last": _took(summary),
        "Jobs": f"{sum(one.attempts for one in summary.steps.values()):,}",
        "Used": f"{run.used.vcpu_hours:,.2f} vCPU-hours, {run.used.gib_hours:,.2f} GiB-hours",
        "Cost": _cost(run),
        "Budget": None if run.budget is None else dollars(run.budget),
        "Read": _moment(at),
    }
    rows = [(element("dt", k), element("dd", v)) for k, v in facts.items() if v is not None]
    return element("dl", rows)


def _cost(run: RunItem) -> str:
    """Return what it cost; nothing may be because no queue has a price."""
    if run.used.jobs and not run.used.dollars:
        return (
            "not known: its queues have no price, which `batch-relay admin prices set` gives them"
        )
    return f"{dollars(run.used.dollars)}, wasted {dollars(run.wasted.dollars)}"


def _took(summary: Summary) -> str | None:
    if summary.first is None or summary.last is None:
        return None
    took = duration((summary.last - summary.first).total_seconds())
    return f"{_moment(summary.first)} to {_moment(summary.last)}, {took}"


def _steps(summary: Summary) -> Markup:
    times = ["Waited, median", "Ran, median", "95 %", "Longest"]
    cost = ["Cost"] if any(one.dollars for one in summary.steps.values()) else []
    header = ["#", "Analysis", "Jobs", "Retries", *times, *cost]
    rows = [
        [
            i + 1,
            one.name,
            one.attempts,
            one.retries,
            *_times(one),
            *(dollars(one.dollars) for _ in cost),
        ]
        for i, one in sorted(summary.steps.items())
    ]
    return table("Every analysis over all samples", header, rows) if rows else Markup("")


def _times(step: Step) -> list[object]:
    waited = duration(median(step.waited)) if step.waited else "-"
    if not step.ran:
        return [waited, "-", "-", "-"]
    ran = sorted(step.ran)
    return [waited, *(duration(one) for one in (median(ran), ran[len(ran) * 95 // 100], ran[-1]))]


def _durations(summary: Summary) -> Markup:
    times = [(one.name, median(one.ran)) for _, one in sorted(summary.steps.items()) if one.ran]
    return bars("Median time that a job ran", [(n, each, duration(each)) for n, each in times])


def _costs(summary: Summary) -> Markup:
    costs = [(one.name, one.dollars) for _, one in sorted(summary.steps.items()) if one.dollars]
    return bars("Cost", [(name, each, dollars(each)) for name, each in costs])


def _failures(summary: Summary) -> Markup:
    rows: list[list[object]] = [
        [n, why.analysis + 1, why.rule, why.reason, _names(summary.failures[why], n)]
        for why, n in summary.failed.most_common()
    ]
    header = ["Samples", "#", "Rule", "Reason", "Which"]
    return table("Samples that failed, by reason", header, rows) if rows else Markup("")


def _names(some: list[str], total: int) -> str:
    more = f" and {total - LISTED:,} more" if total > LISTED else ""
    return ", ".join(some) + more


def _retries(summary: Summary) -> Markup:
    rows: list[list[object]] = [
        [n, why.analysis + 1, why.rule, why.decision] for why, n in summary.retries.most_common()
    ]
    header = ["Times", "#", "Rule", "Decision"]
    return table("Attempts that were followed by another", header, rows) if rows else Markup("")


def _slowest(summary: Summary) -> Markup:
    rows: list[list[object]] = [[name, duration(took)] for took, name in summary.slowest if took]
    title = "Samples whose jobs ran longest, all together"
    return table(title, ["Sample", "Ran"], rows) if rows else Markup("")


def _versions(summary: Summary) -> Markup:
    rows: list[list[object]] = [
        [i + 1, one.name, *(_lines(each) for each in (one.definitions, one.images))]
        for i, one in sorted(summary.steps.items())
    ]
    header = ["#", "Analysis", "Revisions", "Images"]
    title = "Job definitions and images, as AWS Batch ran them"
    return table(title, header, rows) if rows else Markup("")


def _lines(some: set[str]) -> Markup:
    return element("span", [element("div", one) for one in sorted(some)] or "not told")


def _definition(definition: JsonObject) -> Markup:
    source = json.dumps(definition, indent=2, ensure_ascii=False)
    return element(
        "details",
        element("summary", "The workflow's definition"),
        element("pre", source, tabindex=0),
    )


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S %Z") if at else "-"
