"""Charts of a report, as SVG that follows the page's theme."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from batch_relay.domain.statuses import SampleStatus
from batch_relay.reports.markup import Markup, duration, element

_WIDTH: Final = 720
_HEIGHT: Final = 160
# Room for the labels of the axes.
_LEFT: Final = 48
_ABOVE: Final = 12
_BELOW: Final = 22
_FOOT: Final = _ABOVE + _HEIGHT + 16
# Where on the axis of time something is written, and which end of it stands there.
_TIMES: Final = {0.0: "start", 0.25: "middle", 0.5: "middle", 0.75: "middle", 1.0: "end"}
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
    top = max(most)
    said = (
        f"Jobs that ran at a time: {top:,} at most, over {duration(length)} "
        f"from {min(spans)[0]:%Y-%m-%d %H:%M:%S %Z}"
    )
    return _figure(said, [*_axes(top, length), _area(most, top)], _ABOVE + _HEIGHT + _BELOW)


def _area(most: Sequence[int], top: int) -> Markup:
    """Draw steps, as high as the numbers."""
    width = (_WIDTH - _LEFT) / len(most)
    steps = (f"V{_level(n, top):.1f}H{_LEFT + width * i:.1f}" for i, n in enumerate(most, 1))
    return element(
        "path", d=f"M{_LEFT} {_level(0, top)}{''.join(steps)}V{_level(0, top)}Z", class_="area"
    )


def _axes(top: int, length: float) -> list[Markup]:
    """Draw lines at nothing, at half and at the top, and the time below, in quarters."""
    heights = sorted({0, top // 2, top})
    lines = [_rect(_LEFT, _level(n, top), _WIDTH - _LEFT, 0.5, "line") for n in heights]
    numbers = [_label(_LEFT - 6, _level(n, top) + 4, f"{n:,}", anchor="end") for n in heights]
    times = [
        _label(_LEFT + (_WIDTH - _LEFT) * part, _FOOT, duration(length * part), anchor=anchor)
        for part, anchor in _TIMES.items()
    ]
    return [*lines, *numbers, *times]


def _level(number: int, top: int) -> float:
    return _ABOVE + _HEIGHT * (1 - number / top)


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


def outcome(counts: Mapping[SampleStatus, int]) -> Markup:
    """Draw one bar of all samples, as long in each status as there are samples, and a legend."""
    there = {status: n for status, n in counts.items() if n}
    if not there:
        return Markup("")
    total, drawn, x = sum(there.values()), list[Markup](), 0.0
    for status, n in there.items():
        drawn.append(_rect(x, 0, _WIDTH * n / total, _BAR - 8, _kind(status)))
        x += _WIDTH * n / total
    legend = [_legend(status, n, total) for status, n in there.items()]
    return element("div", _drawing("Samples by status", drawn, _BAR - 8), element("p", legend))


def _legend(status: SampleStatus, number: int, total: int) -> Markup:
    said = f" {number:,} {status} ({number / total:.1%})"
    return element("span", element("i", class_=_kind(status)), said, class_="legend")


def _kind(status: SampleStatus) -> str:
    return f"is-{status.value.lower()}"


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
    drawing = _drawing(title, inside, height)
    return element("figure", drawing, element("figcaption", title))


def _drawing(title: str, inside: list[Markup], height: float) -> Markup:
    box = f"0 0 {_WIDTH} {height:.0f}"
    return element("svg", inside, viewBox=box, role="img", aria_label=title)


def _rect(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    size = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    return element("rect", **size, class_=kind)


def _label(x: float, y: float, said: str, *, anchor: str | None = None) -> Markup:
    return element("text", said, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)
