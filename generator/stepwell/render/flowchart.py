"""The flowchart of a pathway or block as SVG, on a page and as a file of its own.

Takes a placement's coordinates and the wording of steps; gives text. Decides on
shapes and names only: what stands where is `place`'s, colours are the style sheet's.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from stepwell.graph import EdgeKind, chart
from stepwell.guard_words import guard_words
from stepwell.model import EXIT
from stepwell.place import BADGE, INSET, LEADING, MARKS, SIGN, Box, place, resumes, urgent
from stepwell.render.chart_marks import UNMARKED, Marks
from stepwell.render.citing import numbering
from stepwell.render.overriding import Templates, filled, loader
from stepwell.render.quoting import html
from stepwell.render.shapes import at, loop, number, outlines, polygon
from stepwell.render.words import LEAVE
from stepwell.step_text import box_text
from stepwell.typeface import CAP_HEIGHT, ranges, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Graph, Node
    from stepwell.place import Arrow, Placement

NAMES = {
    "question": "Question",
    "action": "Action",
    "outcome": "Outcome: ends this visit",
    "link": "Another pathway",
    "include": "Several steps with a chart of their own",
    "exit": "Back to the pathway",
}
"""What each shape stands for, in the order of the key."""
_SPOKEN = {
    "question": "question",
    "action": "action",
    "outcome": "outcome",
    "link": "go to the pathway",
    "include": "steps with a chart of their own",
}


@lru_cache(maxsize=64)
def placed(
    sheet: Sheet, collection: Collection, host: Sheet, box_width: float = 160.0
) -> Placement:
    """Where everything stands, at the type size of the web; the sources are numbered as in `host`.

    Placed once and drawn by every face.
    """
    numbers = numbering(host, collection)
    return place(
        chart(sheet),
        lambda node: box_text(node, collection),
        lambda node: tuple(
            sorted(
                {
                    numbers[one.source]
                    for one in getattr(node.step.value, "cite", ())
                    if one.source in numbers
                }
            )
        ),
        lambda slug: resumes(slug, sheet, collection),
        box_width=box_width,
    )


def flowchart(
    sheet: Sheet,
    collection: Collection,
    host: Sheet,
    href: Callable[[str], str],
    standalone: bool = False,
    marks: Marks = UNMARKED,
) -> str:
    """The chart as SVG; `standalone` adds the style and colours it needs away from a page."""
    return _svg(sheet, collection, href, placed(sheet, collection, host), standalone, marks)


def _svg(
    sheet: Sheet,
    collection: Collection,
    href: Callable[[str], str],
    placement: Placement,
    standalone: bool,
    marks: Marks = UNMARKED,
) -> str:
    graph = chart(sheet)
    size = placement.font_size
    return html_filled(
        "flowchart.svg.j2",
        slug=marks.prefix + sheet.slug,
        name=f"Flowchart: {sheet.value.title}",
        chart=placement,
        arrows=[_arrow(one, size) | marks.of_arrow(one, size) for one in placement.arrows],
        boxes=[
            _box(one, graph, collection, href, size) | marks.of_box(one, size)
            for one in placement.boxes
        ],
        style=_style() if standalone else "",
        leading=LEADING * size,
        marks_size=MARKS * size,
        raised=0.36 * size,
        badge=BADGE * size,
        digit=0.9 * CAP_HEIGHT * size / 2,
    )


def figure(
    sheet: Sheet,
    collection: Collection,
    host: Sheet,
    href: Callable[[str], str],
    file: str = "",
) -> str:
    """The chart on a page: a box that scrolls by itself, its buttons, key and notes.

    `file` is the address of the chart as a file of its own.
    """
    graph = chart(sheet)
    placement = placed(sheet, collection, host)
    shown = graph.reach(drawn=True)
    drawn = [edge for edge in graph.edges if edge.source in shown and edge.drawn]
    kinds = {graph.nodes[name].kind for name in shown}
    kinds |= {"exit"} if any(edge.target == EXIT for edge in drawn) else set()
    return html_filled(
        "figure.html.j2",
        slug=sheet.slug,
        name=f"Flowchart: {sheet.value.title}",
        svg=_svg(sheet, collection, href, placement, standalone=False),
        key=[(kind, NAMES[kind], _sample(kind)) for kind in NAMES if kind in kinds],
        dashed=any(one.kind in {EdgeKind.RESUME, EdgeKind.THEN} for one in placement.arrows),
        back=loop(6.0, 9.0, 16.0) if any(box.returns for box in placement.boxes) else "",
        urgent=any(urgent(graph.nodes[name].step.value) for name in shown),
        unknown=list(_unknown(graph, shown, collection)),
        unknown_leaves=[
            graph.nodes[edge.source]
            for edge in graph.edges
            if edge.kind is EdgeKind.UNKNOWN and edge.source in shown and edge.target == EXIT
        ],
        leave=LEAVE,
        href=href,
        file=file,
    )


def _unknown(
    graph: Graph, shown: set[str], collection: Collection
) -> Iterator[tuple[list[Node], Node, str]]:
    """Questions that send a missing fact to the same step, that step, and its wording."""
    groups: dict[str, list[Node]] = {}
    for edge in graph.edges:
        if edge.kind is EdgeKind.UNKNOWN and edge.source in shown and edge.target in graph.nodes:
            groups.setdefault(edge.target, []).append(graph.nodes[edge.source])
    for target, questions in groups.items():
        yield questions, graph.nodes[target], box_text(graph.nodes[target], collection)


def _arrow(arrow: Arrow, size: float) -> dict[str, Any]:
    first, *rest = arrow.points
    line = f"M{at(first)}C{' '.join(map(at, rest[:-3]))}" if rest[:-3] else ""
    many = len(arrow.label_lines)
    return {
        "source": arrow.source,
        "target": arrow.target,
        "kind": arrow.kind,
        "label": arrow.label,
        "line": line,
        "tip": polygon(arrow.head),
        "label_at": arrow.label_at,
        "label_lines": arrow.label_lines,
        "halos": [
            (
                arrow.label_at[0] - wide / 2,
                arrow.label_at[1] + (index - many / 2) * LEADING * size,
                wide,
            )
            for index, line in enumerate(arrow.label_lines)
            for wide in [width(line, size) + 0.4 * size]
            if arrow.label_at
        ],
        "label_y": _first_line(arrow.label_at[1], many, size) if arrow.label_at else 0,
    }


def _box(
    box: Box, graph: Graph, collection: Collection, href: Callable[[str], str], size: float
) -> dict[str, Any]:
    node = graph.nodes.get(box.id)
    left, top, right = box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2
    inset = INSET * size if box.kind == "question" else 0.0
    leading = LEADING * size
    rule = top + 0.5 * size + len(box.lines) * leading + 0.2 * size
    middle = top + 0.5 * size + len(box.lines) * leading / 2 if box.returns else box.y
    wide = max((width(line, size) for line in box.returns), default=0.0)
    start = box.x - (wide + SIGN * size) / 2
    return {
        "id": box.id,
        "kind": box.kind,
        "number": box.number,
        "unknown": box.unknown,
        "urgent": box.urgent,
        "lines": box.lines,
        "x": box.x,
        "returns": box.returns,
        "marks": ranges(box.cites),
        "tag": "a" if node else "g",
        "href": href(box.id) if node else "",
        "name": _spoken(node, graph, collection) if node else "",
        "outlines": list(outlines(box, size)),
        "text_y": _first_line(middle, len(box.lines), size),
        "badge": (left + inset / 2, top + (0.1 * size if inset else 0.0)),
        "mark": (right - inset / 2, top + (0.1 * size if inset else 0.0)),
        "rule": f"M{at((left, rule))}H{right:g}",
        "returns_x": start + SIGN * size,
        "returns_y": _first_line(
            rule + 0.35 * size + len(box.returns) * leading / 2, len(box.returns), size
        ),
        "loop": loop(start, rule + 0.35 * size + leading / 2, size),
        "said": [
            (edge.kind.value, edge.target, edge.label)
            for edge in graph.edges
            if edge.source == box.id
            and (edge.kind, edge.target) in {(EdgeKind.RESUME, box.back), (EdgeKind.THEN, box.then)}
        ],
    }


def _first_line(middle: float, count: int, size: float) -> float:
    """Base line of the first of `count` lines that are centred on `middle`."""
    return middle - (count - 1) * LEADING * size / 2 + CAP_HEIGHT * size / 2


def _spoken(node: Node, graph: Graph, collection: Collection) -> str:
    """A box as a screen reader says it, with the ways onward."""
    parts = [f"Step {node.number}, {_SPOKEN[node.kind]}: {box_text(node, collection)}"]
    for edge in graph.ways[node.id]:
        to = (
            graph.nodes[edge.target].number
            if edge.target in graph.nodes
            else "the end of this chart"
        )
        said = {EdgeKind.RESUME: "Later, " + edge.label, EdgeKind.GOTO: "Then"}.get(
            edge.kind, edge.label
        )
        if edge.when:
            said += f", {guard_words(edge.when, collection.known_facts)}"
        parts.append(f"{said or 'Then'}: to {to}")
    return " ".join(part if part.endswith(("?", ".")) else f"{part}." for part in parts)


def _sample(kind: str) -> list[str]:
    """The shape of a kind, small, for the key."""
    return list(outlines(Box("", 0, kind, 15, 9, 28, 16, (), ()), 8.0))


@cache
def _style() -> str:
    """The part of the style sheet that belongs to the chart itself."""
    sheet = files("stepwell").joinpath("assets/chart.css").read_text(encoding="utf-8")
    return sheet.partition("/* The frame")[0].strip()


def html_filled(template: str, **values: Any) -> str:
    """A template filled, its values quoted for HTML and SVG."""
    return filled(_environment, template, values)


@cache
def _environment(templates: Templates | None) -> Environment:
    made = Environment(
        loader=loader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else html(str(value)),
    )
    made.filters["n"] = number
    return made
