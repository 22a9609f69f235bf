"""The outlines of boxes and small signs as SVG paths.

Takes coordinates; gives path data. Colours and text are the template's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.placement import INSET, Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stepwell.placement import Point


def outlines(box: Box, size: float) -> Iterator[str]:
    """The shapes of a box after the Society for Medical Decision Making, the outer one first."""
    wide, high = box.width / 2, box.height / 2
    if box.kind == "question":
        edge = wide - INSET * size
        corners = [
            (-edge, -high),
            (edge, -high),
            (wide, 0.0),
            (edge, high),
            (-edge, high),
            (-wide, 0.0),
        ]
        yield polygon([(box.x + x, box.y + y) for x, y in corners])
    elif box.kind == "action":
        yield _rounded(box, 0.1 * size, 0.0)
    elif box.kind in {"link", "exit"}:
        yield _rounded(box, min(high, 1.5 * size), 0.0)
    else:
        yield _rounded(box, 0.8 * size, 0.0)
        if box.kind == "include":
            yield _rounded(box, 0.55 * size, 0.25 * size)


def _rounded(box: Box, radius: float, inside: float) -> str:
    left, top = box.x - box.width / 2 + inside, box.y - box.height / 2 + inside
    across, down = box.width - 2 * inside - 2 * radius, box.height - 2 * inside - 2 * radius
    turn = f"a{radius:.2f},{radius:.2f} 0 0 1"
    return (
        f"M{at((left + radius, top))}h{across:.2f}{turn} {radius:.2f},{radius:.2f}v{down:.2f}"
        f"{turn} -{radius:.2f},{radius:.2f}h-{across:.2f}{turn} -{radius:.2f},-{radius:.2f}"
        f"v-{down:.2f}{turn} {radius:.2f},-{radius:.2f}z"
    )


def loop(x: float, y: float, size: float) -> str:
    """A small arrow that turns back, its left end at `x`."""
    high, wide, tip = 0.28 * size, 0.5 * size, 0.2 * size
    top = y - high
    barb = [(x + 2 * tip, top - tip), (x + tip, top), (x + 2 * tip, top + tip)]
    return (
        f"M{at(barb[1])}h{wide:.2f}a{high:.2f},{high:.2f} 0 0 1 0,{2 * high:.2f}h-{wide:.2f}"
        f"M{'L'.join(map(at, barb))}"
    )


def polygon(points: Sequence[Point]) -> str:
    """A closed shape with straight sides."""
    return f"M{'L'.join(map(at, points))}z"


def at(point: Point) -> str:
    """A point as path data."""
    return f"{number(point[0])},{number(point[1])}"


def number(value: float) -> str:
    """A length with two decimals at the most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
