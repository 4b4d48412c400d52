"""`batch-relay access`, over IAM and a service in this process."""

import json
from dataclasses import dataclass, field, replace

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.cli.main import main
from batch_relay.connection import Services
from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member, Role
from tests.in_process import ME, NOW, InProcess, memory_ports

NAMES = ("ReaderPolicy", "OperatorPolicy", "AdminPolicy")
GRANT = ("grant", "jane", "--lab", "smith")
OPERATOR = Member(principal="user:jane", role=Role.OPERATOR, lab="smith")


@dataclass(frozen=True, kw_only=True)
class Beside(Services):
    """IAM, and a stack that names its managed policies."""

    policies: dict[str, str]

    def cloudformation(self):
        client = boto3.client("cloudformation")
        outputs = [{"OutputKey": f"{k}Arn", "OutputValue": v} for k, v in self.policies.items()]
        now = {"CreationTime": NOW, "StackStatus": "CREATE_COMPLETE"}
        stub = Stubber(client)
        stack = {"StackName": "batch-relay", "Outputs": outputs, **now}
        stub.add_response("describe_stacks", {"Stacks": [stack]})
        stub.activate()
        return client


@dataclass
class Account(InProcess):
    stack = "batch-relay"
    policies: dict[str, str] = field(default_factory=dict)

    def services(self, profile=""):
        return Beside(session=boto3.Session(region_name="us-east-1"), policies=self.policies)


@pytest.fixture
def iam(aws):
    client = boto3.client("iam")
    client.create_user(UserName="jane")
    client.create_role(RoleName="lab", AssumeRolePolicyDocument="{}")
    return client


@pytest.fixture
def account(iam):
    """Labs are on, and there is one."""
    allowed = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    made = {n: iam.create_policy(PolicyName=n, PolicyDocument=document) for n in NAMES}
    policies = {name: each["Policy"]["Arn"] for name, each in made.items()}
    account = Account(
        ports=replace(memory_ports(), administrators=frozenset({ME})), policies=policies
    )
    account.ports.labs.put(Lab(name="smith"))
    return account


@pytest.fixture
def access(account, capsys):
    """Run a command; return its exit code, and what became of each step or the error."""

    def run(*words):
        with pytest.raises(SystemExit) as done:
            main(["access", *words, "--json"], target=account)
        out, err = capsys.readouterr()
        told = {each["step"]: each["outcome"] for each in json.loads(out)} if out else err
        return done.value.code or 0, told

    return run


def attached(iam):
    found = iam.list_attached_user_policies(UserName="jane")["AttachedPolicies"]
    return {policy["PolicyName"] for policy in found}


def tags(iam):
    return {tag["Key"]: tag["Value"] for tag in iam.list_user_tags(UserName="jane")["Tags"]}


def test_who_is_let_in_is_tagged_and_gets_policies_and_a_lab(access, account, iam):
    code, steps = access(*GRANT)
    assert (code, steps["member"], steps["lab smith"]) == (0, "done", "ok")
    assert attached(iam) == {"ReaderPolicy", "OperatorPolicy"}
    assert tags(iam) == {"batch-relay-lab": "smith"}
    assert account.ports.members.get("user:jane") == OPERATOR


def test_again_changes_nothing(access):
    access(*GRANT)
    code, steps = access(*GRANT)
    assert (code, set(steps.values())) == (0, {"ok"})


def test_who_becomes_a_reader_loses_a_policy(access, iam):
    access(*GRANT)
    assert access(*GRANT, "--role", "reader")[1]["no policy OperatorPolicy"] == "done"
    assert attached(iam) == {"ReaderPolicy"}


def test_an_admin_has_no_lab(access, account, iam):
    access(*GRANT)
    assert access("grant", "jane", "--role", "admin")[0] == 0
    assert (attached(iam), tags(iam)) == ({"AdminPolicy"}, {})
    assert account.ports.members.get("user:jane").is_admin


def test_a_check_changes_nothing(access, account, iam):
    code, steps = access("check", "jane", "--lab", "smith")
    assert (code, steps["member"], steps["tag batch-relay-lab"]) == (1, "missing", "missing")
    assert (attached(iam), account.ports.members.all()) == (set(), ())


def test_a_check_finds_what_was_taken_away(access, account, iam):
    access(*GRANT)
    iam.detach_user_policy(UserName="jane", PolicyArn=account.policies["OperatorPolicy"])
    code, steps = access("check", "jane")
    assert (code, [s for s, o in steps.items() if o != "ok"]) == (1, ["policy OperatorPolicy"])


def test_who_is_revoked_keeps_nothing(access, account, iam):
    access(*GRANT)
    assert access("revoke", "jane", "--lab", "smith")[0] == 0
    assert (attached(iam), tags(iam), account.ports.members.all()) == (set(), {}, ())
    assert set(access("revoke", "jane")[1].values()) == {"ok"}


def test_a_user_who_is_gone_is_revoked_too(access, account, iam):
    account.ports.members.put(replace(OPERATOR, principal="user:gone"))
    assert access("revoke", "gone") == (0, {"member": "done"})


def test_who_is_of_another_lab_is_not_revoked(access, account):
    access(*GRANT)
    code, said = access("revoke", "jane", "--lab", "jones")
    assert (code, "belongs to the lab smith" in said) == (1, True)
    assert account.ports.members.get("user:jane") == OPERATOR


@pytest.mark.parametrize("role", ["role/lab", "arn:aws:iam::111122223333:role/path/lab"])
def test_a_role_is_let_in_as_a_user_is(access, account, iam, role):
    assert access("grant", role, "--lab", "smith")[0] == 0
    assert account.ports.members.get("role:lab").lab == "smith"
    assert iam.list_role_tags(RoleName="lab")["Tags"][0]["Value"] == "smith"


def test_without_iam_only_the_service_is_told(access, account, iam):
    assert access(*GRANT, "--no-iam")[1] == {"lab smith": "ok", "member": "done"}
    assert attached(iam) == set()


@pytest.mark.parametrize(("user", "lab"), [("nobody", "smith"), ("jane", "jones")])
def test_after_a_step_that_failed_no_other_is_taken(access, account, user, lab):
    code, steps = access("grant", user, "--lab", lab)
    outcomes = list(steps.values())
    at = outcomes.index("failed")
    assert (code, set(outcomes[at + 1 :])) == (1, {"skipped"})
    assert account.ports.members.all() == ()


@pytest.mark.parametrize("options", [(), ("--role", "admin", "--lab", "smith")])
def test_a_role_and_a_lab_that_do_not_fit_are_refused(access, options):
    assert access("grant", "jane", *options)[0] == 2


@pytest.mark.parametrize("user", ["arn:aws:iam::444455556666:user/jane", "a b", "group/x", ""])
def test_who_is_nobody_is_refused(access, user):
    code, said = access("grant", user, "--lab", "smith")
    assert (code, "write jane or role/smith-lab" in said) == (1, True)
