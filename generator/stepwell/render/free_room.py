"""The room that a chart leaves free on its page.

Takes what is drawn as rectangles in points; gives columns, none of which
touches what is drawn or another column. Knows nothing of what goes into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from stepwell.placement import BADGE, LEADING
from stepwell.typeface import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stepwell.placement import Arrow, Placement

Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom; y grows downwards."""

GAP = 14.0
"""Between columns, and between chart and columns."""
BAND = 10.0
"""Height of the strips in which free room is looked for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A free rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


def obstacles(chart: Placement) -> Iterator[Rectangle]:
    """What is drawn, as rectangles (left, top, right, bottom) in the chart's points."""
    badge = BADGE * chart.font_size
    for box in chart.boxes:
        wide, high = box.width / 2 + badge, box.height / 2 + badge
        yield box.x - wide, box.y - high, box.x + wide, box.y + box.height / 2
    for arrow in chart.arrows:
        for px, py in _samples(arrow):
            yield px, py, px, py
        if arrow.label_at:
            px, py = arrow.label_at
            wide = max((width(line, chart.font_size) for line in arrow.label_lines), default=0) / 2
            high = len(arrow.label_lines) * LEADING * chart.font_size / 2
            yield px - wide, py - high, px + wide, py + high


def _samples(arrow: Arrow) -> Iterator[tuple[float, float]]:
    for start in range(0, len(arrow.points) - 3, 3):
        a, b, c, d = arrow.points[start : start + 4]
        for step in range(17):
            t = step / 16
            u = 1 - t
            yield (
                u**3 * a[0] + 3 * u * u * t * b[0] + 3 * u * t * t * c[0] + t**3 * d[0],
                u**3 * a[1] + 3 * u * u * t * b[1] + 3 * u * t * t * c[1] + t**3 * d[1],
            )


def frames(
    drawn: Sequence[Rectangle],
    room: tuple[float, float],
    widths: tuple[float, float],
    *,
    rows: bool = False,
) -> list[Frame]:
    """Free columns around what is drawn, the largest found first, of a width between `widths`.

    They are given from left to right, or with `rows` from the top down.
    """
    across, down = room
    bands = int(down // BAND)
    depths = {"left": [across] * bands, "right": [across] * bands}
    for x0, y0, x1, y1 in drawn:
        first, last = int((y0 - GAP / 2) // BAND), int((y1 + GAP / 2) // BAND)
        for band in range(max(0, first), min(bands, last + 1)):
            depths["left"][band] = min(depths["left"][band], x0 - GAP)
            depths["right"][band] = min(depths["right"][band], across - x1 - GAP)
    least = widths[0]
    found: list[Frame] = []
    while options := [
        (_worth(one, widths), side == "left", one)
        for side in depths
        for one in _rectangles(depths[side], least)
    ]:
        worth, at_left, (top, end, wide) = max(options)
        if not worth:
            break
        start = 0.0 if at_left else across - wide
        high = (end - top) * BAND - (GAP if end < bands else 0.0)
        found += _columns(Frame(start, top * BAND, wide, high), least)
        side, other = ("left", "right") if at_left else ("right", "left")
        for band in range(top, end):
            depths[side][band] = 0.0
            depths[other][band] = min(depths[other][band], across - wide - GAP)
    if rows:
        return sorted(found, key=lambda one: (one.y, one.x))
    return sorted(found, key=lambda one: (one.x // (least / 2), one.y, one.x))


def _rectangles(depth: Sequence[float], least: float) -> list[tuple[int, int, float]]:
    """Rectangles along one edge that cannot grow: first band, band after the last, width."""
    found = set()
    for middle, wide in enumerate(depth):
        if wide >= least and not (middle and depth[middle - 1] == wide):
            top, end = middle, middle + 1
            while top > 0 and depth[top - 1] >= wide:
                top -= 1
            while end < len(depth) and depth[end] >= wide:
                end += 1
            found.add((top, end, wide))
    return sorted(found)


def _count(wide: float, least: float) -> int:
    return max(1, int((wide + GAP) // (1.2 * least + GAP)))


def _worth(rectangle: tuple[int, int, float], widths: tuple[float, float]) -> float:
    top, end, wide = rectangle
    high = (end - top) * BAND
    count = _count(wide, widths[0])
    return min(wide, count * (widths[1] + GAP)) * high if high >= 4 * BAND else 0.0


def _columns(frame: Frame, least: float) -> list[Frame]:
    count = _count(frame.width, least)
    each = (frame.width - (count - 1) * GAP) / count
    return [Frame(frame.x + i * (each + GAP), frame.y, each, frame.height) for i in range(count)]
