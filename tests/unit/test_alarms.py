"""The alarms of the template: what they look at, and what the runbook says of them."""

import json
import re

import pytest
from cfnlint.decode import cfn_yaml

from batch_relay.metrics import SERVICE
from batch_relay.services.repairs import Repair
from tests.conftest import ROOT

RUNBOOK = (ROOT / "docs/runbook.md").read_text()
COSTS = (ROOT / "docs/cost.md").read_text()
COUNTED = {"Failed", "Unavailable", *(name for repair in Repair for name in repair.metrics)}


@pytest.fixture(scope="module")
def resources():
    return cfn_yaml.load(str(ROOT / "template.yaml"))["Resources"]


@pytest.fixture(scope="module")
def alarms(resources):
    return {n: r["Properties"] for n, r in resources.items() if r["Type"].endswith("::Alarm")}


def named(resources, suffix):
    return {
        name for name, one in resources.items() if name.endswith(suffix) and "SQS" in one["Type"]
    }


def test_each_alarm_has_a_section_of_the_runbook_and_each_section_an_alarm(alarms):
    headings = re.findall(r"^### (.*Alarm.*)$", RUNBOOK, re.MULTILINE)
    assert sorted(name for heading in headings for name in heading.split(", ")) == sorted(alarms)


def test_each_alarm_tells_the_topic_when_it_begins_and_ends(alarms):
    for alarm in alarms.values():
        assert "HasAlarmTopic" in str(alarm["AlarmActions"])
        assert alarm["AlarmActions"] == alarm["OKActions"]


def test_each_queue_has_an_alarm(resources, alarms):
    assert {f"{name}Alarm" for name in named(resources, "DeadLetters")} <= set(alarms)
    assert {f"{name}AgeAlarm" for name in named(resources, "Queue")} <= set(alarms)


def test_the_page_of_costs_counts_them(alarms):
    assert f"| {len(alarms)} alarms, at 0.10 $ | {len(alarms) / 10:.2f} $ |" in COSTS


def test_our_own_metrics_are_looked_at_where_they_are_counted(alarms):
    ours = [alarm for alarm in alarms.values() if "BatchRelay" in str(alarm["Namespace"])]
    assert {alarm["MetricName"] for alarm in ours} <= COUNTED
    assert all(alarm["Dimensions"] == [{"Name": "service", "Value": SERVICE}] for alarm in ours)


def test_the_dashboard_is_json_that_names_what_it_is_given(resources):
    body, given = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert len(json.loads(body)["widgets"]) == 6
    assert set(given) <= set(re.findall(r"\$\{(\w+)\}", body))


def test_the_dashboard_shows_the_errors_of_every_function(resources):
    body, _ = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    (shown,) = [w for w in json.loads(body)["widgets"] if "Errors" in str(w["properties"])]
    functions = {name for name, one in resources.items() if one["Type"].endswith("::Function")}
    assert set(re.findall(r"\$\{(\w+)\}", str(shown))) == functions


def test_the_dashboard_quotes_a_namespace_that_is_no_word(resources):
    """CloudWatch takes names with other than letters and digits in quotes only."""
    body, _ = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert re.findall(r"SEARCH\('\{(.*?),", body) == [r"\"BatchRelay/${AWS::StackName}\""]
