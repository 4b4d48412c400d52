"""An API of the emulator that a deployment changes."""

import pytest
from ministack.services import apigateway_v1
from ministack.services.cloudformation import provisioners

from batch_relay.local.gateway import update

CREATE = provisioners._RESOURCE_HANDLERS["AWS::ApiGateway::RestApi"]["create"]


def described(*paths):
    return {"Body": {"info": {"title": "api"}, "paths": {path: {"get": {}} for path in paths}}}


@pytest.fixture
def api():
    """An API of one path, of a template that is deployed."""
    identity, _ = CREATE("Api", described("/a"), "stack")
    yield identity
    apigateway_v1._delete_rest_api(identity)


def paths(api):
    return {one["path"] for one in apigateway_v1._resources[api].values()}


def test_it_keeps_its_id_and_has_the_new_paths(api):
    known = set(apigateway_v1._rest_apis)
    kept, attributes = update(api, described("/a"), described("/b"), "stack", "Api")
    assert (kept, attributes["RestApiId"]) == (api, api)
    assert paths(api) == {"/", "/b"}
    assert set(apigateway_v1._rest_apis) == known


def test_what_does_not_describe_it_changes_in_place(api):
    update(api, described("/a"), described("/a") | {"Description": "new"}, "stack", "Api")
    assert paths(api) == {"/", "/a"}
    assert apigateway_v1._rest_apis[api]["description"] == "new"
