"""What the emulator does to an API that a deployment changes: it makes another, at another URL.

On AWS its id, and with it the URL that clients know, stays.
"""

# ruff: noqa: SLF001 - the emulator offers nothing else to do it with.

from typing import Any

from ministack.services import apigateway_v1 as gateway
from ministack.services.cloudformation import provisioners

_update = provisioners._apigw_rest_api_update
_KEPT_BY_API = ("_rest_apis", "_resources", "_authorizers_v1")


def install() -> None:
    """Have the emulator keep the API's id."""
    provisioners._RESOURCE_HANDLERS["AWS::ApiGateway::RestApi"]["update"] = update


def update(
    api: str, old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: str | None = None
) -> tuple[str, dict[str, str]]:
    """Give the API what another one gets that is made anew."""
    if new.get("Body") == old.get("Body"):
        result: tuple[str, dict[str, str]] = _update(api, old, new, stack, logical_id)
        return result
    made, _ = provisioners._apigw_rest_api_create(logical_id or api, new, stack)
    for name in _KEPT_BY_API:
        kept = getattr(gateway, name)
        if made in kept:
            kept[api] = kept.pop(made)
    gateway._rest_apis[api]["id"] = api
    gateway._delete_rest_api(made)
    return api, provisioners._apigw_rest_api_attrs(api)
