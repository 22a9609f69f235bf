"""Where the boxes and arrows of one chart stand.

Takes a `Graph` and the wording of its boxes; gives a `Placement` in points that
web and paper both draw. Graphviz places the boxes; sizes are measured with our
own typeface, so every machine places alike. The arrows between are ours: they
turn at right angles, which Graphviz cannot do with labels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stepwell.layout.draft import Draft
from stepwell.layout.grid import LayoutError, Measures, grid
from stepwell.layout.plan import MIDDLE, plan
from stepwell.layout.route import Shape, routes, sides
from stepwell.model import EXIT
from stepwell.placement import (
    BADGE,
    HEAD,
    INSET,
    LEADING,
    MARKS,
    SIGN,
    Arrow,
    Box,
    Placement,
    Point,
)
from stepwell.typeface import ranges, width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Edge, Graph, Node
    from stepwell.layout.plan import Plan
    from stepwell.layout.route import Route
    from stepwell.model import Step

__all__ = [
    "BADGE",
    "HEAD",
    "INSET",
    "LEADING",
    "MARKS",
    "MAX_BOXES",
    "MAX_LABEL",
    "MAX_LINES",
    "SIGN",
    "Arrow",
    "Box",
    "LayoutError",
    "Placement",
    "Point",
    "place",
    "resumes",
    "urgent",
]

MAX_BOXES = 19
"""Boxes that a reader can follow on one chart."""
MAX_LINES = 5
"""Lines in one box."""
MAX_LABEL = 100.0
"""Width in points, at type size 10, at which an arrow's label wraps; two lines are the most."""
WIDEST = 54.0
"""Width of a chart, in type sizes, beyond which boxes beside the spine are set narrower."""
_SHARES = (1.0, 0.88, 0.78)
"""How wide boxes beside the spine may be, of the width of the spine's."""

_ONE_LINE = {Shape.DOWN: 0.9, Shape.BELOW: 1.4}
"""Widest label on one line, of the width of the spine, for labels that stand below a box."""
_KEEP = "\N{NO-BREAK SPACE}"


def place(
    graph: Graph,
    text: Callable[[Node], str],
    cites: Callable[[Node], tuple[int, ...]],
    resumes: Callable[[str], str] = str,
    font_size: float = 10.0,
    box_width: float = 160.0,
) -> Placement:
    """Lay out the chart of one file; lengths scale with `font_size`, `box_width` is at size 10.

    `resumes` names a pathway in which care resumes.
    """
    if graph.start not in graph.nodes:
        return Placement(0.0, 0.0, font_size, (), ())
    made = plan(graph)
    courses = routes(made)
    words = _Wording(graph, made, text, cites, resumes)
    widest = box_width * font_size / 10
    found = (
        _placed(
            made,
            courses,
            [
                _box(
                    words,
                    name,
                    font_size,
                    widest * (1.0 if made.cells[name][1] == MIDDLE else share),
                )
                for name in made.names
            ],
            font_size,
        )
        for share in _SHARES
    )
    tried = []
    for one in found:
        if one.width <= WIDEST * font_size:
            return one
        tried.append(one)
    return min(tried, key=lambda one: one.width)


def _placed(made: Plan, courses: Sequence[Route], boxes: Sequence[Box], size: float) -> Placement:
    """The chart with boxes of these sizes."""
    middle = max(box.width for box in boxes if made.cells[box.id][1] == MIDDLE)
    labels = [
        _label(made.label(index), size, _ONE_LINE.get(route.shape, 0.0) * middle)
        for index, route in enumerate(courses)
    ]
    need = sides(
        courses, [max((width(line, size) for line in lines), default=0.0) for lines in labels]
    )
    tall = any(
        len(lines) > 1 and route.shape is Shape.DOWN
        for route, lines in zip(courses, labels, strict=True)
    )
    at = grid(made.cells, boxes, need, Measures(size, middle, (3.2 if tall else 2.1) * size))
    stood = tuple(replace(box, x=at[box.id][0], y=at[box.id][1]) for box in boxes)
    return Draft(stood, made, need, middle, size).finish(courses, labels)


def _label(text: str, size: float, limit: float) -> tuple[str, ...]:
    """The lines of a label: as narrow as two lines allow, or one line if that fits `limit`."""
    if not text:
        return ()
    if width(text, size) <= limit:
        return (text,)
    narrow = max([4.6 * size, *(width(word, size) for word in text.split())])
    while len(lines := wrap(text, narrow, size)) > 2:
        narrow += 0.5 * size
    return lines


def resumes(slug: str, sheet: Sheet, collection: Collection) -> str:
    """That care resumes in a pathway, said from a sheet: from its start, or by a title."""
    own = slug == sheet.slug or any(host.slug == slug for host in collection.hosts(sheet))
    return "Restart" if own else f"Go to “{collection.title(slug)}”"


@dataclass(frozen=True, slots=True)
class _Wording:
    """What boxes say."""

    graph: Graph
    made: Plan
    text: Callable[[Node], str]
    cites: Callable[[Node], tuple[int, ...]]
    resumes: Callable[[str], str]


def _box(words: _Wording, name: str, size: float, limit: float) -> Box:
    """The box of a step, sized, not yet placed."""
    graph, made = words.graph, words.made
    if name.startswith(EXIT):
        return Box(name, 0, "exit", 0, 0, 6.2 * size, 2.2 * size, ("Continue",), ())
    node = graph.nodes[name]
    step = node.step.value
    numbers = words.cites(node)
    side = {"question": 1.3, "link": 1.2}.get(node.kind, 0.9) * size
    tail = width(ranges(numbers), MARKS * size) + 0.1 * size if numbers else 0.0
    lines = wrap(words.text(node), limit - 2 * side, size, tail=tail)
    said = _said(step, made.said.get(name, ()), words)
    sign = SIGN * size
    returns = wrap(said, limit - 2 * side - sign, size) if said else ()
    widths = [width(line, size) for line in lines]
    widths[-1] += tail
    widths += [width(line, size) + sign for line in returns]
    height = (len(lines) + len(returns)) * LEADING * size + (1.6 if returns else 1.0) * size
    targets = {edge.kind.value: edge.target for edge in made.said.get(name, ())}
    return Box(
        name,
        node.number,
        node.kind,
        0,
        0,
        round(max(max(widths) + 2 * side, 5 * size), 2),
        round(max(height, 2.2 * size), 2),
        lines,
        numbers,
        getattr(step, "unknown", None) or "",
        returns,
        targets.get("resume", ""),
        targets.get("then", ""),
        urgent(step),
    )


def _said(step: Step, edges: tuple[Edge, ...], words: _Wording) -> str:
    """A return in words: `Back to 5 in 4–6 weeks, at most 2 ×, then 7`."""
    back = step.returns if step.kind == "outcome" else None
    if back is None:
        return ""
    nodes = words.graph.nodes
    numbers = {
        edge.kind.value: str(nodes[edge.target].number) if edge.target in nodes else "continue"
        for edge in edges
    }
    when = "" if not back.after else f" in {back.after}" if back.after.high else " today"
    parts = []
    if "resume" in numbers:
        parts.append(f"Back to{_KEEP}{numbers['resume']}{when}")
    elif back.resume_in:
        parts.append(words.resumes(back.resume_in) + when)
    if back.at_most and (parts or "then" in numbers):
        parts.append(f"at{_KEEP}most{_KEEP}{back.at_most}{_KEEP}×")
    if "then" in numbers:
        parts.append(f"then{_KEEP}{numbers['then']}")
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def urgent(step: Step) -> bool:
    """Whether a step says, by its effects, that it cannot wait."""
    match step.kind:
        case "question" | "include":
            return False
        case "link":
            effects = step.effects
        case _:
            effects = step.all_effects
    return any(
        one.startswith("workup:") or one.endswith(("urgent", "emergency")) for one in effects
    )
