"""Where the chart and the notes of a card stand on its pages.

Takes a placement, the room between header and foot, and what each note measures
at several widths; gives a `Plan` in points, or None when it cannot be read at
9 pt. The chart is as large as may be; notes flow into whatever it leaves free,
or through columns where there is none. Sets no type itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, TypeAlias

from stepwell.render.free_room import BAND, frames, obstacles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stepwell.placement import Placement
    from stepwell.render.free_room import Frame, Rectangle

LEAST = 9.0
"""Smallest type on a card, in points; notes are measured at this size."""
LARGEST, AMPLE = 13.0, 11.0
"""Largest type of a chart, and that above which more is hardly worth anything."""
NOTE_SIZES = (10.0, 9.5, LEAST)
"""Type of the notes beside a chart, the most legible first."""
COLUMN_SIZES = (10.5, *NOTE_SIZES)
"""Type of notes that stand in columns alone."""
COLUMNS = (190.0, 118.0)
"""Least widths of columns alone on a page, which then has two or three."""
WIDTHS = (118, 132, 150, 166, 190, 226, 256)
"""Widths at which notes are measured."""
AFTER_TITLE, BETWEEN_ITEMS, BEFORE_TITLE = 5.5, 6.5, 12.0
"""Room in a column of notes, at the size at which they are measured."""
SPLIT = 0.8
"""How many points of type it is worth to keep a section in one piece."""
CONTINUED = -2
TITLE = -1


@dataclass(frozen=True, slots=True)
class Measured:
    """Heights of one section at each of `WIDTHS`: its title's, and each item's."""

    title: float
    items: tuple[tuple[float, ...], ...]


Variant: TypeAlias = tuple[float, "Sequence[Measured]"]
"""What a variant of the notes gives up, in points of type, and its sections."""


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
    cost: float
    """Points of type given up, and `SPLIT` for each section in two parts."""
    variant: int
    """Which of the variants of the notes it holds."""
    drawn: tuple[Rectangle, ...]
    """What the notes flow around."""
    widths: tuple[float, float]
    """The least and the greatest width of their columns."""
    rows: bool
    """Whether they fill the columns from the top down, or one column after another."""


def lay_out(
    chart: Placement, room: tuple[float, float], variants: Sequence[Variant]
) -> Plan | None:
    """The plan of least cost with the chart, or None when not even the last variant fits."""
    best: Plan | None = None
    parted = list(obstacles(chart))
    whole = [(0.0, 0.0, chart.width, chart.height)]
    for loss, chart_size, size in _sizes(chart, room):
        scale = chart_size / chart.font_size
        slack = room[0] - chart.width * scale
        for x, parts in ((0.0, whole), (0.0, parted), (slack, parted)):
            if best and best.cost <= loss:
                return best
            drawn = [(x + scale * a, scale * b, x + scale * c, scale * d) for a, b, c, d in parts]
            free = frames(drawn, room, _usable(size), rows=parts is whole)
            for index, (given_up, sections) in enumerate(variants):
                limit = (best.cost if best else inf) - loss - given_up
                notes = flow(sections, free, size) if limit > 0 else None
                if notes is not None and (cost := SPLIT * _splits(notes)) < limit:
                    best = Plan(
                        scale,
                        x,
                        size,
                        notes,
                        loss + given_up + cost,
                        index,
                        tuple(drawn),
                        _usable(size),
                        rows=parts is whole,
                    )
    return best


def _sizes(chart: Placement, room: tuple[float, float]) -> list[tuple[float, float, float]]:
    """What they give up, type of the chart and type of the notes; the least loss first."""
    fits = min(room[0] / chart.width, room[1] / chart.height) * chart.font_size
    if fits < LEAST:
        return []
    largest = min(LARGEST, fits // 0.25 * 0.25)
    charts = [largest - step / 2 for step in range(int((largest - LEAST) * 2) + 1)]
    if LEAST not in charts:
        charts.append(LEAST)
    return sorted(
        (_loss(one) + NOTE_SIZES[0] - size, one, size) for one in charts for size in NOTE_SIZES
    )


def _loss(size: float) -> float:
    """What a chart gives up at a type size: little above `AMPLE`, much below."""
    return 6 * max(0.0, AMPLE - size) + 0.4 * (LARGEST - max(AMPLE, size))


def columns(room: tuple[float, float], variants: Sequence[Variant]) -> Plan | None:
    """The fullest variant that columns hold, in the largest type that holds it."""
    for index, (given_up, sections) in enumerate(variants):
        for size in COLUMN_SIZES:
            for least in COLUMNS:
                widths = least, room[0]
                notes = flow(sections, frames((), room, widths), size, in_order=True)
                if notes is not None:
                    return Plan(0.0, 0.0, size, notes, given_up, index, (), widths, rows=False)
    return None


def settled(plan: Plan, room: tuple[float, float], sections: Sequence[Measured]) -> Plan:
    """The plan with its notes in the lowest room that holds them as well: columns end alike."""
    down = room[1] - 2 * BAND
    while down > 4 * BAND:
        free = frames(plan.drawn, (room[0], down), plan.widths, rows=plan.rows)
        notes = flow(sections, free, plan.size, in_order=not plan.drawn)
        if notes is None or _splits(notes) > _splits(plan.notes):
            break
        plan = replace(plan, notes=notes)
        down -= 2 * BAND
    return plan


def centred(plan: Plan, chart: Placement, room: tuple[float, float]) -> Plan:
    """The plan with its chart in the middle when nothing stands beside it."""
    if all(one.y >= chart.height * plan.scale for one in plan.notes):
        return replace(plan, x=(room[0] - chart.width * plan.scale) / 2)
    return plan


def _usable(size: float) -> tuple[float, float]:
    """The least and the greatest width of a column in that type."""
    return WIDTHS[0] * size / LEAST, WIDTHS[-1] * size / LEAST


def _splits(notes: Sequence[Note]) -> int:
    return sum(one.item == CONTINUED for one in notes)


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
        return self.used + (BEFORE_TITLE * self.unit if self.used else 0.0)

    def add(self, index: int, section: Measured, first: int, end: int) -> Iterator[Note]:
        """Place items `first` to `end` under a title."""
        y = self.frame.y + self._start()
        yield Note(index, CONTINUED if first else TITLE, self.frame.x, y, self.width)
        y += section.title * self.unit
        for item in range(first, end):
            y += (AFTER_TITLE if item == first else BETWEEN_ITEMS) * self.unit
            yield Note(index, item, self.frame.x, y, self.width)
            y += self.heights(section)[item]
        self.used = y - self.frame.y


def flow(
    sections: Sequence[Measured], free: Sequence[Frame], size: float, *, in_order: bool = False
) -> tuple[Note, ...] | None:
    """Every section in the first frame that holds it whole, else in parts; None if any is left.

    With `in_order` frames fill one after another, as the columns of a newspaper do.
    """
    columns = [_Column(one, size) for one in free]
    notes: list[Note] = []
    for index, section in enumerate(sections):
        first, many = 0, len(section.items)
        for column in [] if in_order else columns:
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
        if in_order:
            columns = columns[max(i for i, one in enumerate(columns) if one.used or not i) :]
    return tuple(notes)


def _taken(column: _Column, section: Measured, first: int) -> int:
    """How many items from `first` on fit below a title."""
    free = column.free(section)
    for count, high in enumerate(column.heights(section)[first:]):
        free -= high + (BETWEEN_ITEMS if count else AFTER_TITLE) * column.unit
        if free < 0:
            return count
    return len(section.items) - first
