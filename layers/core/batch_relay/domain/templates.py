"""Text with variables in it: `str.format` without attributes, indices or positions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Final

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.wording import quote

# An S3 key has 1,024 bytes at most; padding beyond that is a mistake or an attack.
WIDEST: Final = 1_024
_NUMBERS: Final = re.compile(r"\d+")


class TemplateError(InvalidError):
    """The text is no template, or can't be filled in with these values."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was checked once and can be filled in many times.

    `fields` are the names it asks for; `computed_specs` the format specs that
    have variables of their own, such as `>{width}`.
    """

    text: str
    fields: frozenset[str]
    computed_specs: tuple[str, ...] = ()

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with the values in; TemplateError if a value doesn't fit its spec."""
        try:
            for spec in self.computed_specs:
                _check_spec(spec.format_map(values))
            return self.text.format_map(values)
        except KeyError as error:
            message = f"There is no variable {error}."
            raise TemplateError(message) from error
        except ValueError as error:
            raise TemplateError(_explain(error)) from error


@lru_cache(maxsize=1_024)
def parse_template(text: str) -> Template:
    """Check a template; TemplateError says what is wrong with it."""
    fields = list(_fields(text))
    names = {name for field in fields for name in field.names}
    specs = tuple(field.spec for field in fields if len(field.names) > 1)
    return Template(text, frozenset(names), specs)


def beginning(text: str, constants: Mapping[str, str]) -> str:
    """Return what every text made from a template begins with, whatever the other values."""
    known = ""
    for literal, name, spec, conversion in _parse(text):
        known += literal
        if name is None:
            continue
        if name not in constants or spec or conversion:
            break
        known += constants[name]
    return known


@dataclass(frozen=True, slots=True)
class _Field:
    """A field's own name, then those in its spec."""

    names: tuple[str, ...]
    spec: str


def _fields(text: str, *, within_spec: bool = False) -> Iterator[_Field]:
    for _, name, spec, conversion in _parse(text):
        if name is None:
            continue
        _check_name(name)
        _check_conversion(conversion)
        yield _field(name, spec or "", within_spec=within_spec)


def _field(name: str, spec: str, *, within_spec: bool) -> _Field:
    if not set(spec) & set("{}"):
        _check_spec(spec)
        return _Field((name,), spec)
    if within_spec:
        message = f"The format of {{{name}}} is nested too deeply; one level is allowed."
        raise TemplateError(message)
    inner = [name for field in _fields(spec, within_spec=True) for name in field.names]
    return _Field((name, *inner), spec)


def _parse(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(text))
    except ValueError as error:
        raise TemplateError(_explain(error)) from error


def _check_name(name: str) -> None:
    if not name:
        message = "{} names no variable; write {sample_name}, or {{}} for plain braces."
        raise TemplateError(message)
    if name.isdecimal():
        message = f"{{{name}}} is a position; use the name of a variable."
        raise TemplateError(message)
    if set(name) & set(".[]{}"):
        message = (
            f"{{{name}}} looks inside a variable, which isn't allowed; "
            "use the name of a column alone (rename a column that has '.', '[' or '{' in its name)."
        )
        raise TemplateError(message)


def _check_conversion(conversion: str | None) -> None:
    if conversion not in {None, "r", "s", "a"}:
        message = f"!{conversion} is no conversion; use !r, !s or !a."
        raise TemplateError(message)


def _check_spec(spec: str) -> None:
    """Refuse what would fail or fill the memory; whether a spec fits depends on it alone."""
    if any(
        len(number) > len(str(WIDEST)) + 1 or int(number) > WIDEST
        for number in _NUMBERS.findall(spec)
    ):
        message = f"The format {quote(spec)} is too wide; {WIDEST} characters is the most."
        raise TemplateError(message)
    try:
        format("x", spec)
    except ValueError as error:
        raise TemplateError(_explain(error)) from error


def _explain(error: ValueError) -> str:
    said = str(error).rstrip(".")
    return f"{said} (every value is text; {{{{ and }}}} are plain braces)."
