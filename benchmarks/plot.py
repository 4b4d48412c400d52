"""Lines on two logarithmic axes, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT, MARGIN, GAP = 400, 300, 60, 40
COLOURS = ("#1f6feb", "#bf3989")
_STYLE = "font: 12px sans-serif; fill: #57606a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is drawn in a panel of its own, by the number of samples."""

    name: str
    unit: str
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Whole decades from `low` to `high`, over so many pixels."""

    low: int
    high: int
    pixels: float

    def at(self, value: float) -> float:
        """Return how far from the axis's beginning a value is."""
        return (log10(value) - self.low) / (self.high - self.low) * self.pixels

    @property
    def decades(self) -> Sequence[float]:
        """Return what is written on the axis."""
        return [10.0**n for n in range(self.low, self.high + 1)]


def draw(lines: Sequence[Line]) -> str:
    """Draw each line beside the others; a thin one shows what a straight growth would be."""
    width = len(lines) * (WIDTH + MARGIN + GAP)
    height = HEIGHT + 2 * MARGIN
    parts = [part for n, line in enumerate(lines) for part in _panel(n, line)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><rect width="100%" height="100%" fill="white"/>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _panel(number: int, line: Line) -> Iterator[str]:
    x, y = _axis(line.x, WIDTH), _axis(line.y, HEIGHT)
    left = MARGIN + number * (WIDTH + MARGIN + GAP)
    yield f'<g transform="translate({left} {MARGIN})" style="{_STYLE}">'
    yield f'<text x="0" y="-20" style="font-weight: bold">{line.name} ({line.unit})</text>'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#d0d7de"/>'
    for value in x.decades:
        at = f"{x.at(value):.1f}"
        yield f'<text x="{at}" y="{HEIGHT + 20}" text-anchor="middle">{value:,.0f}</text>'
    for value in y.decades:
        at = f"{HEIGHT - y.at(value):.1f}"
        yield f'<text x="-6" y="{at}" text-anchor="end" dy="4">{value:,g}</text>'
        yield f'<path d="M0 {at}H{WIDTH}" stroke="#eaeef2"/>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT + 40}" text-anchor="middle">samples</text>'
    straight = [line.y[0] * one / line.x[0] for one in line.x]
    yield _path(line.x, straight, x, y, 'stroke="#8c959f" stroke-dasharray="4 4"')
    yield _path(line.x, line.y, x, y, f'stroke="{COLOURS[number]}" stroke-width="2"')
    for one, value in zip(line.x, line.y, strict=True):
        at = f'cx="{x.at(one):.1f}" cy="{HEIGHT - y.at(value):.1f}"'
        yield f'<circle {at} r="3.5" fill="{COLOURS[number]}"/>'
    yield "</g>"


def _axis(values: Sequence[float], pixels: float) -> Axis:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return Axis(low=low, high=max(high, low + 1), pixels=pixels)


def _path(xs: Sequence[float], ys: Sequence[float], x: Axis, y: Axis, how: str) -> str:
    points = zip(xs, ys, strict=True)
    path = "L".join(f"{x.at(a):.1f} {HEIGHT - y.at(b):.1f}" for a, b in points)
    return f'<path d="M{path}" fill="none" {how}/>'
