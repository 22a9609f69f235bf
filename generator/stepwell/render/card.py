"""The printed card: one sheet of paper for one pathway or block.

Takes a sheet, its collection and a paper size; gives the PDF, or the reason why
it cannot be read at 9 pt. What the card says is gathered here as plain values;
`templates/card.typ` sets them. Nothing is dated by a clock.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import segno

from stepwell.diagnostics import diagnostic
from stepwell.graph import chart
from stepwell.place import box_text, place
from stepwell.render.artifact import Artifact
from stepwell.render.card_notes import Flag, Line, Notes, Section
from stepwell.render.citing import numbering
from stepwell.render.paper import PaperError, pdf, source
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
LEAST = 9.0
"""Smallest type on a card, in points."""
UNDATED = date(2000, 1, 1)
"""Date in the file of a card whose sheet names no edition; a clock would change its bytes."""


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
    facts: tuple[tuple[str, str], ...]
    flags: tuple[Flag, ...]
    chart: Placement
    alt: str
    variants: tuple[tuple[Section, ...], ...]
    foot: tuple[Line, ...]
    address: str
    qr: str | None
    date: date


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
        return Artifact(path, pdf(source("card.typ.j2", card=made), made.date)), []
    except PaperError as error:
        return Artifact(path, b""), [_fault(str(error), sheet, made, paper)]


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

    def cites(node: Node) -> tuple[int, ...]:
        cited = getattr(node.step.value, "cite", ())
        return tuple(sorted({numbers[one.source] for one in cited}))

    placed = placement or place(graph, lambda node: box_text(node, collection), cites)
    notes = Notes(sheet, collection, graph, numbers)
    address = _address(sheet, collection, base_url)
    hosts = _hosts(sheet, collection)
    info = collection.info.value
    return Card(
        info.language, PAPERS[paper], sheet.value.title, sheet.value.asks, info.publisher,
        *_status(hosts), _facts(sheet, hosts), notes.flags(), placed,
        _equivalent(graph, collection), notes.variants(), _foot(sheet, collection, address), address,
        _qr(address) if address else None,
        max((one.date for host in hosts for one in host.value.history), default=UNDATED),
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


def _facts(sheet: Sheet, hosts: tuple[Sheet, ...]) -> tuple[tuple[str, str], ...]:
    """Whom and where it is for, and how long it holds."""
    if hosts != (sheet,):
        part = "; ".join(f"{one.value.title}, edition {one.value.edition}" for one in hosts)
        rows = [("Part of", part or "no pathway yet")]
    else:
        people = sheet.value.population
        rows = [("For", "; ".join(people.include)), ("Setting", people.setting or ""),
                ("Not for", "; ".join(people.exclude)), ("Edition", sheet.value.edition)]
    due = min((one.value.review.due for one in hosts), default=None)
    if due:
        rows.append(("Review by", day(due)))
    return tuple((name, text) for name, text in rows if text)


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


_BUDGET = re.compile(r"card-over-budget.*?\(([\d.,\s-]+)\)")
_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')


def _fault(message: str, sheet: Sheet, made: Card, paper: str) -> Diagnostic:
    """What an editor can do about a card that could not be set."""
    if found := _GLYPH.search(message):
        return diagnostic(
            "missing-glyph", f"The typeface of the card lacks `{found[1]}`.", sheet.span("title"),
            "Write it in letters that the typeface has.",
        )
    found = _BUDGET.search(message)
    if not found:
        raise PaperError(message)
    wide, high, across, down = (float(one) for one in found[1].split(",") if one.strip())
    if wide <= across and high <= down:
        return diagnostic(
            "card-over-budget",
            f"The card does not fit one {_NAMES[paper]} page at {LEAST:g} pt: its red flags and "
            "doses leave no room.",
            sheet.span("title"),
            "Move the steps that start a medication into a block, whose card then has the doses.",
        )
    box = _culprit(made.chart, sideways=wide / across > high / down)
    over = f"{wide:.0f} pt wide for {across:.0f} pt" if wide / across > high / down else (
        f"{high:.0f} pt high for {down:.0f} pt"
    )
    step = next((one for one in sheet.steps() if one.value.id == box.id), None)
    return diagnostic(
        "card-over-budget",
        f"The chart does not fit one {_NAMES[paper]} page at {LEAST:g} pt: {over}; "
        f"the box that costs most is {box.number} `{box.id}`.",
        step.span("id") if step else sheet.span("title"),
        "Give it a shorter `short`, or move a part of the pathway into a block of its own.",
    )


_NAMES = {"a4": "A4", "letter": "Letter"}


def _culprit(placed: Placement, sideways: bool) -> Box:
    """The box that most makes the chart too wide, or too high."""
    boxes = [one for one in placed.boxes if one.number]
    if not sideways:
        return max(boxes, key=lambda one: (one.height, sum(map(len, one.lines))))
    middle = placed.width / 2
    return max(boxes, key=lambda one: abs(one.x - middle) + one.width / 2)
