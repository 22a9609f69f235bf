"""The list card: a pathway or block to be read aloud, on one sheet of paper.

Takes a sheet, what its card says and its steps in words; gives the PDF, or the
reason why it needs more than front and back at 12 pt. It has as few pages as
it can, and on them its sources and the largest type. `templates/list.typ` says
how it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.diagnostics import diagnostic
from stepwell.render.card import PAPERS
from stepwell.render.paper import measured, source
from stepwell.render.printed import composed

if TYPE_CHECKING:
    from stepwell.collection import Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.render.artifact import Artifact
    from stepwell.render.card import Paper
    from stepwell.render.card_contents import Card
    from stepwell.render.read_steps import Entry, Reading

LEAST = 12.0
"""The smallest type, in points."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How large a list is set, and whether it names its sources."""

    size: float
    gap: float
    """Above and below each line that is numbered, in points."""
    sources: bool


FULLEST = Setting(LEAST, 4.0, sources=False)
"""What holds most; it decides how many pages there are."""
SETTINGS = (
    Setting(14.0, 6.0, sources=True),
    Setting(13.0, 6.0, sources=True),
    Setting(LEAST, 6.0, sources=True),
    Setting(LEAST, 4.0, sources=True),
)
"""What is tried on as many pages, the best first."""
MARGIN = (62.0, 42.0, 50.0)
"""Left and right, top, bottom, in points."""
SIDES = 2
"""Pages of one sheet of paper."""


def list_card(
    sheet: Sheet, made: Card, read: Reading, paper: Paper
) -> tuple[Artifact, list[Diagnostic]]:
    """The list as PDF and what is wrong with it; an empty file when it does not fit."""
    path, span = f"cards/{sheet.slug}-list-{paper}.pdf", sheet.span("title")
    return composed(
        path,
        lambda: typst(made, read, paper) or _over_budget(sheet, read),
        made.date,
        f"list of `{sheet.slug}`",
        span,
    )


def typst(made: Card, read: Reading, paper: Paper) -> str | None:
    """The list in Typst, or None when it does not fit one sheet."""

    pages = measured(_written(made, read, paper, FULLEST), "<pages>")
    if pages > SIDES:
        return None
    for setting in SETTINGS:
        text = _written(made, read, paper, setting)
        if measured(text, "<pages>") == pages:
            return text
    return _written(made, read, paper, FULLEST)


def _written(made: Card, read: Reading, paper: Paper, setting: Setting) -> str:
    holds = [f"{name} {words}" for name, words in made.facts[1] if name != "Setting"]
    return source(
        "list.typ.j2",
        notices=(made.status,),
        card=made,
        steps=read.steps,
        sources=read.sources if setting.sources else (),
        size=setting.size,
        gap=setting.gap,
        edition=" · ".join(holds),
        paper=PAPERS[paper],
        margin=MARGIN,
    )


def _over_budget(sheet: Sheet, read: Reading) -> Diagnostic:
    """What an editor can do about a list that is too long."""
    longest = max(read.steps, key=_length)
    step = next(one for one in sheet.steps() if one.value.id == longest.id)
    return diagnostic(
        "card-over-budget",
        f"The list of `{sheet.slug}` does not fit both sides of a sheet at {LEAST:g} pt: it has "
        f"{len(read.steps)} steps, and step {longest.number} `{longest.id}` is the longest.",
        step.span("id"),
        "Shorten it by `short`, or move steps that belong together into a block of their own.",
    )


def _length(one: Entry) -> int:
    """Characters that a step takes, an answer counted as a line."""
    doses = sum(len(line.strong) + len(line.text) for line in one.doses)
    return len(one.text) + len(one.onward) + doses + 80 * len(one.ways)
