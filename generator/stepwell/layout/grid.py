"""Coordinates of boxes, by Graphviz.

Takes cells and sizes; gives the centre of each box in points, y downwards. The
rows and columns are settled before: Graphviz solves for the distances alone,
and sees no text.
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
    text = "\n".join(("digraph {", *_statements(cells, boxes, sides, measures), "}"))
    drawn = _graphviz(text)
    found = {}
    for one in drawn["objects"]:
        if "pos" in one:
            x, y = one["pos"].split(",")
            found[one["name"]] = (float(x), -float(y))
    columns = [cells[box.id][1] for box in boxes]
    wide = _widest(cells, boxes)
    return {
        box.id: (found[box.id][0] - column * (wide[column] - box.width) / 2, found[box.id][1])
        for box, column in zip(boxes, columns, strict=True)
    }


def _widest(cells: Mapping[str, Cell], boxes: Sequence[Box]) -> dict[int, float]:
    """The width of the widest box of each column."""
    wide: dict[int, float] = {}
    for box in boxes:
        column = cells[box.id][1]
        wide[column] = max(wide.get(column, 0.0), box.width)
    return wide


def _statements(
    cells: Mapping[str, Cell], boxes: Sequence[Box], sides: Sides, measures: Measures
) -> Iterator[str]:
    """The chart in DOT: boxes of fixed size, rows as ranks, spacers where lanes and labels go."""
    yield f"graph [nodesep=0.02 ranksep={measures.gap / 72:.4f}]"
    yield 'node [shape=box fixedsize=true label="" margin=0 height=0.01]'
    yield "edge [style=invis]"
    named = {cell: name for name, cell in cells.items()}
    high = {box.id: box.height for box in boxes}
    wide = _widest(cells, boxes)
    rows = range(max(row for row, _ in cells.values()) + 1)
    columns: dict[int, list[str]] = {LEFT: [], MIDDLE: [], RIGHT: []}
    for row in rows:
        line = []
        for column in (LEFT, MIDDLE, RIGHT):
            name = named.get((row, column))
            spacer = f"space {row} {column}"
            if column == MIDDLE:
                name = name or f"row {row}"
                yield _node(name, measures.middle, high.get(name, 0.0), "spine")
                line.append(name)
            elif name:
                yield _node(name, wide[column], high[name], f"side {column}")
                yield _node(spacer, sides.gap(column, measures.size), 1.0, "")
                line += [name, spacer] if column == LEFT else [spacer, name]
            if name:
                columns[column].append(name)
        yield f"{{rank=same {' -> '.join(quote(one) for one in line)}}}"
    for column, names in columns.items():
        weight = 100 if column == MIDDLE else 10
        for upper, lower in pairwise(names):
            yield f"{quote(upper)} -> {quote(lower)}{attr_list(kwargs={'weight': str(weight)})}"


def _node(name: str, width: float, height: float, group: str) -> str:
    size = {"width": f"{width / 72:.4f}", "height": f"{max(height, 1.0) / 72:.4f}"}
    written: str = quote(name) + attr_list(kwargs={**size, **({"group": group} if group else {})})
    return written


def _graphviz(text: str) -> Any:
    """Coordinates by Graphviz, in this process."""
    try:
        return json.loads(pygraphviz.AGraph(string=text).draw(format="json0", prog="dot"))
    except (OSError, ValueError) as error:
        raise LayoutError(f"Graphviz cannot lay out a chart: {error}") from error
