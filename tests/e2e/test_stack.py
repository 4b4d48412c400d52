"""The stack as a whole: who gets in, and what `up` does when it runs, ran or died."""

import json
import os
import signal
from uuid import uuid4

import httpx
import pytest
from botocore.credentials import Credentials

from batch_relay.local.errors import StackError
from batch_relay.local.home import Home
from batch_relay.local.process import is_running, start
from batch_relay.local.stack import down, reset, status, up
from batch_relay.sigv4 import SigV4
from tests.e2e.permissions import keep

REGION = "us-east-1"
OBJECT = {"Bucket": "batch-relay-outputs", "Key": "kept.txt"}


@pytest.fixture
def signed(stack):
    """The stack's owner."""
    return SigV4(stack.emulator.session().get_credentials(), REGION)


@pytest.fixture
def keys(aws, stack):
    """The keys of a user who may call the API, and nothing else."""
    iam, api = aws("iam"), stack.outputs["ApiId"]
    resource = f"arn:aws:execute-api:{REGION}:*:{api}/v1/*"
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}
    name = iam.create_user(UserName=f"user-{uuid4()}")["User"]["UserName"]
    iam.put_user_policy(
        UserName=name, PolicyName="p", PolicyDocument=json.dumps({"Statement": [statement]})
    )
    return iam.create_access_key(UserName=name)["AccessKey"]


@pytest.mark.parametrize("path", ["/projects", "/projects/p/runs/w", "/nowhere"])
def test_nobody_gets_in_without_credentials(stack, path):
    assert httpx.get(stack.api_url + path).status_code == 403


def test_nobody_posts_without_credentials(stack):
    csv = {"content": b"sample,file\na,a.fq\n", "headers": {"content-type": "text/csv"}}
    assert httpx.post(f"{stack.api_url}/projects/p", **csv).status_code == 403


def test_a_user_who_may_call_the_api_gets_in(stack, keys):
    user = SigV4(Credentials(keys["AccessKeyId"], keys["SecretAccessKey"]), REGION)
    assert httpx.get(f"{stack.api_url}/projects", auth=user).status_code == 200


def test_a_wrong_secret_is_refused(stack, keys):
    guess = SigV4(Credentials(keys["AccessKeyId"], "guess"), REGION)
    assert httpx.get(f"{stack.api_url}/projects", auth=guess).status_code == 403


def test_a_user_without_permission_is_refused(aws, stack, keys):
    aws("iam").delete_user_policy(UserName=keys["UserName"], PolicyName="p")
    user = SigV4(Credentials(keys["AccessKeyId"], keys["SecretAccessKey"]), REGION)
    assert httpx.get(f"{stack.api_url}/projects", auth=user).status_code == 403


def test_the_owner_gets_in(stack, signed):
    assert httpx.get(f"{stack.api_url}/projects", auth=signed).status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/projects/p/nowhere"])
def test_an_unknown_route_is_not_found(stack, signed, path):
    assert httpx.get(stack.api_url + path, auth=signed).status_code == 404


def test_up_again_changes_nothing(stack):
    assert up(stack.home) == stack == status(stack.home)


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "home")
    yield home
    keep(home)
    reset(home)
    assert not home.path.exists()


def test_what_the_stack_knows_survives_a_restart(home):
    before = up(home)
    s3 = before.emulator.session().client("s3", endpoint_url=before.endpoint)
    s3.put_object(**OBJECT, Body=b"kept")
    down(home)
    assert status(home) is None
    after = up(home)
    assert (after.api_url, after.outputs) == (before.api_url, before.outputs)
    assert s3.get_object(**OBJECT)["Body"].read() == b"kept"


def test_a_stack_that_died_is_replaced(home):
    died = up(home)
    os.kill(died.emulator.pid, signal.SIGKILL)
    os.waitpid(died.emulator.pid, 0)
    assert status(home) is None
    assert up(home).emulator.pid != died.emulator.pid


def test_nothing_runs_after_down(home):
    with home.locked():
        emulator = start(home)
    down(home)
    assert not is_running(home)
    with pytest.raises(ProcessLookupError):
        os.killpg(emulator.pid, 0)


def test_a_stack_keeps_its_port(stack):
    with pytest.raises(StackError, match=f"keeps its port, {stack.emulator.port}"):
        up(stack.home, port=stack.emulator.port + 1)


def test_a_taken_port_is_refused_in_one_line(home, stack):
    with home.locked(), pytest.raises(StackError, match="is taken by another program"):
        start(home, stack.emulator.port)


def test_jobs_run_as_containers_only_where_an_engine_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none")
    home = Home(tmp_path / "home")
    home.path.mkdir()
    with home.locked(), pytest.raises(StackError, match="Jobs are to run with Docker, but no"):
        start(home, docker=True)
    assert not is_running(home)


def test_a_stack_that_runs_jobs_as_processes_goes_on_so(stack):
    with pytest.raises(StackError, match="runs jobs as processes"):
        start(stack.home, docker=True)
