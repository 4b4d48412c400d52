"""The templates as they are written; CloudFormation's functions become `{"!Name": …}`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
Statement = dict[str, Any]


class Loader(yaml.SafeLoader):
    """CloudFormation's YAML."""


def _function(loader: Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {f"!{name}": loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {f"!{name}": loader.construct_sequence(node, deep=True)}
    return {f"!{name}": loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _function)


def resources(kind: str, *, of: str = "template.yaml") -> dict[str, dict[str, Any]]:
    """Return the properties of each resource of a type, by its name."""
    found = section("Resources", of=of).items()
    return {name: each["Properties"] for name, each in found if each["Type"] == kind}


def section(name: str, *, of: str = "template.yaml") -> dict[str, Any]:
    """Return a section of the template."""
    found: dict[str, Any] = yaml.load((ROOT / of).read_text(), Loader=Loader)[name]
    return found


def granted(*, of: str = "template.yaml") -> Iterator[tuple[str, Statement]]:
    """Yield each statement of the roles' policies, and whose it is."""
    for role, properties in resources("AWS::IAM::Role", of=of).items():
        for policy in properties.get("Policies", ()):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield role, statement.get("!If", [None, statement])[1]
    for name, properties in resources("AWS::IAM::ManagedPolicy", of=of).items():
        for statement in properties["PolicyDocument"]["Statement"]:
            yield name, statement


def actions(statement: Statement) -> list[str]:
    """Return the actions of a statement."""
    named = statement["Action"]
    return [named] if isinstance(named, str) else named
