"""Two labs on one service, whose emulator checks every policy."""

import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from botocore.credentials import Credentials

from batch_relay.cli.main import main
from batch_relay.client import Client
from batch_relay.connection import Services
from batch_relay.domain.errors import ForbiddenError, RefusedError
from batch_relay.local.deployment import PARAMETERS
from batch_relay.local.emulator import REGION
from batch_relay.local.home import Home
from batch_relay.local.stack import reset, up
from batch_relay.sigv4 import SigV4
from batch_relay.wire.labs import MemberRequest
from tests.e2e.permissions import keep
from tests.unit.routes.test_rules import NAMED, path

LABS = ("smith", "jones")


@dataclass
class Owner:
    """Who runs the stack, as the command sees it."""

    local: object
    stack: str = "batch-relay"

    def client(self):
        return Client(self.local.api_url, auth=SigV4(self.credentials, REGION))

    @property
    def credentials(self):
        return self.local.emulator.session().get_credentials()

    def services(self, profile=""):
        return Services(session=self.local.emulator.session(), endpoint=self.local.endpoint)


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    """A stack whose two labs were made, and their users let in, before labs were switched on."""
    home = Home(tmp_path_factory.mktemp("labs") / "home")
    owner = Owner(up(home))
    for lab in LABS:
        output = f"s3://batch-relay-outputs/{lab}/"
        run(owner, "lab", "set", lab, "--queue", "default", "--definition", lab, "--output", output)
        owner.services().iam().create_user(UserName=lab)
        assert run(owner, "access", "grant", lab, "--lab", lab) == 0
    with pytest.MonkeyPatch.context() as parameters, owner.client() as client:
        parameters.setitem(PARAMETERS, "Administrators", client.access.me().arn)
        owner.local = up(home)
        yield owner
    keep(home)
    reset(home)


def run(owner, *words):
    with pytest.raises(SystemExit) as done:
        main(list(words), target=owner)
    return done.value.code or 0


@contextmanager
def user(owner, name):
    """The API, for a user with keys of their own."""
    keys = owner.services().iam().create_access_key(UserName=name)["AccessKey"]
    with signed(owner, Credentials(keys["AccessKeyId"], keys["SecretAccessKey"])) as client:
        yield client


def signed(owner, credentials):
    return Client(owner.local.api_url, auth=SigV4(credentials, REGION))


@contextmanager
def session(owner, role, name, **tags):
    """The API, for a session of a role that calls itself so, and has these tags."""
    sts = owner.services().sts()
    account = sts.get_caller_identity()["Account"]
    keys = sts.assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{role}",
        RoleSessionName=name,
        Tags=[{"Key": key.replace("_", "-"), "Value": value} for key, value in tags.items()],
    )["Credentials"]
    known = keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
    with signed(owner, Credentials(*known)) as client:
        yield client


def make_role(owner, name):
    """Make a role that the account lets its own assume, with tags for the session."""
    account = owner.services().sts().get_caller_identity()["Account"]
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    }
    document = {"Version": "2012-10-17", "Statement": [trust]}
    owner.services().iam().create_role(
        RoleName=name, Path="/labs/", AssumeRolePolicyDocument=json.dumps(document)
    )


@pytest.fixture
def clients(owner):
    with ExitStack() as stack:
        yield {lab: stack.enter_context(user(owner, lab)) for lab in LABS}


def everything(client, lab):
    """Ask for each route that names something of the lab; return what was answered."""
    names = {"project": f"{lab}_p", "workflow": f"{lab}_w", "lab": lab, "sample": "a"}
    return [
        client.forward(method, path(template, **names).lstrip("/"), headers={}, content=b"")
        for method, template in NAMED
    ]


def test_every_route_of_another_lab_is_forbidden(clients):
    assert {reply.status_code for reply in everything(clients["smith"], "jones")} == {403}


def test_so_it_is_by_the_services_own_check_alone(owner, clients):
    """Whoever cares for IAM has let the user call every route."""
    iam, arn = owner.services().iam(), owner.local.outputs["AdminPolicyArn"]
    iam.attach_user_policy(UserName="smith", PolicyArn=arn)
    assert {each.name for each in clients["smith"].projects()} <= {"smith_p"}
    answers = everything(clients["smith"], "jones")
    iam.detach_user_policy(UserName="smith", PolicyArn=arn)
    assert {reply.status_code for reply in answers} == {403}
    assert {reply.json()["title"] for reply in answers} == {"Forbidden"}


def test_and_by_iam_alone(owner, clients):
    """Whoever cares for the service has made the user its administrator."""
    with owner.client() as client:
        client.access.put_member("user:smith", MemberRequest(role="admin"))
        answers = everything(clients["smith"], "jones")
        client.access.put_member("user:smith", MemberRequest(lab="smith"))
    assert {reply.status_code for reply in answers} == {403}
    assert not [reply for reply in answers if "title" in reply.json()]


def test_a_lab_works_on_its_own_and_the_trail_tells_who_did(owner, clients, tmp_path):
    csv = tmp_path / "metadata.csv"
    csv.write_text("sample,file\na,a.fq\n")
    define(owner)
    clients["smith"].put_workflow("smith_w", json.dumps(definition()))
    clients["smith"].import_project("smith_p", csv)
    assert clients["smith"].start_run("smith_p", "smith_w").project == "smith_p"
    assert [each.name for each in clients["smith"].projects()] == ["smith_p"]
    assert list(clients["jones"].projects()) == []
    trail = list(clients["smith"].access.audit(project="smith_p"))
    assert {(entry.principal, entry.status) for entry in trail} >= {("user:smith", 202)}


def define(owner):
    needs = [{"type": "VCPU", "value": "0.25"}, {"type": "MEMORY", "value": "128"}]
    container = {"image": "none", "command": ["true"], "resourceRequirements": needs}
    owner.services().batch().register_job_definition(
        jobDefinitionName="smith-none", type="container", containerProperties=container
    )


def definition():
    output = "s3://batch-relay-outputs/smith/{project_name}/{sample}"
    analysis = {"job_definition": "smith-none", "queue": "default", "outputs": [output]}
    return {"workflow_name": "smith_w", "analyses": [analysis]}


def test_who_is_revoked_is_out(owner):
    owner.services().iam().create_user(UserName="gone")
    assert run(owner, "access", "grant", "gone", "--lab", "smith") == 0
    with user(owner, "gone") as client:
        assert list(client.projects()) is not None
        assert run(owner, "access", "revoke", "gone") == 0
        with pytest.raises(RefusedError, match="403"):
            list(client.projects())


def test_without_the_services_record_iams_policies_let_nobody_in(owner):
    owner.services().iam().create_user(UserName="half")
    run(owner, "access", "grant", "half", "--lab", "smith")
    with owner.client() as client:
        client.access.remove_member("user:half")
    with user(owner, "half") as client, pytest.raises(ForbiddenError, match="belongs to no lab"):
        list(client.projects())


def test_a_session_of_a_role_is_its_role_whatever_it_calls_itself(owner):
    make_role(owner, "students")
    assert run(owner, "access", "grant", "role/students", "--lab", "smith") == 0
    with session(owner, "students", "user-jones") as client:
        me = client.access.me()
        assert (me.principal, me.role, me.lab) == ("role:students", "operator", "smith")
        assert me.arn.endswith(":assumed-role/students/user-jones")
        assert {reply.status_code for reply in everything(client, "jones")} == {403}
        client.put_workflow("smith_w2", json.dumps(definition() | {"workflow_name": "smith_w2"}))
        (entry,) = (one for one in client.access.audit() if one.target == "smith_w2")
    assert (entry.principal, entry.status) == ("role:students", 201)
    assert entry.arn.endswith(":assumed-role/students/user-jones")


@pytest.fixture(scope="module")
def shared_role(owner):
    """A role that others care for: IAM allows it what its session's tag says."""
    make_role(owner, "identity-center")
    for output in ("ReaderPolicyArn", "OperatorPolicyArn"):
        owner.services().iam().attach_role_policy(
            RoleName="identity-center", PolicyArn=owner.local.outputs[output]
        )
    granted = ("access", "grant", "role/identity-center", "--lab", "smith", "--no-iam")
    assert run(owner, *granted) == 0
    return "identity-center"


def test_the_lab_may_be_a_tag_of_the_session(owner, shared_role):
    with session(owner, shared_role, "jane", batch_relay_lab="smith") as client:
        client.put_workflow("smith_w3", json.dumps(definition() | {"workflow_name": "smith_w3"}))
        assert {reply.status_code for reply in everything(client, "jones")} == {403}


def test_a_session_without_the_tag_is_refused_by_iam(owner, shared_role):
    with session(owner, shared_role, "jane") as client:
        answers = everything(client, "smith")
    assert {reply.status_code for reply in answers} == {403}
    assert not [reply for reply in answers if "title" in reply.json()]


def test_a_session_tagged_with_another_lab_is_refused_by_the_service(owner, shared_role):
    with session(owner, shared_role, "jane", batch_relay_lab="jones") as client:
        answers = everything(client, "jones")
    assert {reply.status_code for reply in answers} == {403}
    assert "Forbidden" in {reply.json().get("title") for reply in answers}
