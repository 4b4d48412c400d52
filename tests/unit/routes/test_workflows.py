from tests.unit.routes.conftest import WORKFLOW


def test_a_new_definition_is_created(put_workflow):
    reply = put_workflow()
    assert reply.status_code == 201
    assert reply.json()["definition"] == WORKFLOW


def test_the_same_definition_again_is_the_same_version(put_workflow):
    first, second = put_workflow(), put_workflow()
    assert second.status_code == 200
    assert second.json()["version"] == first.json()["version"]


def test_another_definition_is_a_new_version(http, put_workflow):
    put_workflow()
    newer = put_workflow(db="silva")
    assert newer.status_code == 201
    assert http.get("/workflows/famli").json()["version"] == newer.json()["version"]


def test_an_older_definition_becomes_the_newest_again(http, put_workflow):
    older = put_workflow().json()["version"]
    put_workflow(db="silva")
    assert put_workflow().status_code == 201
    assert http.get("/workflows/famli").json()["version"] == older


def test_an_older_version_is_shown_by_its_checksum(http, put_workflow):
    older = put_workflow().json()
    newer = put_workflow(db="silva").json()
    shown = http.get(f"/workflows/famli?version={older['version']}").json()
    assert shown["definition"] == older["definition"] != newer["definition"]


def test_a_version_that_never_was_is_not_found(http, put_workflow):
    put_workflow()
    reply = http.get("/workflows/famli?version=abc")
    assert (reply.status_code, "no version 'abc'" in reply.json()["detail"]) == (404, True)


def test_the_relaxed_form_has_comments(http, ports):
    text = '{"workflow_name": "famli", # mine\n "analyses": [],}'
    assert http.put("/workflows/famli", content=text).status_code == 422
    problems = http.put("/workflows/famli?relaxed=true", content=text).json()["problems"]
    assert "invalid_json" not in {each["kind"] for each in problems}


def test_the_name_in_the_path_is_the_definitions_own(http, put_workflow):
    reply = put_workflow(workflow_name="other")
    assert reply.status_code == 422
    assert reply.json()["problems"][0]["column"] == "workflow_name"
    assert http.get("/workflows/famli").status_code == 404


def test_a_definition_that_is_not_utf8_is_refused(http):
    reply = http.put("/workflows/famli", content=b"\xe4", headers={"Content-Type": "text/csv"})
    assert "Byte 1" in reply.json()["detail"]


def test_workflows_are_listed_with_their_newest_version(http, put_workflow):
    version = put_workflow().json()["version"]
    listed = {"name": "famli", "version": version, "analyses": ["trim:1"]}
    assert http.get("/workflows").json() == {"items": [listed], "next": None}


def test_a_page_asks_for_the_next_one(http):
    for name in ("a", "b"):
        http.put(f"/workflows/{name}", json={"analyses": WORKFLOW["analyses"]})
    first = http.get("/workflows?limit=1").json()
    second = http.get("/workflows", params={"after": first["next"]}).json()
    assert [each["name"] for each in second["items"]] == ["b"]


def test_a_made_up_page_is_refused(http):
    assert http.get("/workflows?after=a%20b").status_code == 422
