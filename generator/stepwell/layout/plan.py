"""What one chart draws, and in which row and column.

Takes a `Graph`; gives the boxes, the arrows, the returns that are said in words,
the spine, and a cell for each box: the longest way runs down the middle column,
exits stand beside the step they leave. Measures nothing.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind
from stepwell.model import EXIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stepwell.graph import Edge, Graph

LEFT, MIDDLE, RIGHT = -1, 0, 1
Cell = tuple[int, int]
"""Row from the top, and column."""


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow and the box at its tip, which for `@exit` is one of several."""

    edge: Edge
    tip: str

    @property
    def source(self) -> str:
        return self.edge.source


@dataclass(frozen=True, slots=True)
class Plan:
    """Boxes in reading order, arrows in the order written, returns in words, cells."""

    names: tuple[str, ...]
    ways: tuple[Way, ...]
    said: Mapping[str, tuple[Edge, ...]]
    cells: Mapping[str, Cell]

    def first(self, way: Way) -> int:
        """Index of the first arrow between the same two boxes; answers that agree share a line."""
        return next(
            index
            for index, one in enumerate(self.ways)
            if (one.source, one.tip) == (way.source, way.tip)
        )

    def label(self, index: int) -> str:
        """What stands at an arrow: its own label and those that share its line."""
        if self.first(self.ways[index]) != index:
            return ""
        same = [way.edge.label for way in self.ways if self.first(way) == index and way.edge.label]
        return " or ".join(dict.fromkeys(same))


def plan(graph: Graph) -> Plan:
    """Decide what the chart of one file draws, and where in the grid."""
    edges, said = _drawn(graph)
    reached = _reached(graph.start, edges)
    names = [name for name in graph.nodes if name in reached]
    sources = list(dict.fromkeys(edge.source for edge in edges if edge.target == EXIT))
    spine = _spine(graph.start, edges)
    last = spine[-2] if spine[-1] == EXIT else (sources[0] if sources else "")
    ovals = {source: EXIT if source == last else f"{EXIT}/{source}" for source in sources}
    ways = tuple(
        Way(edge, ovals[edge.source] if edge.target == EXIT else edge.target) for edge in edges
    )
    names += ovals.values()
    return Plan(tuple(names), ways, said, _cells(names, ways, spine))


def _drawn(graph: Graph) -> tuple[list[Edge], dict[str, tuple[Edge, ...]]]:
    """The edges with an arrow, and those said in words, by their source.

    Time is not a line on the chart: a return has an arrow only where its target would else be lost.
    """
    shown = graph.reach(drawn=True)
    edges = [edge for edge in graph.edges if edge.source in shown and edge.drawn]
    now = {EdgeKind.BRANCH, EdgeKind.GOTO}
    drawn = [edge for edge in edges if edge.kind in now]
    later = [edge for edge in edges if edge.kind not in now]
    while True:
        reached = _reached(graph.start, drawn)
        lost = [one for one in later if one.source in reached and one.target not in reached]
        if not lost:
            break
        drawn.append(lost[0])
        later.remove(lost[0])
    said: dict[str, tuple[Edge, ...]] = {}
    for edge in later:
        said[edge.source] = (*said.get(edge.source, ()), edge)
    return [edge for edge in edges if edge in drawn], said


def _reached(start: str, edges: Iterable[Edge]) -> set[str]:
    onward: dict[str, list[str]] = {}
    for edge in edges:
        onward.setdefault(edge.source, []).append(edge.target)
    todo, seen = [start], {start}
    while todo:
        fresh = [one for one in onward.get(todo.pop(), ()) if one not in seen]
        seen.update(fresh)
        todo += fresh
    return seen


def _spine(start: str, edges: Sequence[Edge]) -> tuple[str, ...]:
    """The longest way from the start; of equals the one written first."""
    onward: dict[str, list[str]] = {}
    for edge in edges:
        onward.setdefault(edge.source, []).append(edge.target)
    best: dict[str, tuple[str, ...]] = {}

    def longest(name: str, trail: frozenset[str]) -> tuple[str, ...]:
        if name not in best:
            inner = trail | {name}
            ways = [longest(one, inner) for one in onward.get(name, ()) if one not in inner]
            best[name] = (name, *max(ways, key=len, default=()))
        return best[name]

    return longest(start, frozenset())


def _cells(names: Sequence[str], ways: Sequence[Way], spine: tuple[str, ...]) -> dict[str, Cell]:
    """A cell for each box: the spine down the middle, the others beside what leads to them."""
    before = _before(names, ways)
    order = {name: index for index, name in enumerate(names)}
    after: dict[str, list[str]] = {name: [] for name in names}
    for name, sources in before.items():
        for source in sources:
            after[source].append(name)
    open_ = {name: len(sources) for name, sources in before.items()}
    cells: dict[str, Cell] = {}
    taken: set[Cell] = set()
    todo = [(0, 0, order[name], name) for name in names if not open_[name]]
    heapq.heapify(todo)
    while todo:
        _, _, _, name = heapq.heappop(todo)
        cells[name] = _cell(before[name], cells, taken, name in spine)
        taken.add(cells[name])
        for one in after[name]:
            open_[one] -= 1
            if not open_[one]:
                middle = one in spine
                earliest = max(_row(cells[source], middle) for source in before[one])
                heapq.heappush(todo, (earliest, int(middle), order[one], one))
    return cells


def _row(source: Cell, middle: bool) -> int:
    """The first row in which a box may stand: beside a step of the spine, else below its source."""
    return source[0] if source[1] == MIDDLE and not middle else source[0] + 1


def _cell(
    sources: Sequence[str], cells: Mapping[str, Cell], taken: set[Cell], middle: bool
) -> Cell:
    row = max((_row(cells[source], middle) for source in sources), default=0)
    if middle:
        return row, MIDDLE
    beside = [cells[source][1] for source in sources if cells[source][1] != MIDDLE]
    while True:
        if beside:
            columns = [beside[-1]] if row < cells[sources[-1]][0] + 3 else [beside[-1], -beside[-1]]
        else:
            columns = [RIGHT, LEFT]
        for column in columns:
            if (row, column) not in taken:
                return row, column
        row += 1


def _before(names: Sequence[str], ways: Sequence[Way]) -> dict[str, list[str]]:
    """What leads to each box, without the arrows that close a loop."""
    onward: dict[str, list[str]] = {name: [] for name in names}
    for way in ways:
        onward[way.source].append(way.tip)
    before: dict[str, list[str]] = {name: [] for name in names}
    done: set[str] = set()
    for root in names:
        trail, rest = [root], [iter(onward[root])]
        if root in done:
            continue
        while trail:
            name = next(rest[-1], None)
            if name is None:
                done.add(trail.pop())
                rest.pop()
            elif name not in trail:
                if trail[-1] not in before[name]:
                    before[name].append(trail[-1])
                if name not in done:
                    trail.append(name)
                    rest.append(iter(onward[name]))
    return before
