"""What an editor can do about a card that is too full.

Takes the sheet, its collection and the paper; gives the finding, which names the
box that takes most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import diagnostic
from stepwell.graph import chart
from stepwell.render.card_layout import LEAST
from stepwell.render.card_notes import Notes
from stepwell.render.card_steps import weight
from stepwell.render.citing import numbering
from stepwell.render.flowchart import placed

if TYPE_CHECKING:
    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.placement import Box, Placement
    from stepwell.source import Span

SPACE = 12.0
"""Between header, body and foot, in points."""
NARROWEST = 105.0
"""Least width of box at type size 10."""
USUAL_HEAD = 190.0
"""What header and foot take of a page, for the words of a diagnostic only."""
_NAMES = {"a4": "A4 page at 9 pt", "letter": "Letter page at 9 pt", "a3": "A3 page at 12.7 pt"}


def over_budget(
    sheet: Sheet, collection: Collection, paper: str, room: tuple[float, float]
) -> Diagnostic:
    """A chart that cannot be read on its page."""
    drawn = placed(sheet, collection, sheet, NARROWEST)
    scale = LEAST / drawn.font_size
    wide, high = drawn.width * scale / room[0], drawn.height * scale / (room[1] - USUAL_HEAD)
    kind = "poster" if paper == "a3" else "card"
    start = f"The {kind} of `{sheet.slug}` does not fit one {_NAMES[paper]}: "
    if max(wide, high) < 0.9:
        return diagnostic(
            "card-over-budget",
            f"{start}its red flags and unknown facts leave too little room for the chart.",
            sheet.span("title"),
            "Shorten them, or move a part of the pathway into a block of its own.",
        )
    box = _culprit(drawn, sideways=wide > high)
    return diagnostic(
        "card-over-budget",
        f"{start}its chart is too {'wide' if wide > high else 'high'}, and box {box.number} "
        f"`{box.id}` takes most.",
        _span(sheet, box.id),
        "Shorten this box by `short`, or move a part of the pathway into a block of its own.",
    )


def back_over_budget(sheet: Sheet, collection: Collection, paper: str) -> Diagnostic:
    """Notes of which not even the least fits over the page."""
    notes = Notes(sheet, collection, chart(sheet), numbering(sheet, collection))
    node = max(notes.graph.nodes.values(), key=lambda one: weight(one, notes))
    return diagnostic(
        "card-over-budget",
        f"The back of the card of `{sheet.slug}` does not fit one {_NAMES[paper]}: "
        f"the note and the doses of box {node.number} `{node.id}` take most.",
        _span(sheet, node.id),
        "Split the pathway: move this box and those around it into a block, which has a card of "
        "its own.",
    )


def _span(sheet: Sheet, step_id: str) -> Span:
    step = next((one for one in sheet.steps() if one.value.id == step_id), None)
    return step.span("id") if step else sheet.span("title")


def _culprit(drawn: Placement, *, sideways: bool) -> Box:
    """The box that most makes the chart too wide, or too high."""
    boxes = [one for one in drawn.boxes if one.number]
    if not sideways:
        return max(boxes, key=lambda one: (one.height, sum(map(len, one.lines))))
    return max(boxes, key=lambda one: abs(one.x - drawn.width / 2) + one.width / 2)
