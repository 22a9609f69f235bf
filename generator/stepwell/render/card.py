"""The printed card and the poster: paper for one pathway or block.

Takes a sheet, its collection and a paper size; gives the PDF, or the reason why
it cannot be read at 9 pt. `card_sides` says what is on it, `card_layout` where,
`templates/card.typ` how it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from stepwell.render.artifact import Artifact
from stepwell.render.card_budget import NARROWEST, SPACE, back_over_budget, over_budget
from stepwell.render.card_contents import contents
from stepwell.render.card_layout import LEAST, centred, columns, lay_out, settled
from stepwell.render.card_measures import heights
from stepwell.render.card_notes import KEYS
from stepwell.render.flowchart import placed
from stepwell.render.paper import source
from stepwell.render.printed import composed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.placement import Placement
    from stepwell.render.card_contents import Card
    from stepwell.render.card_layout import Plan
    from stepwell.render.card_notes import Section

Paper: TypeAlias = Literal["a4", "letter"]
Poster: TypeAlias = Literal["a3", "a2"]

PAPERS: dict[Paper, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points."""
POSTERS: dict[Poster, tuple[float, float]] = {"a3": (841.89, 1190.55), "a2": (1190.55, 1683.78)}
"""An A4 page is laid out, then enlarged."""
LEAVES = "@leaves/"
"""Folder of what booklets are bound from; it is never published."""
MARGIN = (32.0, 28.0)
"""Left and right, top and bottom, in points."""
BOX_WIDTHS = (160.0, 140.0, 120.0, NARROWEST)
"""Widths of box at type size 10: that of the web, then for charts too wide for paper."""

BETTER = 1.0
"""Cost of a plan from which boxes of another width are worth a try."""


@dataclass(frozen=True, slots=True)
class Side:
    """One page: its notes, and its chart unless it is a back."""

    top: float
    """Where its body begins, below the margin."""
    sections: tuple[Section, ...]
    plan: Plan
    chart: Placement | None = None


_contents = lru_cache(maxsize=1)(contents)
_placed = lru_cache(maxsize=8)(placed)


def card(
    sheet: Sheet, collection: Collection, paper: Paper, base_url: str = ""
) -> tuple[Artifact, list[Diagnostic]]:
    """Front and back as PDF and what is wrong with it; an empty file when it does not fit."""
    made = _contents(sheet, collection, base_url)
    text = partial(typst, sheet, collection, paper, made)
    name, span = f"card of `{sheet.slug}`", sheet.span("title")
    return composed(f"cards/{sheet.slug}-{paper}.pdf", text, made.date, name, span)


def leaf(sheet: Sheet, collection: Collection, paper: Paper, base_url: str = "") -> Artifact | None:
    """What the card is set from, for a booklet; None when it cannot be set."""
    text = typst(sheet, collection, paper, _contents(sheet, collection, base_url))
    return (
        Artifact(f"{LEAVES}{sheet.slug}-{paper}.typ", text.encode())
        if isinstance(text, str)
        else None
    )


def posters(
    sheet: Sheet, collection: Collection, base_url: str = ""
) -> Iterator[tuple[Artifact, list[Diagnostic]]]:
    """The poster of a pathway in each size, like a card."""
    made = _contents(sheet, collection, base_url)
    for size in POSTERS:
        text = partial(poster_typst, sheet, collection, size, made)
        name, span = f"card of `{sheet.slug}`", sheet.span("title")
        yield composed(f"cards/{sheet.slug}-{size}.pdf", text, made.date, name, span)


@lru_cache(maxsize=2)  # a card and its leaf are laid out alike
def typst(sheet: Sheet, collection: Collection, paper: Paper, made: Card) -> str | Diagnostic:
    """Front and back in Typst, or why they cannot be read at 9 pt."""
    front = _front(sheet, collection, paper, made)
    if front is None:
        return over_budget(sheet, collection, paper, _room(paper))
    back = _back(made, paper, front)
    if back is None:
        return back_over_budget(sheet, collection, paper)
    return _source(made, PAPERS[paper], (front, back))


def poster_typst(
    sheet: Sheet, collection: Collection, size: Poster, made: Card
) -> str | Diagnostic:
    """A poster in Typst, or why it cannot be read."""
    side = _front(sheet, collection, "a4", made, poster=True)
    if side is None:
        return over_budget(sheet, collection, "a3", _room("a4"))
    paper = POSTERS[size]
    enlarged = min(new / old for new, old in zip(paper, PAPERS["a4"], strict=True))
    return _source(made, paper, (side,), enlarged)


def _source(
    made: Card, paper: tuple[float, float], sides: tuple[Side, ...], enlarged: float = 1.0
) -> str:
    values = {"paper": paper, "margin": MARGIN, "enlarged": enlarged}
    return source("card.typ.j2", notices=(made.status,), card=made, sides=sides, **values)


@lru_cache(maxsize=2)  # both posters are laid out alike
def _front(
    sheet: Sheet, collection: Collection, paper: Paper, made: Card, *, poster: bool = False
) -> Side | None:
    """The side with the chart, or None when it cannot be read at 9 pt.

    Narrower boxes are tried while they make it easier to read.
    """
    best: Side | None = None
    for box_width in BOX_WIDTHS:
        if best and best.plan.cost < BETTER:
            break
        side = _around(made, paper, _placed(sheet, collection, sheet, box_width), poster=poster)
        if best and not (side and side.plan.cost < best.plan.cost):
            break
        best = side
    return best


def _around(made: Card, paper: Paper, chart: Placement, *, poster: bool) -> Side | None:
    """The chart with as much around it as can be read well."""
    across, down = _room(paper)
    if chart.width * LEAST > across * chart.font_size:
        return None
    known = heights(made, ROOMS)
    ends = known.ends[across]
    top = (ends.poster if poster else ends.front) + SPACE
    room = across, down - top - ends.foot - SPACE
    written = made.poster if poster else made.front
    variants = [(loss, [known.of(one) for one in sections]) for loss, sections in written]
    plan = lay_out(chart, room, variants)
    if plan is None:
        return None
    plan = centred(settled(plan, room, variants[plan.variant][1]), chart, room)
    return Side(top, written[plan.variant][1], plan, chart)


def _back(made: Card, paper: Paper, front: Side) -> Side | None:
    """The side with the notes, or None when not even the least of them fits."""
    across, down = _room(paper)
    known = heights(made, ROOMS)
    ends = known.ends[across]
    top = ends.back + SPACE
    room = across, down - top - ends.back_foot - SPACE
    written = made.back[not any(one.title == KEYS for one in front.sections)]
    variants = [(loss, [known.of(one) for one in sections]) for loss, sections in written]
    plan = columns(room, variants)
    if plan is None:
        return None
    return Side(top, written[plan.variant][1], settled(plan, room, variants[plan.variant][1]))


def _room(paper: Paper) -> tuple[float, float]:
    """Width and height between the margins."""
    across, down = PAPERS[paper]
    return across - 2 * MARGIN[0], down - 2 * MARGIN[1]


ROOMS = tuple(_room(one)[0] for one in PAPERS)
