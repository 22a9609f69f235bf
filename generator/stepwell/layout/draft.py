"""The lines of a chart between boxes that stand: paths, heads and labels.

Takes placed boxes and the routes of arrows; gives the finished `Placement`.
Decides nothing that `route` has decided: here lanes get their coordinates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stepwell.layout.plan import MIDDLE, RIGHT
from stepwell.layout.route import LANE, Shape, Zone
from stepwell.placement import BADGE, HEAD, LEADING, Arrow, Box, Placement
from stepwell.typeface import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stepwell.layout.plan import Plan
    from stepwell.layout.route import Route, Sides
    from stepwell.placement import Point

TURN = 0.5
"""Radius of a bend, in type sizes."""
_ARC = 0.5523
"""How far the control points of a quarter circle stand, in radii."""


class Draft:
    """One chart whose boxes stand."""

    def __init__(
        self, boxes: Sequence[Box], plan: Plan, sides: Sides, middle: float, size: float
    ) -> None:
        self._boxes = {box.id: box for box in boxes}
        self._plan, self._sides, self._size = plan, sides, size
        spine = next(box for box in boxes if plan.cells[box.id][1] == MIDDLE)
        self._axis, self._half = spine.x, middle / 2
        self._ends: dict[int, float] = {}
        for box in boxes:
            if side := plan.cells[box.id][1]:
                reach = side * (box.x - self._axis) + box.width / 2
                self._ends[side] = max(self._ends.get(side, 0.0), reach)
        self._rows: dict[int, float] = {}
        for box in boxes:
            row = plan.cells[box.id][0]
            self._rows[row] = max(self._rows.get(row, -1e9), box.y + box.height / 2)

    def finish(self, routes: Sequence[Route], labels: Sequence[tuple[str, ...]]) -> Placement:
        """Draw every arrow, then move all so that the chart begins at the origin."""
        self._leaving = {(one.way.source, one.side) for one in routes if self._sideways(one)}
        self._coming = {(one.way.tip, one.side) for one in routes if one.shape is not Shape.DOWN}
        self._forks = [one for one in routes if one.zone is Zone.INNER]
        self._feet: dict[str, list[str]] = {}
        for one in sorted(
            routes, key=lambda one: (one.shape is Shape.DOWN, self._plan.cells[one.way.tip][0])
        ):
            feet = self._feet.setdefault(one.way.source, [])
            if one.shape in {Shape.DOWN, Shape.DROP, Shape.BELOW} and one.way.tip not in feet:
                feet.append(one.way.tip)
        drawn = []
        for route, lines in zip(routes, labels, strict=True):
            corners = list(self._corners(route))
            spot = self._spot(route, corners, lines) if lines else None
            edge = route.way.edge
            drawn.append(
                Arrow(
                    edge.source,
                    edge.target,
                    edge.kind.value,
                    edge.label,
                    _path(corners, self._size),
                    spot,
                    lines,
                )
            )
        return _moved(list(self._boxes.values()), drawn, self._size)

    def _sideways(self, route: Route) -> bool:
        return route.shape in {Shape.ACROSS, Shape.LANE} and route.zone is not Zone.FAR

    def _lane(self, route: Route) -> float:
        """Where a lane runs."""
        step = LANE * self._size
        if route.zone is Zone.INNER:
            out = self._half + (route.lane + 0.8) * step
        elif route.zone is Zone.OUTER:
            outer = self._sides.lanes.get((route.side, Zone.OUTER), 0)
            out = (
                self._half
                + self._sides.gap(route.side, self._size)
                - (outer - route.lane + 0.4) * step
            )
        else:
            words = self._sides.labels.get((route.side, Zone.FAR), 0.0)
            out = (
                self._ends[route.side]
                + max(words + 0.6 * self._size, step)
                + (route.lane + 0.5) * step
            )
        return self._axis + route.side * out

    def _out(self, route: Route) -> Point:
        """Where an arrow leaves its box sideways; lower when others come in on that side."""
        box = self._boxes[route.way.source]
        side = route.side
        both = (
            route.zone is not Zone.FAR
            and (box.id, side) in self._coming
            and route.shape is Shape.LANE
        )
        return self._port(box, side, box.height / 4 if both else 0.0)

    def _in(self, route: Route) -> Point:
        """Where an arrow comes in sideways."""
        box = self._boxes[route.way.tip]
        column = self._plan.cells[box.id][1]
        side = route.side if column == MIDDLE or route.zone is Zone.FAR else -route.side
        both = column == MIDDLE and (box.id, side) in self._leaving
        return self._port(box, side, -box.height / 4 if both else 0.0)

    def _port(self, box: Box, side: int, down: float) -> Point:
        slant = 0.9 * self._size * abs(down) / (box.height / 2) if box.kind == "question" else 0.0
        if box.kind in {"link", "exit"} and down:
            slant = 0.2 * self._size
        return box.x + side * (box.width / 2 - slant), box.y + down

    def _foot(self, route: Route) -> float:
        """Where an arrow leaves the bottom of its box: arrows that leave together stand apart."""
        box, column = self._boxes[route.way.source], self._plan.cells[route.way.source][1]
        if column == MIDDLE:
            return box.x + (route.side * box.width * 0.3 if route.shape is Shape.BELOW else 0.0)
        feet = self._feet[box.id]
        at = feet.index(route.way.tip) - (len(feet) - 1) / 2
        x = (
            box.x + column * at * box.width * 0.62 / max(len(feet) - 1, 1)
            if len(feet) > 1
            else box.x
        )
        if route.shape is not Shape.DOWN:
            return x
        end = self._boxes[route.way.tip]
        if len(feet) == 1 and end.width < box.width:
            x = end.x
        most = end.width / 2 - 1.4 * self._size
        return min(max(x, end.x - most), end.x + most)

    def _corners(self, route: Route) -> Iterator[Point]:
        """The points at which an arrow begins, turns and ends."""
        start, end = self._boxes[route.way.source], self._boxes[route.way.tip]
        bottom = (start.x, start.y + start.height / 2)
        if route.shape is Shape.DOWN:
            x = self._foot(route)
            yield x, bottom[1]
            yield x, end.y - end.height / 2
        elif route.shape is Shape.ACROSS:
            yield start.x + route.side * start.width / 2, start.y
            yield end.x - route.side * end.width / 2, start.y
        elif route.shape is Shape.LANE:
            (x, y), lane, (to_x, to_y) = self._out(route), self._lane(route), self._in(route)
            yield from ((x, y), (lane, y), (lane, to_y), (to_x, to_y))
        elif route.shape is Shape.DROP:
            to_x, to_y = self._port(
                end, route.side, -end.height / 4 if (end.id, route.side) in self._leaving else 0.0
            )
            x = self._foot(route)
            yield from ((x, bottom[1]), (x, to_y), (to_x, to_y))
        else:
            lane, (to_x, to_y) = self._lane(route), self._in(route)
            x = self._foot(route)
            gap = self._rows[self._plan.cells[start.id][0]] + 1.4 * self._size
            yield from ((x, bottom[1]), (x, gap), (lane, gap), (lane, to_y), (to_x, to_y))

    def _spot(self, route: Route, corners: list[Point], lines: tuple[str, ...]) -> Point:
        """The centre of a label: beside the first stretch of its arrow."""
        size, side = self._size, route.side
        half = max(width(line, size) for line in lines) / 2
        high = len(lines) * LEADING * size / 2
        (x, y), (_, next_y) = corners[0], corners[1]
        if route.shape in {Shape.DOWN, Shape.DROP, Shape.BELOW}:
            room = next_y - y - HEAD * size if route.shape is Shape.DOWN else 1e9
            return self._below(route, x, half), y + min(room / 2, 0.2 * size + high)
        above = high + 0.15 * size
        if route.zone is Zone.INNER:
            return self._lane(route) + side * (0.5 * size + half), corners[-1][1] - above
        if route.zone is not Zone.FAR:
            forks = [
                one for one in self._forks if (one.way.source, one.side) == (route.way.source, side)
            ]
            begin = max(
                [side * (x - self._axis), *(side * (self._lane(one) - self._axis) for one in forks)]
            )
            if len(lines) > 1:
                begin = max(begin, self._half + self._sides.inner(side, size) - 0.4 * size)
            x = self._axis + side * begin
        below = route.zone is not Zone.FAR and (route.way.source, side) in self._coming
        return x + side * (0.8 * size + half), y + above if below else y - above

    def _below(self, route: Route, x: float, half: float) -> float:
        """The middle of a label below a box, `half` as wide as its label."""
        box, feet = self._boxes[route.way.source], self._feet[route.way.source]
        column, gap = self._plan.cells[box.id][1], 0.4 * self._size
        if route.shape is Shape.BELOW and column == MIDDLE:
            return x + route.side * (gap + half)
        if len(feet) > 1:
            inward = column != MIDDLE and feet[0] == route.way.tip
            return x + (-column if inward else column or RIGHT) * (gap + half)
        fits = 2 * half + gap < max(self._half if column == MIDDLE else 0.0, box.width / 2)
        return x + gap + half if fits else x


def _path(corners: Sequence[Point], size: float) -> tuple[Point, ...]:
    """Straight stretches and quarter turns as cubic curves; the last stretch is the head's."""
    corners = [one for index, one in enumerate(corners) if not index or one != corners[index - 1]]
    points: list[Point] = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(TURN * size, _far(before, corner) / 2, _far(corner, after) / 2)
        enter, leave = _toward(corner, before, radius), _toward(corner, after, radius)
        _straight(points, enter)
        points += [
            _toward(enter, corner, _ARC * radius),
            _toward(leave, corner, _ARC * radius),
            leave,
        ]
    tip = corners[-1]
    base = _toward(tip, corners[-2], min(HEAD * size, 0.9 * _far(tip, points[-1])))
    _straight(points, base)
    _straight(points, tip)
    return tuple(points)


def _straight(points: list[Point], end: Point) -> None:
    start = points[-1]
    third = _far(start, end) / 3
    points += [_toward(start, end, third), _toward(end, start, third), end]


def _far(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(start: Point, end: Point, far: float) -> Point:
    """The point `far` from `start` on the level or upright line to `end`."""
    whole = _far(start, end)
    share = far / whole if whole else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _moved(boxes: Sequence[Box], arrows: Sequence[Arrow], size: float) -> Placement:
    """The placement from the origin on, all that is drawn inside it, badges too."""
    xs = [x for arrow in arrows for x, _ in arrow.points]
    ys = [y for arrow in arrows for _, y in arrow.points]
    for box in boxes:
        badge = BADGE * size if box.number else 0.0
        xs += [
            box.x - box.width / 2 - badge,
            box.x + box.width / 2 + (badge if box.unknown else 0.0),
        ]
        ys += [box.y - box.height / 2 - badge, box.y + box.height / 2]
    for arrow in arrows:
        if arrow.label_at:
            half = max(width(line, size) for line in arrow.label_lines) / 2
            high = len(arrow.label_lines) * LEADING * size / 2
            xs += [arrow.label_at[0] - half, arrow.label_at[0] + half]
            ys += [arrow.label_at[1] - high, arrow.label_at[1] + high]
    left, top, pad = min(xs), min(ys), 0.2 * size

    def move(point: Point) -> Point:
        return round(point[0] - left + pad, 2), round(point[1] - top + pad, 2)

    return Placement(
        round(max(xs) - left + 2 * pad, 2),
        round(max(ys) - top + 2 * pad, 2),
        size,
        tuple(replace(box, x=move((box.x, box.y))[0], y=move((box.x, box.y))[1]) for box in boxes),
        tuple(
            replace(
                arrow,
                points=tuple(map(move, arrow.points)),
                label_at=move(arrow.label_at) if arrow.label_at else None,
            )
            for arrow in arrows
        ),
    )
