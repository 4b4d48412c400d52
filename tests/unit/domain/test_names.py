import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.names import PROJECT_NAME, SAMPLE_NAME, WORKFLOW_NAME, job_name
from batch_relay.domain.problems import ProblemKind, Problems


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (PROJECT_NAME, "run-42_b"),
        (WORKFLOW_NAME, "_FAMLI_2"),
        (SAMPLE_NAME, "S 1_a.b-c+d=e:f@g"),
        (SAMPLE_NAME, "7"),
        (SAMPLE_NAME, "aws-1"),
        (SAMPLE_NAME, "a" * 128),
    ],
)
def test_accepts_what_people_call_things(rule, name):
    assert rule.check(name, Problems())


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (PROJECT_NAME, ""),
        (PROJECT_NAME, "-a"),
        (PROJECT_NAME, "a/b"),
        (PROJECT_NAME, "a\n"),
        (WORKFLOW_NAME, "a-b"),
        (WORKFLOW_NAME, ""),
        (SAMPLE_NAME, "a/b"),
        (SAMPLE_NAME, "a#b"),
        (SAMPLE_NAME, ".a"),
        (SAMPLE_NAME, "a "),
        (SAMPLE_NAME, "a\tb"),
        (SAMPLE_NAME, "aWs:1"),
    ],
)
def test_refuses_illegal_characters(rule, name):
    problems = Problems()
    assert not rule.check(name, problems, line=3, column="c")
    (problem,) = problems.as_list()
    assert (problem.kind, problem.line, problem.column) == (ProblemKind.ILLEGAL_NAME, 3, "c")
    assert rule.allowed in problem.message


def test_says_how_long_a_name_may_be():
    problems = Problems()
    PROJECT_NAME.check("p" * 101, problems)
    assert problems.as_list()[0].message.endswith("has 101 characters; shorten it to 100.")


def test_names_a_job_after_workflow_sample_and_definition():
    name = job_name("FAMLI", "S.1 a", "famli:14", identity="p/FAMLI/S.1 a/0/1/1")
    assert re.fullmatch("FAMLI_S_1_a_famli_14-[0-9a-f]{10}", name)


def test_leaves_the_account_out_of_a_job_name():
    arn = "arn:aws:batch:us-west-2:123456789012:job-definition/famli:14"
    assert job_name("w", "s", arn, identity="1").startswith("w_s_famli_14-")


def test_another_attempt_has_another_job_name():
    assert job_name("w", "s", "d", identity="1") != job_name("w", "s", "d", identity="2")


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200), st.text())
def test_every_job_name_is_legal(workflow, sample, definition, identity):
    name = job_name(workflow, sample, definition, identity=identity)
    assert re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]{0,127}", name)
