"""The examples of notices ask for what there is, and send what their receivers take."""

import json

import pytest

from batch_relay.domain.notices import NoticeKind
from tests.template import ROOT, resources

SLACK, EMAIL = "examples/notices/slack.yaml", "examples/notices/email.yaml"
RULES = resources("AWS::Events::Rule", of=SLACK)


def schema(kind):
    name = f"{kind.lower().replace(' ', '-')}.schema.json"
    return json.loads((ROOT / "docs/events" / name).read_text())


@pytest.fixture(params=RULES)
def rule(request):
    return RULES[request.param]


def test_a_rule_asks_for_an_event_of_ours(rule):
    (kind,) = rule["EventPattern"]["detail-type"]
    assert kind in set(NoticeKind)
    assert rule["EventPattern"]["detail"].keys() <= schema(kind)["properties"].keys()


def test_what_a_message_takes_from_an_event_is_there_each_time(rule):
    (kind,), (target,) = rule["EventPattern"]["detail-type"], rule["Targets"]
    paths = target["InputTransformer"]["InputPathsMap"].values()
    assert {path.removeprefix("$.detail.") for path in paths} <= set(schema(kind)["required"])


def test_a_message_is_what_slack_takes(rule):
    wanted = rule["Targets"][0]["InputTransformer"]
    text = wanted["InputTemplate"]
    for name in wanted["InputPathsMap"]:
        text = text.replace(f"<{name}>", "x")
    assert json.loads(text).keys() == {"text"}
    assert "<" not in text


def test_each_rule_may_leave_what_was_refused_in_the_queue():
    (policy,) = resources("AWS::SQS::QueuePolicy", of=SLACK).values()
    (statement,) = policy["PolicyDocument"]["Statement"]
    allowed = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert [one["!GetAtt"] for one in allowed] == [f"{name}.Arn" for name in RULES]


def test_mail_asks_for_notices_that_there_are():
    (mail,) = resources("AWS::SNS::Subscription", of=EMAIL).values()
    assert mail["FilterPolicy"].keys() == {"kind"}
    assert set(mail["FilterPolicy"]["kind"]) <= set(NoticeKind)


@pytest.mark.parametrize("example", [SLACK, EMAIL])
def test_the_manual_shows_how_to_deploy_it(example):
    assert f"--template-file {example}" in (ROOT / "docs/notices.md").read_text()
