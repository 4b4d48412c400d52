"""HTML and SVG, escaped."""

from html import escape
from typing import Final

_CENT: Final = 0.01


class Markup(str):
    """Text that is markup already; everything else is escaped."""

    __slots__ = ()


def element(name: str, *inside: object, **attributes: object) -> Markup:
    """Return an element; `class_` is its class, `x_y` its attribute `x-y`, None leaves one out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{''.join(map(text, inside))}</{name}>")


def text(thing: object) -> Markup:
    """Return something as markup."""
    if isinstance(thing, Markup):
        return thing
    if isinstance(thing, list | tuple):
        return Markup("".join(map(text, thing)))
    return Markup(escape("" if thing is None else str(thing)))


def table(caption: str, header: list[str], rows: list[list[object]]) -> Markup:
    """Return a table; columns of numbers stand at the right, with their names."""
    sides = [_side(column) for column in zip(*rows, strict=True)]
    names = zip(header, sides, strict=True)
    head = element("tr", [element("th", name, scope="col", class_=side) for name, side in names])
    body = [element("tr", list(map(_cell, row, sides))) for row in rows]
    inside = element("caption", caption), element("thead", head), element("tbody", body)
    # What may be wider than the page is reached by keyboard, to be scrolled.
    reached = {"class_": "wide", "role": "region", "tabindex": 0, "aria_label": caption}
    return element("div", element("table", *inside), **reached)


def _side(column: tuple[object, ...]) -> str | None:
    return "number" if any(isinstance(one, int | Quantity) for one in column) else None


def _cell(one: object, side: str | None) -> Markup:
    return element("td", f"{one:,}" if isinstance(one, int) else one, class_=side)


class Quantity(str):
    """A number with its unit, as text."""

    __slots__ = ()


def duration(seconds: float) -> Quantity:
    """Return a time in words that fit a table: 45 s, 3.2 min, 5.4 h, 2.1 d."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return Quantity(f"{seconds / size:.1f} {unit}")
    return Quantity(f"{seconds:.0f} s")


def dollars(amount: float) -> Quantity:
    """Return US dollars; less than a cent is no nothing."""
    return Quantity(f"${amount:,.2f}" if amount >= _CENT or not amount else f"${amount:.4f}")
