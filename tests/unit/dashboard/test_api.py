"""The API, asked for the page."""

import json

import httpx
import pytest

from batch_relay.dashboard.api import LARGEST_UPLOAD
from batch_relay.uploading import LARGEST_BODY

CSV = b"sample,file\na,s3://reads/a.fq\n"
TYPE = {"content_type": "text/csv"}


def test_a_write_goes_through_with_its_query(ask, service):
    reply = ask("/api/projects/p?dry_run=true", "POST", body=CSV, **TYPE)
    assert json.loads(reply.body)["dry_run"] is True
    assert service.ports.projects.get("p") is None


def test_a_write_is_done_once_by_its_key(ask):
    key = {"idempotency_key": "k", **TYPE}
    first, again = (ask("/api/projects/p", "POST", body=CSV, **key) for _ in "12")
    assert (first.status, json.loads(again.body)["created"]) == (201, True)


def test_an_error_of_the_api_comes_as_it_is(ask):
    reply = ask("/api/projects/nix")
    assert (reply.status, reply.content_type) == (404, "application/problem+json")


def test_what_has_not_changed_is_not_sent_again(ask):
    tag = ask().headers["ETag"]
    assert ask(if_none_match=tag).status == 304
    ask("/api/projects/p", "POST", body=CSV, **TYPE)
    assert ask(if_none_match=tag).status == 200


@pytest.mark.parametrize(
    "target",
    ["/api", "/api/", "/api//projects", "/api/projects/../x", "/api/projects/./x"],
)
def test_only_paths_of_the_api_go_through(ask, target):
    assert ask(target).status == 404


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_only_methods_of_the_api_go_through(ask, method):
    assert ask(method=method).status == 404


def test_a_body_too_large_for_the_api_is_refused(ask):
    reply = ask("/api/projects/p", "POST", length=LARGEST_BODY + 1)
    assert reply.status == 413


def test_a_body_that_breaks_off_is_not_passed_on(ask, service):
    reply = ask("/api/projects/p", "POST", body=CSV, length=len(CSV) + 1, **TYPE)
    assert reply.status == 422
    assert service.ports.projects.get("p") is None


def test_a_large_file_is_uploaded_with_what_to_do_with_it(ask, service):
    came = []
    service.on_upload = came.append
    upload = json.loads(ask("/upload?project=p&dry_run=true", "POST", body=CSV).body)["id"]
    assert came == [upload]
    told = json.loads(ask(f"/api/uploads/{upload}").body)
    assert (told["project"], told["rows"]) == ("p", 0)


@pytest.mark.parametrize("query", ["", "?project=p&dry=true", "?project=p&dry_run=maybe"])
def test_an_upload_says_what_to_do_with_it(ask, query):
    assert ask(f"/upload{query}", "POST", body=CSV).status == 422


def test_an_upload_is_not_asked_for_past_this_server(ask):
    assert ask("/api/uploads", "POST").status == 404


def test_a_file_too_large_for_the_page_is_refused(ask):
    assert ask("/upload", "POST", length=LARGEST_UPLOAD + 1).status == 413


def test_an_api_that_does_not_answer_is_told(ask, service):
    def fail(request):
        raise httpx.ConnectError("refused")  # noqa: EM101

    service.before = fail
    assert ask().status == 503
