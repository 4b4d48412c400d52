"""The examples of notices ask for what there is, and send what their receivers take."""

import json

import pytest

from batch_relay.domain.notices import NoticeKind
from tests.template import ROOT, resources

SLACK, EMAIL, BY_RULE = (
    f"examples/notices/{name}.yaml" for name in ("slack", "email", "email-by-rule")
)
RULES = resources("AWS::Events::Rule", of=SLACK)
MAIL_RULES = resources("AWS::Events::Rule", of=BY_RULE)
EVERY = [*RULES.values(), *MAIL_RULES.values()]


def schema(kind):
    name = f"{kind.lower().replace(' ', '-')}.schema.json"
    return json.loads((ROOT / "docs/events" / name).read_text())


def filled(rule):
    """A message of the rule as it comes, by what EventBridge does to its template."""
    wanted = rule["Targets"][0]["InputTransformer"]
    text = wanted["InputTemplate"]
    for name in wanted["InputPathsMap"]:
        text = text.replace(f"<{name}>", "x")
    assert "<" not in text
    return json.loads(text)


@pytest.mark.parametrize("rule", EVERY)
def test_a_rule_asks_for_an_event_of_ours(rule):
    (kind,) = rule["EventPattern"]["detail-type"]
    assert kind in set(NoticeKind)
    assert rule["EventPattern"]["detail"].keys() <= schema(kind)["properties"].keys()


@pytest.mark.parametrize("rule", EVERY)
def test_what_a_message_takes_from_an_event_is_there_each_time(rule):
    (kind,), (target,) = rule["EventPattern"]["detail-type"], rule["Targets"]
    paths = target["InputTransformer"]["InputPathsMap"].values()
    assert {path.removeprefix("$.detail.") for path in paths} <= set(schema(kind)["required"])


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_message_is_what_slack_takes(rule):
    assert filled(rule).keys() == {"text"}


@pytest.mark.parametrize("rule", MAIL_RULES.values(), ids=MAIL_RULES)
def test_a_mail_is_a_sentence_that_says_where_to_look(rule):
    assert filled(rule) == "x for x ended: x. See: batch-relay run status x x"


def test_each_rule_may_leave_what_was_refused_in_the_queue():
    (policy,) = resources("AWS::SQS::QueuePolicy", of=SLACK).values()
    (statement,) = policy["PolicyDocument"]["Statement"]
    allowed = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert [one["!GetAtt"] for one in allowed] == [f"{name}.Arn" for name in RULES]


def test_mail_asks_for_notices_that_there_are():
    (mail,) = resources("AWS::SNS::Subscription", of=EMAIL).values()
    assert mail["FilterPolicy"].keys() == {"kind"}
    assert set(mail["FilterPolicy"]["kind"]) <= set(NoticeKind)


@pytest.mark.parametrize("example", [SLACK, EMAIL, BY_RULE])
def test_the_manual_shows_how_to_deploy_it(example):
    assert f"--template-file {example}" in (ROOT / "docs/notices.md").read_text()
