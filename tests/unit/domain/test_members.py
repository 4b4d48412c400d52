import pytest

from batch_relay.domain.labs import lab_of
from batch_relay.domain.members import Member, Role, principal_of

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("arn", "principal"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/jane", "user:jane"),
        (f"arn:aws:iam::{ACCOUNT}:user/labs/smith/jane@x.org", "user:jane@x.org"),
        (f"arn:aws:iam::{ACCOUNT}:role/labs/smith", "role:smith"),
        (f"arn:aws-us-gov:sts::{ACCOUNT}:assumed-role/smith/jane", "role:smith"),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/jane", "federated-user:jane"),
        (f"arn:aws:iam::{ACCOUNT}:root", "root"),
        ("arn:aws:iam::444455556666:user/jane", "arn:aws:iam::444455556666:user/jane"),
        (f"arn:aws:s3::{ACCOUNT}:user/jane", f"arn:aws:s3::{ACCOUNT}:user/jane"),
        ("user:jane", "user:jane"),
        ("", ""),
    ],
)
def test_an_arn_tells_whose_it_is(arn, principal):
    assert principal_of(arn, ACCOUNT) == principal


@pytest.mark.parametrize(
    ("name", "lab"), [("smith_p", "smith"), ("smith_p_q", "smith"), ("smith", ""), ("_p", "")]
)
def test_a_name_tells_its_lab(name, lab):
    assert lab_of(name) == lab


def test_a_member_of_no_lab_owns_nothing():
    nobody = Member(principal="user:jane", role=Role.OPERATOR)
    assert not any(map(nobody.owns, ["", "p", "_p", "smith_p"]))


def test_an_admin_owns_all():
    assert Member(principal="user:jane", role=Role.ADMIN).owns("anything")


def test_each_role_includes_those_before_it():
    assert [[one.includes(other) for other in Role] for one in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
