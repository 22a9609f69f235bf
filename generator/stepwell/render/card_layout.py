"""Where the chart and the notes of a card stand on its page.

Takes a placement, the room between header and foot, and what each note measures
at several widths; gives a `Plan` in points, or None when it cannot be read at
9 pt. The chart is as large as may be; notes flow beside and beneath it, into
whatever the chart leaves free. Sets no type: what Typst measured is taken as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.place import BADGE, LEADING
from stepwell.typeface import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stepwell.place import Arrow, Placement

LEAST = 9.0
"""Smallest type on a card, in points; notes are measured at this size."""
SIZES = ((11, 10), (11, 9.5), (10.5, 9.5), (11, 9), (10.5, 9), (10, 9), (9.5, 9), (LEAST, LEAST))
"""Type of the chart and of the notes, the most legible first."""
WIDTHS = (118, 130, 142, 156, 172, 190, 212, 236, 262)
"""Widths at which notes are measured."""
GAP = 14.0
"""Between columns, and between chart and notes."""
BAND = 10.0
"""Height of the strips in which free room is looked for."""
CONTINUED = -2
TITLE = -1


@dataclass(frozen=True, slots=True)
class Measured:
    """Heights of one section at each of `WIDTHS`: its title's, and each item's."""

    title: float
    items: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A free rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Note:
    """One item of one section, or its title, with its place."""

    section: int
    item: int
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Scale and left edge of the chart, size of the notes' type, and the notes."""

    scale: float
    x: float
    size: float
    notes: tuple[Note, ...]


def lay_out(chart: Placement, room: tuple[float, float], sections: Sequence[Measured]) -> Plan | None:
    """The most legible plan that holds everything, or None."""
    across, down = room
    for chart_size, size in SIZES:
        scale = chart_size / chart.font_size
        slack = across - chart.width * scale
        if slack < 0 or chart.height * scale > down:
            continue
        obstacles = [tuple(scale * one for one in part) for part in _obstacles(chart)]
        for x in dict.fromkeys((0.0, slack)):
            if notes := _fit(obstacles, x, room, sections, size):
                below = all(one.y >= chart.height * scale for one in notes)
                return Plan(scale, slack / 2 if below else x, size, notes)
    return None


def _fit(
    obstacles: Sequence[tuple[float, ...]], x: float, room: tuple[float, float],
    sections: Sequence[Measured], size: float,
) -> tuple[Note, ...] | None:
    """The notes in the lowest room that holds them all, so that columns end alike."""
    best = None
    down = room[1]
    while (notes := flow(sections, frames(obstacles, x, (room[0], down), size), size)) is not None:
        best = notes
        down -= 2 * BAND
        if down < 2 * BAND:
            break
    return best


def _obstacles(chart: Placement) -> Iterator[tuple[float, float, float, float]]:
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
    obstacles: Sequence[tuple[float, ...]], x: float, room: tuple[float, float], size: float
) -> list[Frame]:
    """Free columns around the obstacles, the largest taken first, given from the top down."""
    across, down = room
    bands = int(down // BAND)
    left, right = [across] * bands, [across] * bands
    for x0, y0, x1, y1 in obstacles:
        for band in range(max(0, int((y0 - GAP / 2) // BAND)), min(bands, int((y1 + GAP / 2) // BAND) + 1)):
            left[band] = min(left[band], x + x0 - GAP)
            right[band] = min(right[band], across - x - x1 - GAP)
    found: list[Frame] = []
    least = WIDTHS[0] * size / LEAST
    while len(found) < 9:
        options = [*_rectangles(left, least), *_rectangles(right, least)]
        sides = [left] * len(_rectangles(left, least)) + [right] * (len(options) - len(_rectangles(left, least)))
        if not options:
            break
        best = max(range(len(options)), key=lambda one: _worth(options[one], least))
        (top, end, wide), side = options[best], sides[best]
        if _worth(options[best], least) == 0:
            break
        start = 0.0 if side is left else across - wide
        found += _columns(Frame(start, top * BAND, wide, (end - top) * BAND), least)
        other = right if side is left else left
        for band in range(top, end):
            side[band] = 0.0
            other[band] = min(other[band], across - wide - GAP)
    return sorted(found, key=lambda one: (one.y, one.x))


def _rectangles(depth: Sequence[float], least: float) -> list[tuple[int, int, float]]:
    """Rectangles along one edge that cannot grow: first band, band after the last, width."""
    found = set()
    for middle, wide in enumerate(depth):
        if wide >= least:
            top, end = middle, middle + 1
            while top > 0 and depth[top - 1] >= wide:
                top -= 1
            while end < len(depth) and depth[end] >= wide:
                end += 1
            found.add((top, end, wide))
    return sorted(found)


def _count(wide: float, least: float) -> int:
    return max(1, int((wide + GAP) // (1.2 * least + GAP)))


def _worth(rectangle: tuple[int, int, float], least: float) -> float:
    top, end, wide = rectangle
    high = (end - top) * BAND
    count = _count(wide, least)
    return min(wide, count * (WIDTHS[-1] + GAP)) * high if high >= 4 * BAND else 0.0


def _columns(frame: Frame, least: float) -> list[Frame]:
    count = _count(frame.width, least)
    each = (frame.width - (count - 1) * GAP) / count
    return [Frame(frame.x + i * (each + GAP), frame.y, each, frame.height) for i in range(count)]


class _Column:
    """A frame that fills from the top."""

    def __init__(self, frame: Frame, size: float) -> None:
        self.frame = frame
        self.used = 0.0
        self.unit = size / LEAST
        self.index = max(i for i, one in enumerate(WIDTHS) if one * self.unit <= frame.width + 1e-6)
        self.width = WIDTHS[self.index] * self.unit

    def heights(self, section: Measured) -> list[float]:
        return [item[self.index] * self.unit for item in section.items]

    def free(self, section: Measured) -> float:
        """Room below a title of this section."""
        return self.frame.height - self._start() - section.title * self.unit

    def _start(self) -> float:
        return self.used + (10 * self.unit if self.used else 0.0)

    def add(self, index: int, section: Measured, first: int, end: int) -> Iterator[Note]:
        """Place items `first` to `end` under a title."""
        y = self.frame.y + self._start()
        yield Note(index, CONTINUED if first else TITLE, self.frame.x, y, self.width)
        y += section.title * self.unit
        for item in range(first, end):
            y += (5 if item == first else 4.5) * self.unit
            yield Note(index, item, self.frame.x, y, self.width)
            y += self.heights(section)[item]
        self.used = y - self.frame.y


def flow(sections: Sequence[Measured], free: Sequence[Frame], size: float) -> tuple[Note, ...] | None:
    """Every section in the first frame that holds it whole, else in parts; None if some are left."""
    columns = [_Column(one, size) for one in free]
    notes: list[Note] = []
    for index, section in enumerate(sections):
        first, many = 0, len(section.items)
        for column in columns:
            if _taken(column, section, 0) == many:
                notes += column.add(index, section, 0, many)
                first = many
                break
        for column in columns:
            if first < many and (end := first + _taken(column, section, first)) > first:
                notes += column.add(index, section, first, end)
                first = end
        if first < many:
            return None
    return tuple(notes)


def _taken(column: _Column, section: Measured, first: int) -> int:
    """How many items from `first` on fit below a title."""
    free = column.free(section)
    for count, high in enumerate(column.heights(section)[first:]):
        free -= high + 5 * column.unit
        if free < 0:
            return count
    return len(section.items) - first
