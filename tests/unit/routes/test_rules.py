"""Labs side by side, by the service's own check alone: nothing here asks IAM."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member, Role
from batch_relay.routes.api import app
from batch_relay.routes.rules import RULES
from tests.in_process import ACCOUNT, ME, InProcess, memory_ports
from tests.unit.routes.conftest import CSV, WORKFLOW

ROUTES = [(each.method, each.openapi_path) for each in app._static_routes + app._dynamic_routes]
NAMED = [
    route for route in ROUTES if {"{project}", "{workflow}", "{lab}"} & set(route[1].split("/"))
]
WRITES = [route for route in ROUTES if route[0] != "GET"]
SMITH = Lab(
    name="smith",
    queues=frozenset({"spot"}),
    job_definitions=frozenset({"trim"}),
    outputs=frozenset({"s3://results/smith/"}),
)
JONES = replace(SMITH, name="jones", outputs=frozenset({"s3://results/jones/"}))


def arn(user):
    return f"arn:aws:iam::{ACCOUNT}:user/{user}"


def service_of_two_labs():
    """A service of two labs, each with a reader and an operator."""
    ports = replace(memory_ports(), administrators=frozenset({ME}))
    for lab in (SMITH, JONES):
        ports.labs.put(lab)
        for role in (Role.READER, Role.OPERATOR):
            principal = f"user:{lab.name}-{role}"
            ports.members.put(Member(principal=principal, role=role, lab=lab.name))
    return ports


@pytest.fixture
def shared():
    return service_of_two_labs()


def asking(ports, user):
    return InProcess(ports, caller=arn(user)).http()


@pytest.fixture
def smith(shared):
    with asking(shared, "smith-operator") as http:
        yield http


@pytest.fixture
def admin(shared):
    with InProcess(shared).http() as http:
        yield http


def path(template, **names):
    for name, value in names.items():
        template = template.replace(f"{{{name}}}", value)
    return template


BODIES = st.sampled_from([None, b"", b"{}", b'{"reason": "x"}', CSV.encode(), b"[" * 9_000])
MEDIA = st.sampled_from(["application/json", "text/csv", "text/plain"])
NAMES = st.from_regex("jones_[A-Za-z0-9_]{1,20}", fullmatch=True)


SERVICE = service_of_two_labs()


@given(
    route=st.sampled_from(NAMED),
    name=NAMES,
    user=st.sampled_from(["smith-reader", "smith-operator"]),
    content=BODIES,
    media=MEDIA,
)
def test_every_route_of_another_lab_is_forbidden(route, name, user, content, media):
    method, template = route
    where = path(template, project=name, workflow=name, lab="jones", sample="a")
    with asking(SERVICE, user) as http:
        reply = http.request(method, where, content=content, headers={"Content-Type": media})
    assert reply.status_code == 403


@pytest.mark.parametrize(("project", "workflow"), [("smith_p", "jones_w"), ("jones_p", "smith_w")])
@pytest.mark.parametrize(("method", "template"), [r for r in NAMED if "{workflow}" in r[1]][2:])
def test_one_name_of_another_lab_is_enough(smith, method, template, project, workflow):
    where = path(template, project=project, workflow=workflow, sample="a")
    if where.startswith("/projects"):
        assert smith.request(method, where).status_code == 403


@pytest.mark.parametrize("name", ["jones", "smith", "smithers_p", "SMITH_p", "smith-p", "_p", "p"])
def test_only_names_that_begin_with_the_lab_are_its_own(smith, name):
    assert smith.get(f"/projects/{name}").status_code == 403


def test_own_projects_are_found(smith):
    assert smith.get("/projects/smith_p").status_code == 404


@pytest.mark.parametrize(("method", "template"), WRITES)
def test_a_reader_changes_nothing(shared, method, template):
    where = path(template, project="smith_p", workflow="smith_w", lab="smith")
    with asking(shared, "smith-reader") as http:
        assert http.request(method, where).status_code == 403


@pytest.mark.parametrize(("method", "template"), [r for r in ROUTES if r[1] not in {"/", "/me"}])
@pytest.mark.parametrize("caller", [arn("stranger"), "", arn("me").replace(ACCOUNT, "1" * 12)])
def test_who_is_no_member_gets_nothing(shared, method, template, caller):
    where = path(template, project="smith_p", workflow="smith_w", lab="smith")
    with InProcess(shared, caller=caller).http() as http:
        assert http.request(method, where).status_code == 403


def test_every_route_has_a_rule():
    assert {f"{method} {template}" for method, template in ROUTES} == set(RULES)


def test_a_route_without_a_rule_is_nobodys(admin):
    assert admin.get("/nowhere").status_code == 403


def test_a_session_of_a_role_is_the_role(shared):
    shared.members.put(Member(principal="role:smith", role=Role.READER, lab="smith"))
    caller = f"arn:aws:sts::{ACCOUNT}:assumed-role/smith/user-jones"
    with InProcess(shared, caller=caller).http() as http:
        assert http.get("/me").json()["principal"] == "role:smith"
        assert http.get("/projects/jones_p").status_code == 403


def test_a_list_shows_a_labs_own_projects(shared, smith, admin):
    headers = {"Content-Type": "text/csv"}
    for name in ("jones_p", "smith_p", "smith_q"):
        admin.post(f"/projects/{name}", content=CSV, headers=headers)
    assert [p["name"] for p in smith.get("/projects").json()["items"]] == ["smith_p", "smith_q"]
    assert len(admin.get("/projects").json()["items"]) == 3


def test_a_list_shows_a_labs_own_workflows(smith, admin):
    for name, lab in (("smith_w", "smith"), ("jones_w", "jones")):
        text = json.loads(definition(outputs=[f"s3://results/{lab}/{{sample}}"]))
        admin.put(f"/workflows/{name}", json=text | {"workflow_name": name})
    assert [w["name"] for w in smith.get("/workflows").json()["items"]] == ["smith_w"]
    assert len(admin.get("/workflows").json()["items"]) == 2


@pytest.mark.parametrize("kind", ["projects", "workflows"])
@pytest.mark.parametrize("after", ["jones_p", "smith", "smithers_p", f"smith_{'p' * 2_000}"])
def test_a_list_goes_on_from_a_labs_own_names_only(smith, kind, after):
    assert smith.get(f"/{kind}", params={"after": after}).status_code == 422
    assert smith.get(f"/{kind}", params={"after": "smith_p"}).status_code == 200


def test_prices_are_those_of_the_labs_queues(smith, admin):
    for queue in ("spot", "gpu"):
        admin.put(f"/prices/{queue}", json={"vcpu_hour": 1, "gib_hour": 1})
    assert [p["queue"] for p in smith.get("/prices").json()["prices"]] == ["spot"]


@pytest.mark.parametrize(
    "body", [{"project": "jones_p"}, {"project": "smith_p", "workflow": "jones_w"}]
)
def test_an_upload_for_another_lab_is_forbidden(smith, body):
    assert smith.post("/uploads", json=body).status_code == 403


def test_another_labs_upload_is_not_looked_at(shared, smith):
    with asking(shared, "jones-operator") as jones:
        upload = jones.post("/uploads", json={"project": "jones_p"}).json()["id"]
        assert jones.get(f"/uploads/{upload}").status_code == 200
    assert smith.get(f"/uploads/{upload}").status_code == 403


def test_an_import_starts_no_workflow_of_another_lab(smith):
    query = {"params": {"workflow": "jones_w"}, "headers": {"Content-Type": "text/csv"}}
    assert smith.post("/projects/smith_p", content=CSV, **query).status_code == 403


def definition(**changed):
    analysis = {"outputs": ["s3://results/smith/{project_name}/{sample}.fq"]} | changed
    own = WORKFLOW["analyses"][0] | analysis
    return json.dumps({"workflow_name": "smith_w", "analyses": [own]})


def test_a_lab_registers_what_is_its_own(smith):
    assert smith.put("/workflows/smith_w", content=definition()).status_code in {200, 201}


def test_a_variable_of_the_definition_may_name_the_bucket(smith):
    text = json.loads(definition(outputs=["s3://{bucket}/smith/{sample}"])) | {"bucket": "results"}
    assert smith.put("/workflows/smith_w", content=json.dumps(text)).status_code == 201


@pytest.mark.parametrize("name", ["bucket", "project_name", "_sample"])
def test_a_variable_of_the_sample_may_not(smith, name):
    text = json.loads(definition(outputs=[f"s3://{{{name}}}/smith/x"])) | {
        "project_name": "results"
    }
    assert smith.put("/workflows/smith_w", content=json.dumps(text)).status_code == 422


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"queue": "gpu"}, "analyses[0].queue"),
        ({"queue": "arn:aws:batch:us-east-1:1:job-queue/gpu"}, "analyses[0].queue"),
        ({"batch_relay": {"fallback_queue": "gpu"}}, "analyses[0].batch_relay"),
        ({"job_definition": "align:1"}, "analyses[0].job_definition"),
        ({"outputs": ["s3://results/jones/{sample}"]}, "analyses[0].outputs[0]"),
        ({"outputs": ["s3://results/smith-{sample}"]}, "analyses[0].outputs[0]"),
        ({"outputs": ["{file}.bam"]}, "analyses[0].outputs[0]"),
    ],
)
@pytest.mark.parametrize("who", ["smith", "admin"])
def test_a_labs_workflow_uses_nothing_else(request, who, changed, place):
    http = request.getfixturevalue(who)
    reply = http.put("/workflows/smith_w", content=definition(**changed))
    assert reply.status_code == 422
    assert [each["column"] for each in reply.json()["problems"]] == [place]


@pytest.fixture
def started(smith):
    smith.put("/workflows/smith_w", content=definition())
    smith.post("/projects/smith_s", content=CSV, headers={"Content-Type": "text/csv"})
    assert smith.post("/projects/smith_s/runs/smith_w").status_code == 202
    return "/projects/smith_s/runs/smith_w"


@pytest.fixture
def narrowed(shared, started):
    shared.labs.put(replace(SMITH, queues=frozenset({"other"})))
    return started


@pytest.mark.parametrize("operation", ["", "/resubmit"])
def test_a_lab_that_lost_a_queue_starts_nothing_on_it(smith, narrowed, operation):
    reply = smith.post(f"{narrowed}{operation}")
    assert (reply.status_code, "Queue 'spot'" in reply.json()["detail"]) == (422, True)


def test_an_import_and_an_upload_start_nothing_on_it_either(smith, narrowed):
    headers = {"Content-Type": "text/csv"}
    started = smith.post("/projects/smith_n?workflow=smith_w", content=CSV, headers=headers)
    uploaded = smith.post("/uploads", json={"project": "smith_n", "workflow": "smith_w"})
    assert (started.status_code, uploaded.status_code) == (422, 422)


@pytest.mark.parametrize("change", [{"queue": "gpu"}, {"batch_relay": {"fallback_queue": "gpu"}}])
def test_a_resubmission_goes_to_no_other_queue(smith, started, change):
    reply = smith.post(f"{started}/resubmit", json=change)
    assert (reply.status_code, "'gpu' isn't the lab smith's" in reply.json()["detail"]) == (
        422,
        True,
    )


def test_a_member_of_a_lab_that_is_gone_runs_nothing(shared, smith, started):
    shared.labs.remove("smith")
    assert smith.post(started).status_code == 422


def test_without_administrators_everything_is_everybodys(shared):
    open_ = replace(shared, administrators=frozenset())
    with InProcess(open_, caller=arn("anybody")).http() as http:
        assert http.get("/projects/nix").status_code == 404
        assert http.get("/me").json()["role"] == "admin"
