"""Coordinates of boxes, by Graphviz.

Takes cells and sizes; gives the centre of each box in points, y downwards. The
rows and columns are settled before: Graphviz solves for the distances alone,
and sees no text, not even a name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pygraphviz
from graphviz.quoting import attr_list, quote

from stepwell.layout.plan import LEFT, MIDDLE, RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stepwell.layout.plan import Cell
    from stepwell.layout.route import Sides
    from stepwell.placement import Box, Point


class LayoutError(RuntimeError):
    """Graphviz refused the chart."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What a grid is solved for: type size, width of the spine, gap of rows, in points."""

    size: float
    middle: float
    gap: float


def grid(
    cells: Mapping[str, Cell], boxes: Sequence[Box], sides: Sides, measures: Measures
) -> dict[str, Point]:
    """The centre of each box.

    A column at the side is as wide as its widest box; the others stand at its inner edge.
    """
    size = {cells[box.id]: box for box in boxes}
    wide = _widest(size)
    drawn = _graphviz("\n".join(("digraph {", *_statements(size, wide, sides, measures), "}")))
    found = {}
    for one in drawn["objects"]:
        if "pos" in one:
            x, y = one["pos"].split(",")
            found[one["name"]] = (float(x), -float(y))
    stood = {}
    for (row, column), box in size.items():
        x, y = found[_name(row, column)]
        stood[box.id] = (x - column * (wide[column] - box.width) / 2, y)
    return stood


def _name(row: int, column: int) -> str:
    return f"box {row} {column}"


def _widest(boxes: Mapping[Cell, Box]) -> dict[int, float]:
    """The width of the widest box of each column."""
    wide: dict[int, float] = {}
    for (_, column), box in boxes.items():
        wide[column] = max(wide.get(column, 0.0), box.width)
    return wide


def _statements(
    boxes: Mapping[Cell, Box], wide: Mapping[int, float], sides: Sides, measures: Measures
) -> Iterator[str]:
    """The chart in DOT: boxes of fixed size, rows as ranks, spacers where lanes and labels go."""
    yield f"graph [nodesep=0.02 ranksep={measures.gap / 72:.4f}]"
    yield 'node [shape=box fixedsize=true label="" margin=0]'
    yield "edge [style=invis]"
    columns: dict[int, list[str]] = {LEFT: [], MIDDLE: [], RIGHT: []}
    for row in range(max(row for row, _ in boxes) + 1):
        line = []
        for column in (LEFT, MIDDLE, RIGHT):
            box, name, spacer = (
                boxes.get((row, column)),
                _name(row, column),
                f"space {row} {column}",
            )
            if column == MIDDLE:
                yield _node(name, measures.middle, box.height if box else 0.0)
                line.append(name)
            elif box:
                yield _node(name, wide[column], box.height)
                yield _node(spacer, sides.gap(column, measures.size), 0.0)
                line += [name, spacer] if column == LEFT else [spacer, name]
            if name in line:
                columns[column].append(name)
        yield f"{{rank=same {' -> '.join(map(quote, line))}}}"
    for column, names in columns.items():
        weight = {"weight": "100" if column == MIDDLE else "10"}
        for upper, lower in pairwise(names):
            yield f"{quote(upper)} -> {quote(lower)}{attr_list(kwargs=weight)}"


def _node(name: str, width: float, height: float) -> str:
    size = {"width": f"{width / 72:.4f}", "height": f"{max(height, 1.0) / 72:.4f}"}
    return f"{quote(name)}{attr_list(kwargs=size)}"


def _graphviz(text: str) -> Any:
    """Coordinates by Graphviz, in this process."""
    try:
        return json.loads(pygraphviz.AGraph(string=text).draw(format="json0", prog="dot"))
    except (OSError, ValueError) as error:
        raise LayoutError(f"Graphviz cannot lay out a chart: {error}") from error
