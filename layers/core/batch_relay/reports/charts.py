"""Charts of a report, as SVG that follows the page's theme."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from batch_relay.reports.markup import Markup, duration, element

_WIDTH: Final = 720
_HEIGHT: Final = 160
_BAR: Final = 26
_NAMES: Final = 200
_POINTS: Final = 180
_LONGEST_NAME: Final = 28


def running_over_time(spans: Sequence[tuple[datetime, datetime]]) -> Markup:
    """Draw how many jobs ran at a time, the most in each of some equal parts of the time."""
    if not spans:
        return Markup("")
    first = min(start for start, _ in spans).timestamp()
    length = max(1.0, max(end for _, end in spans).timestamp() - first)
    most = _most_at_once([(a.timestamp() - first, b.timestamp() - first) for a, b in spans], length)
    top, width = max(most), _WIDTH / len(most)
    bars = [
        _rect(index * width, _HEIGHT * (1 - n / top), width, _HEIGHT * n / top, "area")
        for index, n in enumerate(most)
        if n
    ]
    said = f"Jobs that ran at a time: {top:,} at most, over {duration(length)}"
    return _figure(said, [*bars, _label(0, 12, f"{top:,}")], _HEIGHT)


def _most_at_once(spans: list[tuple[float, float]], length: float) -> list[int]:
    """Return the largest number of spans at once, in each of the parts of the length."""
    changes = sorted([(a, 1) for a, _ in spans] + [(b, -1) for _, b in spans])
    most, now, at = [0] * _POINTS, 0, 0
    for moment, change in changes:
        part = min(_POINTS - 1, int(moment / length * _POINTS))
        for index in range(at, part + 1):
            most[index] = max(most[index], now)
        now, at = now + change, part
        most[part] = max(most[part], now)
    return most


def bars(title: str, values: Sequence[tuple[str, float, str]]) -> Markup:
    """Draw a bar for each name, as long as its value; the last is the value in words."""
    top = max((value for _, value, _ in values), default=0)
    if not top:
        return Markup("")
    room = _WIDTH - _NAMES - 90
    drawn: list[Markup] = []
    for index, (name, value, words) in enumerate(values):
        y, length = index * _BAR, room * value / top
        drawn += [
            _label(0, y + 17, _cut(name)),
            _rect(_NAMES, y + 4, max(length, 1), _BAR - 8, "area"),
            _label(_NAMES + length + 6, y + 17, words),
        ]
    return _figure(title, drawn, len(values) * _BAR)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _figure(title: str, inside: list[Markup], height: float) -> Markup:
    box = f"0 0 {_WIDTH} {height:.0f}"
    drawing = element("svg", inside, viewBox=box, role="img", aria_label=title)
    return element("figure", drawing, element("figcaption", title))


def _rect(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    size = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    return element("rect", **size, class_=kind)


def _label(x: float, y: float, said: str) -> Markup:
    return element("text", said, x=f"{x:.1f}", y=f"{y:.1f}")
