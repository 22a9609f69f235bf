"""The printed card: one sheet of paper for one pathway or block.

Takes a sheet, its collection and a paper size; gives the PDF, or the reason why
it cannot be read at 9 pt. `card_contents` says what is on it, `card_layout`
where, `templates/card.typ` how it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import diagnostic
from stepwell.render.artifact import Artifact
from stepwell.render.card_contents import contents
from stepwell.render.card_layout import LEAST, WIDTHS, Measured, lay_out, raised
from stepwell.render.citing import numbering
from stepwell.render.flowchart import placed
from stepwell.render.paper import MissingGlyphError, measured, pdf, source

if TYPE_CHECKING:
    from typing import Literal

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.place import Box, Placement
    from stepwell.render.card_contents import Card

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points."""
MARGIN = (32.0, 28.0)
"""Left and right, top and bottom, in points."""
SPACE = 12.0
"""Between header, body and foot, in points."""
NARROWER = (125.0, 105.0)
"""Widths of box at type size 10 for a chart that is too wide for paper as the web has it."""
USUAL_HEAD = 190.0
"""What header and foot take of a page, for the words of a diagnostic only."""


def card(
    sheet: Sheet, collection: Collection, paper: Literal["a4", "letter"], base_url: str = ""
) -> tuple[Artifact, list[Diagnostic]]:
    """The card as PDF and what is wrong with it; an empty file when it does not fit."""
    path = f"cards/{sheet.slug}-{paper}.pdf"
    made = contents(sheet, collection, base_url)
    try:
        text = typst(sheet, collection, paper, made)
    except MissingGlyphError as error:
        return Artifact(path, b""), [diagnostic(
            "missing-glyph", f"The typeface of the card lacks `{error}`.", sheet.span("title"),
            "Write it in letters that the typeface has.",
        )]
    if text is None:
        return Artifact(path, b""), [_over_budget(sheet, collection, paper)]
    return Artifact(path, pdf(text, made.date)), []


def typst(
    sheet: Sheet, collection: Collection, paper: Literal["a4", "letter"], made: Card
) -> str | None:
    """The card in Typst, or None when its chart cannot be read at 9 pt."""
    numbers = numbering(sheet, collection)
    chart = placed(sheet, collection, numbers)
    for box_width in (*NARROWER, None):
        if text := _fitted(made, PAPERS[paper], chart):
            return text
        if box_width:
            chart = placed(sheet, collection, numbers, box_width)
    return None


def _fitted(made: Card, paper: tuple[float, float], chart: Placement) -> str | None:
    """The card with as much around its chart as can be read well."""
    across, down = paper[0] - 2 * MARGIN[0], paper[1] - 2 * MARGIN[1]
    if chart.width * LEAST > across * chart.font_size:
        return None
    values: dict[str, Any] = {
        "card": made, "chart": chart, "paper": paper, "margin": MARGIN, "widths": WIDTHS,
    }
    every = tuple(dict.fromkeys(one for _, sections in made.variants for one in sections))
    heights = measured(source("card.typ.j2", plan=None, sections=every, **values), "<measured>")
    known = {
        section: Measured(one["title"], tuple(map(tuple, one["items"])))
        for section, one in zip(every, heights["sections"], strict=True)
    }
    top = heights["header"] + SPACE
    room = across, down - top - heights["foot"] - SPACE
    variants = [(loss, [known[one] for one in sections]) for loss, sections in made.variants]
    plan = lay_out(chart, room, variants)
    if plan is None:
        return None
    plan = raised(plan, room, variants[plan.variant][1])
    sections = made.variants[plan.variant][1]
    return source("card.typ.j2", plan=plan, top=top, sections=sections, **values)


def _over_budget(
    sheet: Sheet, collection: Collection, paper: Literal["a4", "letter"]
) -> Diagnostic:
    """What an editor can do about a card that is too full."""
    chart = placed(sheet, collection, numbering(sheet, collection), NARROWER[-1])
    scale = LEAST / chart.font_size
    across = PAPERS[paper][0] - 2 * MARGIN[0]
    down = PAPERS[paper][1] - 2 * MARGIN[1] - USUAL_HEAD
    sideways = chart.width / across > chart.height / down
    box = _culprit(chart, sideways=sideways)
    step = next((one for one in sheet.steps() if one.value.id == box.id), None)
    return diagnostic(
        "card-over-budget",
        f"The card of `{sheet.slug}` does not fit one page at {LEAST:g} pt: its chart is "
        f"{chart.width * scale:.0f} by {chart.height * scale:.0f} pt, with room for about "
        f"{across:.0f} by {down:.0f}; box {box.number} `{box.id}` makes it "
        f"{'widest' if sideways else 'highest'}.",
        step.span("id") if step else sheet.span("title"),
        "Shorten this box by `short`, or move a part of the pathway into a block of its own.",
    )


def _culprit(chart: Placement, *, sideways: bool) -> Box:
    """The box that most makes the chart too wide, or too high."""
    boxes = [one for one in chart.boxes if one.number]
    if not sideways:
        return max(boxes, key=lambda one: (one.height, sum(map(len, one.lines))))
    return max(boxes, key=lambda one: abs(one.x - chart.width / 2) + one.width / 2)
