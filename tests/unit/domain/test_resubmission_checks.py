import pytest

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmission_checks import check_resubmission, first_analysis
from batch_relay.domain.resubmissions import NOTHING, Resubmission

ARN = "arn:aws:batch:us-east-1:111122223333:job-definition/call:7"
WORKFLOW = ("trim:3", "align", "trim:3", ARN)


@pytest.mark.parametrize(
    ("wanted", "position"),
    [(1, 0), ("4", 3), ("align", 1), (ARN, 3), ("call:7", 3), ("call", 3)],
)
def test_an_analysis_goes_by_its_number_or_its_job_definition(wanted, position):
    assert first_analysis(wanted, WORKFLOW) == position


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (0, "no analysis 0: the workflow has 4"),
        (5, "no analysis 5"),
        ("9" * 5_000, "No analysis has the job definition '999"),
        ("-1", "No analysis has the job definition '-1'"),
        ("trim", "Analyses 1 and 3 have the job definition 'trim'"),
        ("aling", "did you mean 'align'?"),
    ],
)
def test_any_other_is_told(wanted, said):
    with pytest.raises(InvalidError, match=said):
        first_analysis(wanted, WORKFLOW)


def places(again):
    problems = Problems()
    check_resubmission(again, problems)
    return [each.column for each in problems.as_list()]


def test_no_change_is_no_problem():
    assert places(NOTHING) == []


def test_each_change_is_checked_at_its_place():
    again = Resubmission(queue="?", memory=0, vcpus=0, timeout=1, policy={"retry": {"delay": -1}})
    assert places(again) == ["queue", "memory", "vcpus", "timeout", "batch_relay.retry.delay"]
