"""By which lanes the arrows of a chart run: topology only, before anything has coordinates.

Takes a `Plan`; gives a `Route` for each arrow and what lanes and labels need
beside the middle column. Arrows run straight or turn at right angles; two lanes
overlap only where arrows meet at one tip.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from stepwell.layout.plan import LEFT, MIDDLE, RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stepwell.layout.plan import Cell, Plan, Way

LANE = 0.9
"""Distance of two lanes, in type sizes."""


class Shape(StrEnum):
    """How an arrow runs."""

    DOWN = "down"  # straight down a column
    ACROSS = "across"  # straight to the box beside
    LANE = "lane"  # out at the side, along a lane, in at the side
    BELOW = "below"  # out at the bottom, through the gap, along a lane, in at the side
    DROP = "drop"  # out at the bottom of a side box, down, in at the side of the spine


class Zone(StrEnum):
    """Where a lane lies, from the middle column outwards; labels stand between the first two."""

    INNER = "inner"
    OUTER = "outer"
    FAR = "far"  # beyond the boxes at the side


@dataclass(frozen=True, slots=True)
class Route:
    """One arrow's course; `lane` counts from the middle outwards, -1 for none."""

    way: Way
    shape: Shape
    side: int
    zone: Zone = Zone.OUTER
    lane: int = -1


@dataclass(frozen=True, slots=True)
class Sides:
    """How many lanes each zone of each side has, and how wide the labels there are."""

    lanes: Mapping[tuple[int, Zone], int]
    labels: Mapping[tuple[int, Zone], float]

    def inner(self, side: int, size: float) -> float:
        """Width of the inner lanes of a side."""
        return self.lanes.get((side, Zone.INNER), 0) * LANE * size

    def gap(self, side: int, size: float) -> float:
        """Distance of the middle column from the boxes of a side."""
        words = self.labels.get((side, Zone.OUTER), 0.0)
        outer = self.lanes.get((side, Zone.OUTER), 0)
        return self.inner(side, size) + max(words + 1.6 * size, 2.4 * size) + outer * LANE * size


def routes(plan: Plan) -> tuple[Route, ...]:
    """A course for each arrow, in order."""
    rough = dict(_rough(plan))
    first = [plan.first(way) for way in plan.ways]
    lanes = _lanes(rough, plan.cells)
    return tuple(
        replace(rough[index], way=way, lane=lanes.get(index, -1))
        for way, index in zip(plan.ways, first, strict=True)
    )


def sides(courses: Sequence[Route], wide: Sequence[float]) -> Sides:
    """What the courses need at each side, given the widths of their labels."""
    counts: dict[tuple[int, Zone], int] = {}
    labels: dict[tuple[int, Zone], float] = {}
    for route, words in zip(courses, wide, strict=True):
        at = (route.side, route.zone)
        counts[at] = max(counts.get(at, 0), route.lane + 1)
        if route.shape in {Shape.ACROSS, Shape.LANE}:
            where = (route.side, Zone.FAR if route.zone is Zone.FAR else Zone.OUTER)
            labels[where] = max(labels.get(where, 0.0), words)
    return Sides(counts, labels)


def _rough(plan: Plan) -> Iterator[tuple[int, Route]]:
    """Shape and side of each arrow: plain ones first, for they leave others less choice."""
    cells = plan.cells
    filled = set(cells.values())
    leaving: set[tuple[str, int]] = set()
    rest: list[int] = []
    for index, way in enumerate(plan.ways):
        start, end = cells[way.source], cells[way.tip]
        if plan.first(way) != index:
            continue
        if start[1] == end[1] and end[0] > start[0] and not _between(start, end, filled):
            yield index, Route(way, Shape.DOWN, start[1])
        elif start[1] == MIDDLE and end == (start[0], end[1]):
            leaving.add((way.source, end[1]))
            yield index, Route(way, Shape.ACROSS, end[1])
        else:
            rest.append(index)
    rest.sort(key=lambda one: abs(cells[plan.ways[one].tip][0] - cells[plan.ways[one].source][0]))
    busy: dict[int, int] = {LEFT: 0, RIGHT: 0}
    for index in rest:
        way = plan.ways[index]
        start, end = cells[way.source], cells[way.tip]
        if start[1] == MIDDLE:
            side = end[1] or _side(way, leaving, busy)
            zone = Zone.INNER if (way.source, side) in leaving and end[1] else Zone.OUTER
            shape = Shape.LANE if (way.source, side) not in leaving or end[1] else Shape.BELOW
            leaving.add((way.source, side))
            busy[side] += 1
            yield index, Route(way, shape, side, zone)
        elif start[1] == end[1]:
            yield index, Route(way, Shape.LANE, start[1], Zone.FAR)
        elif (
            end[1] == MIDDLE
            and end[0] > start[0]
            and not _between(start, (end[0] + 1, start[1]), filled)
        ):
            yield index, Route(way, Shape.DROP, start[1])
        else:
            yield index, Route(way, Shape.BELOW, end[1] or start[1])


def _between(start: Cell, end: Cell, filled: set[Cell]) -> bool:
    """Whether a box stands between two cells of a column."""
    return any((row, start[1]) in filled for row in range(start[0] + 1, end[0]))


def _side(way: Way, leaving: set[tuple[str, int]], busy: Mapping[int, int]) -> int:
    """The side by which an arrow passes boxes of the spine."""

    def cost(side: int) -> tuple[bool, bool, int, int]:
        return (way.source, side) in leaving, (way.tip, side) in leaving, busy[side], side

    return min((LEFT, RIGHT), key=cost)


def _lanes(found: Mapping[int, Route], cells: Mapping[str, Cell]) -> dict[int, int]:
    """The lane of each arrow that runs along one: short ones inside, those to one tip together."""
    spans = {}
    for index, route in found.items():
        if route.shape in {Shape.LANE, Shape.BELOW}:
            rows = sorted(
                (
                    2 * cells[route.way.source][0] + (route.shape is Shape.BELOW),
                    2 * cells[route.way.tip][0],
                )
            )
            spans[index] = (rows[0], rows[1])
    used: dict[tuple[int, Zone, int], list[tuple[int, int, str]]] = {}
    lanes: dict[int, int] = {}
    for index in sorted(spans, key=lambda one: (spans[one][1] - spans[one][0], one)):
        route, (top, bottom) = found[index], spans[index]
        key = route.way.source if route.zone is Zone.INNER else route.way.tip
        lane = 0
        while any(
            top < low and high < bottom and key != other
            for high, low, other in used.get((route.side, route.zone, lane), ())
        ):
            lane += 1
        used.setdefault((route.side, route.zone, lane), []).append((top, bottom, key))
        lanes[index] = lane
    return lanes
