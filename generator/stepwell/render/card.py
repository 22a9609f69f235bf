"""The printed card: one sheet of paper for one pathway or block.

Takes a sheet, its collection and a paper size; gives the PDF, or the reason why
it cannot be read at 9 pt. `card_contents` says what is on it, `card_layout`
where, `templates/card.typ` how it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from stepwell.diagnostics import diagnostic
from stepwell.render.artifact import Artifact
from stepwell.render.card_contents import contents
from stepwell.render.card_layout import LEAST, WIDTHS, Measured, lay_out, settled
from stepwell.render.flowchart import placed
from stepwell.render.paper import MissingGlyphError, measured, pdf, source
from stepwell.typeface import missing

if TYPE_CHECKING:
    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.placement import Box, Placement
    from stepwell.render.card_contents import Card

Paper: TypeAlias = Literal["a4", "letter"]

PAPERS: dict[Paper, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points."""
MARGIN = (32.0, 28.0)
"""Left and right, top and bottom, in points."""
SPACE = 12.0
"""Between header, body and foot, in points."""
NARROWER = (140.0, 120.0, 105.0)
"""Widths of box at type size 10 for a chart that is too wide for paper as the web has it."""
USUAL_HEAD = 190.0
"""What header and foot take of a page, for the words of a diagnostic only."""


def card(
    sheet: Sheet, collection: Collection, paper: Paper, base_url: str = ""
) -> tuple[Artifact, list[Diagnostic]]:
    """The card as PDF and what is wrong with it; an empty file when it does not fit."""
    path = f"cards/{sheet.slug}-{paper}.pdf"
    made = contents(sheet, collection, base_url)
    try:
        text = typst(sheet, collection, paper, made)
        if text is None:
            return Artifact(path, b""), [_over_budget(sheet, collection, paper)]
        if lacking := missing(text):  # Typst passes over marks that have no glyph
            return Artifact(path, b""), [_no_glyph(sheet, lacking[0])]
        return Artifact(path, pdf(text, made.date)), []
    except MissingGlyphError as error:
        return Artifact(path, b""), [_no_glyph(sheet, str(error))]


def typst(sheet: Sheet, collection: Collection, paper: Paper, made: Card) -> str | None:
    """The card in Typst, or None when its chart cannot be read at 9 pt."""
    chart = placed(sheet, collection, sheet)
    for box_width in (*NARROWER, None):
        if text := _fitted(made, paper, chart):
            return text
        if box_width:
            chart = placed(sheet, collection, sheet, box_width)
    return None


def _fitted(made: Card, paper: Paper, chart: Placement) -> str | None:
    """The card with as much around its chart as can be read well."""
    across, down = _room(paper)
    if chart.width * LEAST > across * chart.font_size:
        return None
    every = tuple(dict.fromkeys(one for _, sections in made.variants for one in sections))
    rooms = tuple(_room(one)[0] for one in PAPERS)
    heights = measured(
        source("card.typ.j2", card=made, plan=None, sections=every, rooms=rooms, widths=WIDTHS),
        "<measured>",
    )
    known = {
        section: Measured(one["title"], tuple(map(tuple, one["items"])))
        for section, one in zip(every, heights["sections"], strict=True)
    }
    index = list(PAPERS).index(paper)
    top = heights["header"][index] + SPACE
    room = across, down - top - heights["foot"][index] - SPACE
    variants = [(loss, [known[one] for one in sections]) for loss, sections in made.variants]
    plan = lay_out(chart, room, variants)
    if plan is None:
        return None
    return source(
        "card.typ.j2",
        card=made,
        chart=chart,
        paper=PAPERS[paper],
        margin=MARGIN,
        top=top,
        sections=made.variants[plan.variant][1],
        plan=settled(plan, chart, room, variants[plan.variant][1]),
    )


def _room(paper: Paper) -> tuple[float, float]:
    """Width and height between the margins."""
    across, down = PAPERS[paper]
    return across - 2 * MARGIN[0], down - 2 * MARGIN[1]


def _no_glyph(sheet: Sheet, char: str) -> Diagnostic:
    return diagnostic(
        "missing-glyph",
        f"The card of `{sheet.slug}` has a character that the typeface lacks: U+{ord(char):04X}.",
        sheet.span("title"),
        "Write it in letters that the typeface has.",
    )


def _over_budget(sheet: Sheet, collection: Collection, paper: Paper) -> Diagnostic:
    """What an editor can do about a card that is too full."""
    chart = placed(sheet, collection, sheet, NARROWER[-1])
    scale = LEAST / chart.font_size
    across, down = _room(paper)[0], _room(paper)[1] - USUAL_HEAD
    wide, high = chart.width * scale / across, chart.height * scale / down
    start = f"The card of `{sheet.slug}` does not fit one {_NAMES[paper]} page at {LEAST:g} pt: "
    if max(wide, high) < 0.9:
        return diagnostic(
            "card-over-budget",
            f"{start}its red flags, doses and unknown facts leave too little room for the chart.",
            sheet.span("title"),
            "Shorten them, or move the steps that start a medication into a block of its own.",
        )
    box = _culprit(chart, sideways=wide > high)
    step = next((one for one in sheet.steps() if one.value.id == box.id), None)
    return diagnostic(
        "card-over-budget",
        f"{start}its chart is too {'wide' if wide > high else 'high'}, and box {box.number} "
        f"`{box.id}` takes most.",
        step.span("id") if step else sheet.span("title"),
        "Shorten this box by `short`, or move a part of the pathway into a block of its own.",
    )


_NAMES: dict[Paper, str] = {"a4": "A4", "letter": "Letter"}


def _culprit(chart: Placement, *, sideways: bool) -> Box:
    """The box that most makes the chart too wide, or too high."""
    boxes = [one for one in chart.boxes if one.number]
    if not sideways:
        return max(boxes, key=lambda one: (one.height, sum(map(len, one.lines))))
    return max(boxes, key=lambda one: abs(one.x - chart.width / 2) + one.width / 2)
