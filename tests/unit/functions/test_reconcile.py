"""The schedule's event, and what comes of it."""

import json
from collections import Counter

import pytest

from batch_relay.domain.errors import UnavailableError
from batch_relay.services.repairs import Repair, Repaired
from functions.reconcile.app import handler
from tests.examples import RUN
from tests.unit.functions.reading import said

# What the alarms of template.yaml name.
IN = ("batch-relay", "BatchRelay")


def metrics(capsys):
    """Return the metrics as CloudWatch reads them from the log: name and value."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    described = [(line, line["_aws"]["CloudWatchMetrics"][0]) for line in lines]
    assert {(line["service"], one["Namespace"]) for line, one in described} <= {IN}
    names = [(line, metric["Name"]) for line, one in described for metric in one["Metrics"]]
    return [(name, sum(line[name])) for line, name in names]


def repaired(kind, **more):
    return Repaired(kind=kind, run=RUN, sample="S1", **more)


def sweeping(*repairs):
    return lambda *, has_time: iter(repairs)


def test_a_sweep_that_finds_nothing_is_silent(event, context, capsys, caplog):
    handler(event("reconcile/schedule"), context, sweep=sweeping())
    assert metrics(capsys) == []
    assert said(caplog) == []


def test_each_repair_is_counted_and_is_a_line(event, context, capsys, caplog):
    repairs = [Repair.JOB_GONE, Repair.JOB_GONE, Repair.END_TOLD]
    handler(event("reconcile/schedule"), context, sweep=sweeping(*map(repaired, repairs)))
    totals = Counter(dict.fromkeys(("JobGone", "EndTold", "Repairs", "StuckSamples"), 0))
    for name, value in metrics(capsys):
        totals[name] += value
    assert totals == {"JobGone": 2, "EndTold": 1, "Repairs": 3, "StuckSamples": 1}
    assert [record.repair for record in caplog.records] == repairs


def test_repairs_before_a_failure_are_told_still(event, context, capsys):
    def sweep(*, has_time):
        yield repaired(Repair.END_TOLD)
        msg = "DescribeJobs: slow down"
        raise UnavailableError(msg)

    with pytest.raises(UnavailableError):
        handler(event("reconcile/schedule"), context, sweep=sweep)
    assert metrics(capsys) == [("EndTold", 1), ("Repairs", 1), ("StuckSamples", 1)]


def test_a_sweep_is_told_to_stop_a_minute_before_its_time_runs_out(event, context, caplog):
    left = iter([120_000, 60_001, 60_000])
    context.get_remaining_time_in_millis = lambda: next(left)

    def sweep(*, has_time):
        while has_time():
            yield repaired(Repair.JOB_GONE)

    handler(event("reconcile/schedule"), context, sweep=sweep)
    assert said(caplog) == ["repaired"] * 2


def test_a_repair_is_logged_with_its_sample_and_cause(event, context, caplog):
    put_off = repaired(Repair.PUT_OFF, reason="UnavailableError: slow down")
    handler(event("reconcile/schedule"), context, sweep=sweeping(put_off))
    (line,) = caplog.records
    assert (line.project, line.workflow, line.sample) == ("p", "w", "S1")
    assert line.reason == "UnavailableError: slow down"
