"""The context file: accounts and sizes, of which compute environments are made.

The schema is that of UW TOPMed's cecontext.json: `accnt_ctx` holds accounts, each with
`resources`, `serviceRole` and `profile`; every other object at the top is a size. What
stands in `resources` or a size is what CreateComputeEnvironment takes as computeResources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from botocore.model import StructureShape

from batch_relay.compute.shapes import members_of, read_object, request_shape
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.json_checks import Check, OneOf, Place, check_object, check_text
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.problems import Problems
from batch_relay.domain.wording import suggest

ACCOUNTS = "accnt_ctx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What all environments of an account share."""

    name: str
    resources: JsonObject
    service_role: str
    profile: str
    tags: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A context file; its first account is the default."""

    accounts: Mapping[str, Account]
    sizes: Mapping[str, JsonObject]
    state: str

    def account(self, name: str = "") -> Account:
        """Return an account, the first one without a name; NotFoundError."""
        found = self.accounts.get(name or next(iter(self.accounts)))
        if found:
            return found
        msg = f"The context file has no account {name!r}; {suggest(name, self.accounts)}"
        raise NotFoundError(msg)

    def size(self, name: str) -> JsonObject:
        """Return a size; NotFoundError. A file without sizes has it all in its accounts."""
        if name in self.sizes or not self.sizes:
            return self.sizes.get(name, {})
        msg = f"The context file has no size {name!r}; {suggest(name, self.sizes)}"
        raise NotFoundError(msg)


def read_context(text: str) -> Context:
    """Read a context file; InvalidError names each problem with its line."""
    problems = Problems()
    if found := read_object(text, problems):
        document, place = found
        _check(place, document)
        if not problems:
            return _context(document)
    msg = "The context file can't be used; solve its problems first."
    raise problems.error(msg)


def _check(place: Place, document: JsonObject) -> None:
    sizes = dict.fromkeys(document.keys() - _TOP.keys(), _check_resources)
    check_object(place, cast("Json", document), {**_TOP, **sizes}, required=(ACCOUNTS,))


def _check_accounts(place: Place, value: Json) -> None:
    if not isinstance(value, Mapping):
        place.expect("an object", value)
    elif not value:
        place.expect("an object with an account at least", "none")
    else:
        check_object(place, value, dict.fromkeys(value, _check_account))


def _check_account(place: Place, value: Json) -> None:
    check_object(place, value, _ACCOUNT, required=("resources",))


def _check_resources(place: Place, value: Json) -> None:
    shape = request_shape("CreateComputeEnvironment").members["computeResources"]
    check_object(place, value, members_of(cast("StructureShape", shape)))


def _check_tags(place: Place, value: Json) -> None:
    if isinstance(value, Mapping):
        check_object(place, value, dict.fromkeys(value, check_text))
    else:
        place.expect("an object", value)


_TOP: Mapping[str, Check] = {
    "name": check_text,
    "version": check_text,
    "type": OneOf("MANAGED"),
    "state": OneOf("ENABLED", "DISABLED"),
    ACCOUNTS: _check_accounts,
}
_ACCOUNT: Mapping[str, Check] = {
    "resources": _check_resources,
    "serviceRole": check_text,
    "profile": check_text,
    "tags": _check_tags,
}


def _context(document: JsonObject) -> Context:
    accounts = cast("Mapping[str, JsonObject]", document[ACCOUNTS])
    return Context(
        accounts={name: _account(name, each) for name, each in accounts.items()},
        sizes={k: cast("JsonObject", v) for k, v in document.items() if k not in _TOP},
        state=str(document.get("state", "ENABLED")),
    )


def _account(name: str, document: JsonObject) -> Account:
    return Account(
        name=name,
        resources=cast("JsonObject", document["resources"]),
        service_role=str(document.get("serviceRole", "")),
        profile=str(document.get("profile", "")),
        tags=cast("JsonObject", document.get("tags", {})),
    )
