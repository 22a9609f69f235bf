"""The review packet on paper, to be filled in with a pen.

Takes a packet, its charts and a paper size; gives the PDF, or what is wrong with
it. `templates/review.typ` says how it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.graph import chart
from stepwell.render.card import BOX_WIDTHS, PAPERS
from stepwell.render.card_contents import in_words
from stepwell.render.flowchart import placed
from stepwell.render.paper import source
from stepwell.render.printed import printed
from stepwell.review.packet import charts, dated_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.placement import Placement
    from stepwell.render.artifact import Artifact
    from stepwell.render.card import Paper
    from stepwell.review.packet import Packet

_MARGIN = 44.0
_HEAD = 96.0
"""Points that a page needs beside its chart: header, footer, title, question."""
_LARGEST = 0.95
"""No chart is drawn larger than in type of 9.5 pt, so that small ones share a page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart, and by how much it is scaled to its page."""

    title: str
    asks: str
    number: str
    """Of the box that stands for a block; empty for the pathway."""
    placement: Placement
    scale: float
    alt: str


def packet_paper(
    made: Packet, sheet: Sheet, collection: Collection, paper: Paper
) -> tuple[Artifact, list[Diagnostic]]:
    """The packet as PDF and what is wrong with it; an empty file when it cannot be set."""
    text = source(
        "review.typ.j2",
        notices=(made.status, made.notice),
        packet=made,
        paper=PAPERS[paper],
        margin=_MARGIN,
        charts=tuple(_drawn(sheet, collection, paper)),
    )
    path = f"review-{sheet.slug}-{paper}.pdf"
    name = f"review packet of `{sheet.slug}`"
    return printed(path, text, dated_by(sheet), name, sheet.span("title"))


def _drawn(sheet: Sheet, collection: Collection, paper: Paper) -> Iterator[Drawn]:
    boxes = chart(sheet).nodes
    for one in charts(sheet, collection):
        placement, scale = _fitted(one, sheet, collection, paper)
        number = "" if one is sheet else str(boxes[one.slug].number)
        alt = in_words(chart(one), collection)
        yield Drawn(one.value.title, one.value.asks, number, placement, scale, alt)


def _fitted(
    sheet: Sheet, host: Sheet, collection: Collection, paper: Paper
) -> tuple[Placement, float]:
    """The placement whose type is largest on a page of its own, and its scale."""
    across, down = PAPERS[paper][0] - 2 * _MARGIN, PAPERS[paper][1] - 2 * _MARGIN - _HEAD
    tried = []
    for box_width in BOX_WIDTHS:
        one = placed(sheet, collection, host, box_width)
        tried.append((one, min(across / one.width, down / one.height, _LARGEST)))
    return max(tried, key=lambda found: found[1])
