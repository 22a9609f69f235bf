"""Where the boxes and arrows of one chart stand.

Takes a `Graph` and the wording of its boxes; gives a `Placement` in points that
web and paper both draw. Graphviz decides where things stand and nothing else:
sizes are measured with our own typeface, so every machine places alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphviz.quoting import attr_list, quote

from stepwell.graph import EdgeKind
from stepwell.model import EXIT
from stepwell.typeface import ranges, width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from stepwell.collection import Collection
    from stepwell.graph import Edge, Graph, Node
    from stepwell.model import Step

Point = tuple[float, float]

MAX_BOXES = 18
"""Boxes that a reader can follow on one chart."""
MAX_LINES = 5
"""Lines in one box."""
MAX_LABEL = 100.0
"""Width in points, at type size 10, at which the label of an arrow wraps; two lines are the most."""
LEADING = 1.2
"""Distance of two base lines, in type sizes."""
BADGE = 0.72
"""Radius of a number badge, in type sizes; it sits on the upper left corner of its box."""
INSET = 0.9
"""How far the corners of a question stand inside its ends, in type sizes."""
MARKS = 0.7
"""Size of raised reference numbers, in type sizes."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: centre, size and wrapped lines, in points; y grows downwards."""

    id: str
    number: int
    """0 for the oval by which a block is left, which has no number."""
    kind: str
    """question, action, outcome, link, include or exit."""
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    cites: tuple[int, ...]
    """Reference numbers, raised after the last line."""
    unknown: str = ""
    """Step to which a missing fact leads; drawn as a `?` mark."""
    returns: tuple[str, ...] = ()
    """Lines below `lines` that say where care resumes, when no arrow does."""
    back: str = ""
    """Step at which care resumes, when `returns` says so."""
    urgent: bool = False
    """Whether it cannot wait; drawn with a heavy border."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: a cubic Bezier path (1 + 3n points) whose last point is the tip."""

    source: str
    target: str
    kind: str
    label: str
    points: tuple[Point, ...]
    label_at: Point | None
    """Centre of the label, whose lines are `label_lines`."""
    label_lines: tuple[str, ...] = ()

    @property
    def head(self) -> list[Point]:
        """The triangle of its head: the last stretch of the path is as long as it."""
        (x, y), (tip_x, tip_y) = self.points[-4], self.points[-1]
        wide, high = 0.42 * (tip_x - x), 0.42 * (tip_y - y)
        return [(tip_x, tip_y), (x - high, y + wide), (x + high, y - wide)]


@dataclass(frozen=True, slots=True)
class Placement:
    """A whole chart in points, set in type of `font_size`."""

    width: float
    height: float
    font_size: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


class LayoutError(RuntimeError):
    """Graphviz is missing or refused the chart."""


def box_text(node: Node, collection: Collection) -> str:
    """The wording of a box: short, or else the step's own sentence; a title for what it leads to."""
    step = node.step.value
    match step.kind:
        case "include":
            block = collection.blocks.get(step.block)
            return block.value.title if block else step.block
        case "link":
            return step.short or _title(step.to, collection)
        case "question":
            return step.short or step.ask
        case "action":
            return step.short or step.do
        case _:
            return step.short or step.say


def _title(slug: str, collection: Collection) -> str:
    if slug in collection.pathways:
        return collection.pathways[slug].value.title
    return next((one.title for one in collection.info.value.planned if one.slug == slug), slug)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is drawn: steps in reading order, arrows, and returns said in words."""

    names: tuple[str, ...]
    arrows: tuple[Edge, ...]
    backs: Mapping[str, Edge]
    spine: tuple[str, ...]


def place(
    graph: Graph,
    text: Callable[[Node], str],
    cites: Callable[[Node], tuple[int, ...]],
    font_size: float = 10.0,
    box_width: float = 160.0,
) -> Placement:
    """Lay out the chart of one file; lengths scale with `font_size`, `box_width` is at size 10."""
    plan = _plan(graph)
    scale = font_size / 10
    sizes = [_box(graph, name, text, cites, plan, scale, box_width * scale) for name in plan.names]
    labels = [wrap(edge.label, MAX_LABEL * scale, font_size) if edge.label else () for edge in plan.arrows]
    drawn = _graphviz(_dot(plan, sizes, labels, scale))
    return _read(drawn, plan, sizes, labels, font_size)


def _plan(graph: Graph) -> _Plan:
    shown = graph.reach(drawn=True)
    arrows: list[Edge] = []
    backs: dict[str, Edge] = {}
    edges = [edge for edge in graph.edges if edge.source in shown and edge.drawn]
    ahead: dict[str, set[str]] = {name: set() for name in (*graph.nodes, EXIT)}
    for edge in sorted(edges, key=lambda one: not one.ordered):
        if not edge.ordered and _leads(ahead, edge.target, edge.source):
            backs[edge.source] = edge
        else:
            ahead[edge.source].add(edge.target)
            arrows.append(edge)
    arrows.sort(key=edges.index)
    names = [name for name in graph.nodes if name in shown]
    if any(edge.target == EXIT for edge in arrows):
        names.append(EXIT)
    return _Plan(tuple(names), tuple(arrows), backs, _spine(graph.start, arrows))


def _leads(ahead: Mapping[str, set[str]], start: str, goal: str) -> bool:
    todo, seen = [start], {start}
    while todo:
        name = todo.pop()
        if name == goal:
            return True
        fresh = ahead[name] - seen
        seen |= fresh
        todo += fresh
    return False


def _spine(start: str, arrows: Sequence[Edge]) -> tuple[str, ...]:
    """The longest way from the start; of equals the one written first."""
    onward: dict[str, list[str]] = {}
    for edge in arrows:
        onward.setdefault(edge.source, []).append(edge.target)
    best: dict[str, tuple[str, ...]] = {}

    def longest(name: str, trail: frozenset[str]) -> tuple[str, ...]:
        if name not in best:
            ways = [longest(one, trail | {name}) for one in onward.get(name, ()) if one not in trail]
            best[name] = (name, *max(ways, key=len, default=()))
        return best[name]

    return longest(start, frozenset())


def _box(
    graph: Graph,
    name: str,
    text: Callable[[Node], str],
    cites: Callable[[Node], tuple[int, ...]],
    plan: _Plan,
    scale: float,
    limit: float,
) -> Box:
    """The box of a step, sized, not yet placed."""
    size = 10 * scale
    if name == EXIT:
        return Box(EXIT, 0, "exit", 0, 0, 72 * scale, 22 * scale, ("Continue",), ())
    node = graph.nodes[name]
    step = node.step.value
    numbers = cites(node)
    side = {"question": 14, "link": 12}.get(node.kind, 9) * scale
    tail = width(ranges(numbers), MARKS * size) + 0.1 * size if numbers else 0.0
    lines = wrap(text(node), limit - 2 * side, size, tail=tail)
    edge = plan.backs.get(name)
    returns = wrap(_says(step, edge, graph), limit - 2 * side - 12 * scale, size) if edge else ()
    widths = [width(line, size) for line in lines]
    widths[-1] += tail
    widths += [width(line, size) + 12 * scale for line in returns]
    height = (len(lines) + len(returns)) * LEADING * size + (10 + (6 if returns else 0)) * scale
    return Box(
        name, node.number, node.kind, 0, 0,
        max(max(widths) + 2 * side, 48 * scale), max(height, 22 * scale), lines, numbers,
        getattr(step, "unknown", None) or "", returns, edge.target if edge else "", urgent(step),
    )


def urgent(step: Step) -> bool:
    """Whether a step says, by its effects, that it cannot wait."""
    if step.kind in {"question", "include"}:
        return False
    effects = step.effects if step.kind == "link" else step.all_effects
    return any(
        one.startswith("workup:") or one.endswith(("-urgent", ":urgent", "emergency")) for one in effects
    )


def _says(step: Step, edge: Edge, graph: Graph) -> str:
    """A return in words: `Back to 5 in 4–6 weeks`."""
    when = f"in {edge.label}" if edge.label and not edge.label.startswith("0 ") else "now"
    most = step.returns.at_most if step.kind == "outcome" and step.returns else None
    limit = f", {most} × at most" if most else ""
    return f"Back to {graph.nodes[edge.target].number} {when}{limit}"


def _dot(
    plan: _Plan, boxes: Sequence[Box], labels: Sequence[tuple[str, ...]], scale: float
) -> str:
    """The chart in DOT: fixed sizes, no text."""
    return "\n".join(("digraph {", *_statements(plan, boxes, labels, scale), "}"))


def _statements(
    plan: _Plan, boxes: Sequence[Box], labels: Sequence[tuple[str, ...]], scale: float
) -> Iterator[str]:
    inches = scale / 72
    yield f"graph [nodesep={16 * inches:.4f} ranksep={17 * inches:.4f} pad=0 margin=0 dpi=72]"
    yield 'node [shape=box fixedsize=true label="" margin=0]'
    yield f"edge [arrowsize={0.6 * scale:.3f}]"
    for box in boxes:
        group = {"group": "spine"} if box.id in plan.spine else {}
        size = {"width": f"{box.width / 72:.4f}", "height": f"{box.height / 72:.4f}"}
        yield f"{quote(box.id)}{attr_list(kwargs={**size, **group})}"
    steps = set(zip(plan.spine, plan.spine[1:], strict=False))
    for index, (edge, lines) in enumerate(zip(plan.arrows, labels, strict=True)):
        attributes = {"id": f"e{index}"}
        if (edge.source, edge.target) in steps:
            attributes["weight"] = "20"
        table = ""
        if lines:
            across = max(width(line, 10 * scale) for line in lines) + 6 * scale
            down = (len(lines) - 1) * LEADING * 10 * scale + 2 * scale
            table = (
                f' [label=<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0"'
                f' FIXEDSIZE="TRUE" WIDTH="{across:.0f}"'
                f' HEIGHT="{down:.0f}"><TR><TD></TD></TR></TABLE>>]'
            )
        yield f"{quote(edge.source)} -> {quote(edge.target)}{attr_list(kwargs=attributes)}{table}"


def _graphviz(dot: str) -> Any:
    """Coordinates by Graphviz, in this process."""
    try:
        import pygraphviz

        return json.loads(pygraphviz.AGraph(string=dot).draw(format="json0", prog="dot"))
    except (ImportError, OSError, ValueError) as error:
        raise LayoutError(f"pygraphviz cannot lay out a chart: {error}") from error


def _points(text: str) -> tuple[Point, ...]:
    """A Graphviz spline, its arrow tip last."""
    parts = text.split()
    tip = [part[2:] for part in parts if part.startswith("e,")]
    rest = [part for part in parts if part[:2] not in {"e,", "s,"}]
    path = [(float(x), float(y)) for x, y in (part.split(",") for part in rest)]
    for x, y in (part.split(",") for part in tip):
        end = (float(x), float(y))
        path += [path[-1], end, end]
    return tuple(path)


def _read(
    drawn: Any, plan: _Plan, boxes: Sequence[Box], labels: Sequence[tuple[str, ...]], size: float
) -> Placement:
    """The placement, shifted so that everything drawn lies inside it, badges too."""
    from dataclasses import replace

    at = {one["name"]: _points(one["pos"])[0] for one in drawn["objects"]}
    ends = {one["id"]: one for one in drawn.get("edges", ())}
    edges = [ends[f"e{index}"] for index in range(len(plan.arrows))]
    paths = [_points(one["pos"]) for one in edges]
    spots = [_points(one["lp"])[0] if "lp" in one else None for one in edges]
    xs = [x for path in paths for x, _ in path]
    ys = [y for path in paths for _, y in path]
    for box in boxes:
        x, y = at[box.id]
        xs += [x - box.width / 2 - BADGE * size, x + box.width / 2 + BADGE * size]
        ys += [y - box.height / 2, y + box.height / 2 + BADGE * size]
    for spot, lines in zip(spots, labels, strict=True):
        if spot:
            half = max(width(line, size) for line in lines) / 2
            xs += [spot[0] - half, spot[0] + half]
    left, top, pad = min(xs), max(ys), 2.0

    def shift(point: Point) -> Point:
        return round(point[0] - left + pad, 2), round(top - point[1] + pad, 2)

    return Placement(
        round(max(xs) - left + 2 * pad, 2), round(top - min(ys) + 2 * pad, 2), size,
        tuple(
            replace(box, x=x, y=y, width=round(box.width, 2), height=round(box.height, 2))
            for box in boxes
            for x, y in [shift(at[box.id])]
        ),
        tuple(
            Arrow(
                edge.source, edge.target, edge.kind.value, edge.label,
                tuple(map(shift, path)), shift(spot) if spot else None, lines,
            )
            for edge, path, spot, lines in zip(plan.arrows, paths, spots, labels, strict=True)
        ),
    )
