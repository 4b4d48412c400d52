import pytest
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

from tests.in_process import ACCOUNT
from tests.unit.routes.conftest import CSV

KEY = {"Idempotency-Key": "k"}


def test_a_repeated_write_is_answered_as_the_first_time(post_csv):
    first, second = post_csv(headers=KEY), post_csv(headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()


def test_without_a_key_a_repeated_import_finds_the_project(post_csv):
    assert (post_csv().status_code, post_csv().status_code) == (201, 200)


def test_the_same_key_with_another_request_is_refused(post_csv):
    post_csv(headers=KEY)
    reply = post_csv(CSV + "c,x\n", headers=KEY)
    assert reply.status_code == 422
    assert "take a new one" in reply.json()["detail"]


def test_a_request_in_progress_is_a_conflict(ports, post_csv):
    post_csv(headers=KEY)
    ((key, done),) = ports.answers.records.items()
    going_on = DataRecord(key, "INPROGRESS", done.expiry_timestamp, payload_hash=done.payload_hash)
    ports.answers.records[key] = going_on
    assert post_csv(headers=KEY).status_code == 409


def test_an_error_is_not_remembered(put_workflow, post_csv):
    assert post_csv(headers=KEY, workflow="famli").status_code == 404
    put_workflow()
    assert post_csv(headers=KEY, workflow="famli").status_code == 201


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(monkeypatch, ports, post_csv):
    def too_large(record):
        raise ValueError

    monkeypatch.setattr(ports.answers, "_update_record", too_large)
    assert post_csv(headers=KEY).status_code == 201
    assert ports.projects.get("p").samples == 2


OTHERS = [f"iam::{ACCOUNT}:user/other", f"sts::{ACCOUNT}:assumed-role/smith/jane"]


@pytest.mark.parametrize("other", OTHERS)
def test_another_caller_with_the_same_key_sees_nothing_of_the_first_answer(
    service, post_csv, other
):
    mine = post_csv(headers=KEY)
    service.caller = f"arn:aws:{other}"
    theirs = post_csv(headers=KEY)
    assert (mine.status_code, theirs.status_code) == (201, 200)
    assert post_csv(headers=KEY).json() == theirs.json()


def test_a_key_that_another_has_used_is_free_for_another_request(service, post_csv):
    post_csv(headers=KEY)
    service.caller = f"arn:aws:{OTHERS[0]}"
    assert post_csv(project="q", headers=KEY).json()["project"]["name"] == "q"
