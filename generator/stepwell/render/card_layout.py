"""Where the chart and the notes of a card stand on its page.

Takes a placement, the room between header and foot, and what each note measures
at several widths; gives a `Plan` in points, or None when it cannot be read at
9 pt. The chart is as large as may be; notes flow beside and beneath it, into
whatever the chart leaves free. Sets no type: what Typst measured is taken as it is.
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
SIZES = (
    (11, 10),
    (11, 9.5),
    (10.5, 9.5),
    (11, 9),
    (10.5, 9),
    (10, 9),
    (9.5, 9),
    (LEAST, LEAST),
)
"""Type of the chart and of the notes, the most legible first."""
WIDTHS = (118, 130, 142, 156, 172, 190, 212, 236, 262)
"""Widths at which notes are measured."""
AFTER_TITLE, BETWEEN_ITEMS, BEFORE_TITLE = 5.0, 6.5, 12.0
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
    rows: bool
    """Whether they fill the columns from the top down, or one column after another."""


def lay_out(
    chart: Placement, room: tuple[float, float], variants: Sequence[Variant]
) -> Plan | None:
    """The plan of least cost, or None when not even the last variant fits."""
    best: Plan | None = None
    parted = list(obstacles(chart))
    whole = [(0.0, 0.0, chart.width, chart.height)]
    for chart_size, size in SIZES:
        loss = sum(SIZES[0]) - chart_size - size
        scale = chart_size / chart.font_size
        slack = room[0] - chart.width * scale
        if slack < 0 or chart.height * scale > room[1]:
            continue
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
                        rows=parts is whole,
                    )
    return best


def settled(
    plan: Plan, chart: Placement, room: tuple[float, float], sections: Sequence[Measured]
) -> Plan:
    """The plan with its notes in the lowest room that holds them as well: columns end alike.

    A chart with nothing beside it stands in the middle.
    """
    down = room[1] - 2 * BAND
    while down > 4 * BAND:
        free = frames(plan.drawn, (room[0], down), _usable(plan.size), rows=plan.rows)
        notes = flow(sections, free, plan.size)
        if notes is None or _splits(notes) > _splits(plan.notes):
            break
        plan = replace(plan, notes=notes)
        down -= 2 * BAND
    if all(one.y >= chart.height * plan.scale for one in plan.notes):
        plan = replace(plan, x=(room[0] - chart.width * plan.scale) / 2)
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
    sections: Sequence[Measured], free: Sequence[Frame], size: float
) -> tuple[Note, ...] | None:
    """Every section in the first frame that holds it whole, else in parts; None if any is left."""
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
        free -= high + (BETWEEN_ITEMS if count else AFTER_TITLE) * column.unit
        if free < 0:
            return count
    return len(section.items) - first
