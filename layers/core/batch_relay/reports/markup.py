"""HTML and SVG, escaped."""

from html import escape
from typing import Final, Self

_CENT: Final = 0.01


class Markup(str):
    """Text that is markup already; everything else is escaped."""

    __slots__ = ()

    @classmethod
    def join_all(cls, parts: "list[Markup]", between: str = "") -> Self:
        """Return the parts one after the other."""
        return cls(between.join(parts))


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
    """Return a table; cells that are numbers stand at the right."""
    head = element("tr", [element("th", name, scope="col") for name in header])
    body = [element("tr", [_cell(one) for one in row]) for row in rows]
    inside = element("caption", caption), element("thead", head), element("tbody", body)
    return element("div", element("table", *inside), class_="wide")


def _cell(one: object) -> Markup:
    shown = f"{one:,}" if isinstance(one, int) else one
    return element("td", shown, class_="number" if isinstance(one, int | Quantity) else None)


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
