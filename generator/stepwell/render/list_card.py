"""The list card: a pathway or block to be read aloud, on one sheet of paper.

Takes a sheet, what its card says and its steps in words; gives the PDF, or the
reason why it needs more than front and back at 12 pt. It has as few pages as
it can, then its sources, then the largest type. `templates/list.typ` says how
it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import diagnostic
from stepwell.render.artifact import Artifact
from stepwell.render.card import PAPERS
from stepwell.render.paper import MissingGlyphError, measured, source
from stepwell.render.printed import no_glyph, printed

if TYPE_CHECKING:
    from stepwell.collection import Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.render.card import Paper
    from stepwell.render.card_contents import Card
    from stepwell.render.card_steps import Entry, Reading

LEAST = 12.0
"""The smallest type, in points."""
LARGER = (14.0, 13.0)
"""Type for a list that leaves room on its last page."""
MARGIN = (62.0, 42.0, 50.0)
"""Left and right, top, bottom, in points."""
SIDES = 2
"""Pages of one sheet of paper."""


def list_card(
    sheet: Sheet, made: Card, read: Reading, paper: Paper
) -> tuple[Artifact, list[Diagnostic]]:
    """The list as PDF and what is wrong with it; an empty file when it does not fit."""
    path, span = f"cards/{sheet.slug}-list-{paper}.pdf", sheet.span("title")
    name = f"list of `{sheet.slug}`"
    try:
        text = typst(made, read, paper)
    except MissingGlyphError as error:
        return Artifact(path, b""), [no_glyph(name, str(error), span)]
    if text is None:
        return Artifact(path, b""), [_over_budget(sheet, read)]
    return printed(path, text, made.date, name, span)


def typst(made: Card, read: Reading, paper: Paper) -> str | None:
    """The list in Typst, or None when it does not fit one sheet."""

    def written(size: float, *, sources: bool) -> str:
        return source(
            "list.typ.j2",
            card=made,
            steps=read.steps,
            sources=read.sources if sources else (),
            size=size,
            edition=" · ".join(
                f"{name} {words}" for name, words in made.facts[1] if name != "Setting"
            ),
            paper=PAPERS[paper],
            margin=MARGIN,
        )

    text = written(LEAST, sources=False)
    pages = measured(text, "<pages>")
    if pages > SIDES:
        return None
    full = written(LEAST, sources=True)
    sources = measured(full, "<pages>") == pages
    for size in LARGER:
        larger = written(size, sources=sources)
        if measured(larger, "<pages>") == pages:
            return larger
    return full if sources else text


def _over_budget(sheet: Sheet, read: Reading) -> Diagnostic:
    """What an editor can do about a list that is too long."""
    longest = max(read.steps, key=_length)
    step = next(one for one in sheet.steps() if one.value.id == longest.id)
    return diagnostic(
        "card-over-budget",
        f"The list of `{sheet.slug}` does not fit both sides of a sheet at {LEAST:g} pt: it has "
        f"{len(read.steps)} steps, and step {longest.number} `{longest.id}` is the longest.",
        step.span("block" if step.value.kind == "include" else "id"),
        "Shorten it by `short`, or move steps that belong together into a block of their own.",
    )


def _length(one: Entry) -> int:
    """Characters that a step takes, an answer counted as a line."""
    doses = sum(len(line.strong) + len(line.text) for line in one.doses)
    return len(one.text) + len(one.onward) + doses + 80 * len(one.ways)
