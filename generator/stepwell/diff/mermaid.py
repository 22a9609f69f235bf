"""What changed on a chart as a Mermaid diagram, which code hosts draw in a comment.

Takes a sheet that differs and both collections; gives the text of a diagram of the
changed steps and their neighbours, each step of both editions once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diff.chart import marks, sheet_of
from stepwell.graph import chart
from stepwell.model import EXIT
from stepwell.render.chart_marks import SIGNS, WORDS
from stepwell.render.quoting import mermaid as quoted
from stepwell.step_text import box_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diff.values import PathwayDifference
    from stepwell.graph import Edge
    from stepwell.render.chart_marks import Marks

MOST = 40
"""Boxes that a reader of a comment can follow; a larger change is drawn on the page."""
_SHAPES = {
    "question": ("{{", "}}"),
    "action": ("[", "]"),
    "outcome": ("(", ")"),
    "link": ("([", "])"),
    "include": ("[[", "]]"),
}
_ARROWS = {"added": "==>", "changed": "==>", "removed": "-.->", "": "-->"}
_STYLES = (
    "classDef added stroke-width:4px",
    "classDef removed stroke-width:2px,stroke-dasharray:6 4",
    "classDef changed stroke-width:3px",
)


def mermaid(found: PathwayDifference, old: Collection, new: Collection) -> str:
    """The diagram; empty when no box and no arrow differs, or too many do."""
    was, now = sheet_of(found, old), sheet_of(found, new)
    if not (was and now):
        return ""
    before, after = marks(found, was, now)
    arrows = [
        *_arrows(now, after, {"added", "changed", ""}),
        *_arrows(was, before, {"removed"}),
    ]
    near = {*before.boxes, *after.boxes}
    near |= {end for edge, state in arrows if state for end in (edge.source, edge.target)}
    shown = [one for one in arrows if one[1] or {one[0].source, one[0].target} & near]
    ends = {end for edge, _ in shown for end in (edge.source, edge.target)}
    boxes = [*_boxes(now, after, ends, new), *_boxes(was, before, ends, old, but=chart(now).nodes)]
    if not near or len(boxes) > MOST:
        return ""
    leaves = ['  leave(["Continue"])'] if EXIT in ends else []
    return "\n".join(
        [
            "flowchart TD",
            *(f"  {line}" for line in boxes),
            *leaves,
            *(f"  {_arrow(edge, state)}" for edge, state in shown),
            *(f"  {line}" for line in _STYLES),
        ]
    )


def _arrows(sheet: Sheet, marked: Marks, wanted: set[str]) -> Iterator[tuple[Edge, str]]:
    for edge in chart(sheet).edges:
        state = marked.arrows.get((edge.source, edge.target, edge.kind.value, edge.label), "")
        if state in wanted and edge.drawn:
            yield edge, state


def _boxes(
    sheet: Sheet, marked: Marks, shown: set[str], collection: Collection, but: Iterable[str] = ()
) -> Iterator[str]:
    for name, node in chart(sheet).nodes.items():
        if (name in shown or name in marked.boxes) and name not in but:
            begin, end = _SHAPES[node.kind]
            state = marked.boxes.get(name, "")
            said = f"{WORDS[state]}: " if state else ""
            text = quoted(f"{said}{node.number}. {box_text(node, collection)}")
            yield f"{_id(name)}{begin}{text}{end}{f':::{state}' if state else ''}"


def _arrow(edge: Edge, state: str) -> str:
    said = f"{SIGNS[state]} {edge.label}".strip() if state else edge.label
    label = f"|{quoted(said)}|" if said else ""
    return f"{_id(edge.source)} {_ARROWS[state]}{label} {_id(edge.target)}"


def _id(name: str) -> str:
    """A name that is no word of Mermaid's."""
    return "leave" if name == EXIT else f"s-{name}"
