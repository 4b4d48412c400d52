import pytest

READS = ("", "/samples", "/samples/a", "/grid?status=RUNNING")


@pytest.fixture
def known(http, run, begun):
    """Read something, and again with the ETag it had."""
    begun("a")
    known = {}

    def ask(path):
        return http.get(f"{run}{path}", headers={"If-None-Match": known.get(path, "")})

    def again(path):
        known[path] = ask(path).headers["etag"]
        return ask(path)

    return again


@pytest.mark.parametrize("path", READS)
def test_what_has_not_changed_is_not_sent_again(known, path):
    reply = known(path)
    assert (reply.status_code, reply.content) == (304, b"")
    assert "content-type" not in reply.headers


def test_what_has_changed_is_sent(http, run, begun):
    begun("a")
    before = http.get(f"{run}/samples")
    begun("b")
    after = http.get(f"{run}/samples", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, len(after.json()["items"])) == (200, 2)


@pytest.mark.parametrize("form", ['"other", {}', "W/{}", '{} , W/"x"'])
def test_a_caller_may_know_several_versions(http, run, form):
    tag = http.get(run).headers["etag"]
    assert http.get(run, headers={"If-None-Match": form.format(tag)}).status_code == 304


def test_an_error_and_a_write_have_no_etag(http, run):
    assert "etag" not in http.get("/projects/nix").headers
    assert "etag" not in http.post(f"{run}/pause").headers
