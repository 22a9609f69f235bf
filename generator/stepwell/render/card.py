"""The printed card: one sheet of paper for one pathway or block.

Takes a sheet, its collection and a paper size; gives the PDF, or the reason why
it cannot be read at 9 pt. What the card says is gathered here as plain values;
`templates/card.typ` sets them. Nothing is dated by a clock.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import segno

from stepwell.diagnostics import diagnostic
from stepwell.graph import chart
from stepwell.place import box_text
from stepwell.render.artifact import Artifact
from stepwell.render.card_layout import LEAST, WIDTHS, Measured, lay_out
from stepwell.render.card_notes import Flag, Line, Notes, Section
from stepwell.render.citing import numbering
from stepwell.render.flowchart import placed
from stepwell.render.paper import MissingGlyph, measured, pdf, source
from stepwell.render.templating import day
from stepwell.render.words import KIND, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.graph import Graph, Node
    from stepwell.place import Box, Placement

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points."""
MARGIN = (32.0, 28.0)
"""Left and right, top and bottom, in points."""
SPACE = 9.0
"""Between header, body and foot, in points."""
USUAL_HEAD = 190.0
"""What header and foot take of a page, for the words of a diagnostic only."""
UNDATED = date(2000, 1, 1)
"""Date in the file of a card whose sheet names no edition; a clock would change its bytes."""


Facts: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """All that one card says, in the order of the sheet."""

    language: str
    paper: tuple[float, float]
    title: str
    asks: str
    publisher: str
    status: str
    reviewed: str
    facts: tuple[Facts, Facts]
    flags: tuple[Flag, ...]
    chart: Placement
    alt: str
    variants: tuple[tuple[Section, ...], ...]
    """Notes in full, then with less for a card that is full."""
    foot: tuple[Line, ...]
    address: str
    qr: str | None
    date: date
    margin: tuple[float, float]


def card(
    sheet: Sheet,
    collection: Collection,
    paper: Literal["a4", "letter"],
    base_url: str = "",
    placement: Placement | None = None,
) -> tuple[Artifact, list[Diagnostic]]:
    """The card as PDF and what is wrong with it; an empty file when it does not fit."""
    made = contents(sheet, collection, paper, base_url, placement)
    path = f"cards/{sheet.slug}-{paper}.pdf"
    try:
        text = typst(made)
        if text is None:
            return Artifact(path, b""), [_over_budget(sheet, made)]
        return Artifact(path, pdf(text, made.date)), []
    except MissingGlyph as error:
        return Artifact(path, b""), [diagnostic(
            "missing-glyph", f"The typeface of the card lacks `{error}`.", sheet.span("title"),
            "Write it in letters that the typeface has.",
        )]


def typst(made: Card) -> str | None:
    """The card in Typst, with as much around the chart as there is room for, or None."""
    for sections in made.variants:
        measure = source("card.typ.j2", card=made, sections=sections, widths=WIDTHS, plan=None)
        heights = measured(measure, "<measured>")
        top = heights["header"] + SPACE
        room = (made.paper[0] - 2 * MARGIN[0], made.paper[1] - 2 * MARGIN[1] - top - heights["foot"] - SPACE)
        notes = [Measured(one["title"], tuple(map(tuple, one["items"]))) for one in heights["sections"]]
        if plan := lay_out(made.chart, room, notes):
            return source("card.typ.j2", card=made, sections=sections, widths=WIDTHS, plan=plan, top=top)
    return None


def contents(
    sheet: Sheet,
    collection: Collection,
    paper: Literal["a4", "letter"],
    base_url: str = "",
    placement: Placement | None = None,
) -> Card:
    """What the card says, as values."""
    graph = chart(sheet)
    numbers = numbering(sheet, collection)

    notes = Notes(sheet, collection, graph, numbers)
    address = _address(sheet, collection, base_url)
    hosts = _hosts(sheet, collection)
    info = collection.info.value
    return Card(
        info.language, PAPERS[paper], sheet.value.title, sheet.value.asks, info.publisher,
        *_status(hosts), _facts(sheet, hosts), notes.flags(), placement or placed(sheet, collection, numbers),
        _equivalent(graph, collection), notes.variants(), _foot(sheet, collection, address), address,
        _qr(address) if address else None,
        max((one.date for host in hosts for one in host.value.history), default=UNDATED), MARGIN,
    )


def _hosts(sheet: Sheet, collection: Collection) -> tuple[Sheet, ...]:
    """The pathways whose edition the card belongs to: itself, or those that include the block."""
    if sheet.slug in collection.pathways and collection.pathways[sheet.slug] is sheet:
        return (sheet,)
    return tuple(one for one in collection.pathways.values() if sheet in collection.includes(one))


def _status(hosts: tuple[Sheet, ...]) -> tuple[str, str]:
    """The least trusted status of the hosts, and who reviewed them."""
    order = ("retired", "draft", "in-review", "approved")
    status = min((one.value.status for one in hosts), key=order.index, default="draft")
    names = dict.fromkeys(by.name for one in hosts for by in one.value.review.by)
    if not hosts or not all(one.value.review.by for one in hosts):
        return STATUS[status], "not reviewed by a clinician"
    return STATUS[status], f"reviewed by {', '.join(names)}"


def _facts(sheet: Sheet, hosts: tuple[Sheet, ...]) -> tuple[Facts, Facts]:
    """Whom it is for, and beside it where and how long it holds."""
    due = min((one.value.review.due for one in hosts), default=None)
    holds = [("Review by", day(due) if due else "")]
    if hosts != (sheet,):
        part = "; ".join(f"{one.value.title} ({one.value.edition})" for one in hosts)
        whom = [("Part of", part or "no pathway yet")]
    else:
        people = sheet.value.population
        whom = [("For", "; ".join(people.include)), ("Not for", "; ".join(people.exclude))]
        holds = [("Setting", people.setting or ""), ("Edition", sheet.value.edition), *holds]
    return tuple(one for one in whom if one[1]), tuple(one for one in holds if one[1])


def _address(sheet: Sheet, collection: Collection, base_url: str) -> str:
    """Where the page of this sheet is; a block is shown on the page of its first host."""
    hosts = _hosts(sheet, collection)
    return f"{base_url.rstrip('/')}/pathways/{hosts[0].slug}/" if base_url and hosts else ""


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _foot(sheet: Sheet, collection: Collection, address: str) -> tuple[Line, ...]:
    info = collection.info.value
    check = f"Scan, or open {address}" if address else "Compare its edition with the page of the pathway."
    return (
        Line("Is this sheet current?", check),
        Line("Supports, never replaces, clinical judgement.", info.disclaimer),
        Line("", " · ".join(filter(None, (info.publisher, info.licence, info.contact)))),
    )


def _equivalent(graph: Graph, collection: Collection) -> str:
    """The chart in words, box by box in reading order."""
    return " ".join(
        f"{node.number} {KIND[node.kind]}: {box_text(node, collection)} {' '.join(_ways(node, graph))}".strip()
        for node in graph.nodes.values()
    )


def _ways(node: Node, graph: Graph) -> Iterator[str]:
    for edge in graph.ways[node.id]:
        onward = graph.nodes.get(edge.target)
        goal = f"go to {onward.number}" if onward else "leave the block"
        yield f"{edge.label}: {goal}." if edge.label else f"{goal.capitalize()}."


def _over_budget(sheet: Sheet, made: Card) -> Diagnostic:
    """What an editor can do about a card that is too full."""
    scale = LEAST / made.chart.font_size
    wide, high = made.chart.width * scale, made.chart.height * scale
    across, down = made.paper[0] - 2 * MARGIN[0], made.paper[1] - 2 * MARGIN[1] - USUAL_HEAD
    sideways = wide / across > high / down
    box = _culprit(made.chart, sideways)
    step = next((one for one in sheet.steps() if one.value.id == box.id), None)
    size = f"{wide:.0f} × {high:.0f} pt of {across:.0f} × {down:.0f} pt"
    return diagnostic(
        "card-over-budget",
        f"The card of `{sheet.slug}` does not fit one page at {LEAST:g} pt: its chart takes {size}, "
        f"and box {box.number} `{box.id}` makes it {'widest' if sideways else 'highest'}.",
        step.span("id") if step else sheet.span("title"),
        "Give this box a shorter `short`, or move a part of the pathway into a block of its own.",
    )


def _culprit(placed: Placement, sideways: bool) -> Box:
    """The box that most makes the chart too wide, or too high."""
    boxes = [one for one in placed.boxes if one.number]
    if not sideways:
        return max(boxes, key=lambda one: (one.height, sum(map(len, one.lines))))
    middle = placed.width / 2
    return max(boxes, key=lambda one: abs(one.x - middle) + one.width / 2)
