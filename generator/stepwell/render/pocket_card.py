"""The pocket card: a pathway on one side of a sheet that is folded twice to a quarter.

Takes a sheet, what its card says and its steps in words; gives the PDF, or the
reason why its four panels do not hold it at 9 pt. There is no second side. A
panel gives up large type first; then the cover its question, the back the doses
of blocks; never red flags, steps or doses of its own. No clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import diagnostic
from stepwell.render.artifact import Artifact
from stepwell.render.card import PAPERS
from stepwell.render.paper import MissingGlyphError, measured, source
from stepwell.render.printed import no_glyph, printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.collection import Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.render.card import Paper
    from stepwell.render.card_contents import Card
    from stepwell.render.card_notes import Line
    from stepwell.render.read_steps import Entry, Reading

LEAST = 9.0
"""The smallest type, in points."""
SIZES = (12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, LEAST)
MARGIN = 20.0
"""Around each panel, in points."""
SPACE = 10.0
"""Between what stands at the top of a panel and what stands at its foot, at the least."""
SPACING = (5.0, 11.0)
"""Between two steps, at the least and at the most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the panels are set: their type sizes, and what they hold."""

    cover: float
    asked: bool
    """Whether the cover says the question that the pathway answers."""
    inner: float
    split: int
    """How many steps stand on the inner left panel."""
    spacing: tuple[float, float]
    back: float
    inner_doses: bool
    """Whether the back has the doses of its blocks."""


def pocket_card(
    sheet: Sheet, made: Card, read: Reading, paper: Paper
) -> tuple[Artifact, list[Diagnostic]]:
    """The card as PDF and what is wrong with it; an empty file when it does not fit."""
    path, span = f"cards/{sheet.slug}-pocket-{paper}.pdf", sheet.span("title")
    name = f"pocket card of `{sheet.slug}`"
    try:
        heights = _heights(made, read)
    except MissingGlyphError as error:
        return Artifact(path, b""), [no_glyph(name, str(error), span)]
    room = _panel(paper)[1]
    known = heights[list(PAPERS).index(paper)]
    plan = _plan(known, room)
    if plan is None:
        return Artifact(path, b""), [_over_budget(sheet, read, known[-1], room)]
    text = source(
        "pocket.typ.j2",
        notices=(made.status,),
        card=made,
        shown=_shown(read),
        hidden=_hidden(read),
        backs=_backs(read)[0 if plan.inner_doses else 1 :][:1],
        paper=PAPERS[paper],
        margin=MARGIN,
        plan=plan,
    )
    return printed(path, text, made.date, name, span)


def _panel(paper: Paper) -> tuple[float, float]:
    """Width and height of what a panel holds."""
    across, down = PAPERS[paper]
    return across / 2 - 2 * MARGIN, down / 2 - 2 * MARGIN


def _shown(read: Reading) -> tuple[Entry, ...]:
    """Steps that the chart shows: those of the inner panels."""
    return tuple(one for one in read.steps if one.drawn)


def _hidden(read: Reading) -> tuple[Entry, ...]:
    """Steps that only a missing fact leads to: those of the back."""
    return tuple(one for one in read.steps if not one.drawn)


def _backs(read: Reading) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The doses in full, and with those of blocks told in fewer words."""
    own = tuple(dict.fromkeys(line for one in read.steps for line in one.doses))
    return own + read.inner_doses, own + (read.elsewhere if read.inner_doses else ())


def _heights(made: Card, read: Reading) -> list[list[Mapping[str, Any]]]:
    """What each part takes, for each paper and size."""
    text = source(
        "pocket.typ.j2",
        notices=(made.status,),
        card=made,
        shown=_shown(read),
        hidden=_hidden(read),
        backs=_backs(read),
        rooms=tuple(_panel(one)[0] for one in PAPERS),
        sizes=SIZES,
        plan=None,
    )
    found: list[list[Mapping[str, Any]]] = measured(text, "<measured>")
    return found


def _plan(known: list[Mapping[str, Any]], room: float) -> Plan | None:
    """The best that each panel holds, or None when one of them does not hold the least."""
    every = [*zip(SIZES, known, strict=True)]
    cover = _fitted(every, "covers", "foot", room)
    back = _fitted(every, "backs", "folding", room)
    inner = next(((size, found) for size, one in every if (found := _inner(one, room))), None)
    if not (cover and back and inner):
        return None
    return Plan(*cover, inner[0], *inner[1], *back)


def _fitted(
    every: list[tuple[float, Mapping[str, Any]]], part: str, below: str, room: float
) -> tuple[float, bool] | None:
    """The type size of an outer panel, and whether it holds the fuller of its two contents."""
    for index, full in enumerate((True, False)):
        for size, one in every:
            if one[part][index] + SPACE + one[below] <= room:
                return size, full
    return None


def _inner(one: Mapping[str, Any], room: float) -> tuple[int, tuple[float, float]] | None:
    """Where the steps go over to the second inner panel, and the space between them."""
    steps: list[float] = one["steps"]
    title: float = one["title"]
    rooms = room - title, room

    def over(split: int) -> float:
        """By how much the fuller panel is too high, below nothing when both fit."""
        return max(
            sum(part) + SPACING[0] * (len(part) - 1) - high
            for part, high in zip((steps[:split], steps[split:]), rooms, strict=True)
        )

    split = min(range(1, len(steps) + 1), key=over)
    if over(split) > 0:
        return None
    left, right = (
        min(SPACING[1], (high - sum(part)) / max(1, len(part) - 1))
        for part, high in zip((steps[:split], steps[split:]), rooms, strict=True)
    )
    return split, (left, right)


def _over_budget(sheet: Sheet, read: Reading, least: Mapping[str, Any], room: float) -> Diagnostic:
    """What an editor can do about a pocket card that is too full."""
    start = f"The pocket card of `{sheet.slug}` does not fit four panels at {LEAST:g} pt: "
    if _inner(least, room):
        cover = _fitted([(LEAST, least)], "covers", "foot", room)
        what = "doses and the steps for what is not known" if cover else "red flags"
        return diagnostic(
            "card-over-budget",
            f"{start}its {what} take more than their panel.",
            sheet.span("title"),
            "Say them in fewer words.",
        )
    shown = _shown(read)
    longest = max(zip(least["steps"], shown, strict=True), key=lambda one: one[0])[1]
    step = next(one for one in sheet.steps() if one.value.id == longest.id)
    return diagnostic(
        "card-over-budget",
        f"{start}it has {len(shown)} steps, and step {longest.number} `{longest.id}` takes most.",
        step.span("id"),
        "Shorten it by `short`, or move steps that belong together into a block of their own.",
    )
