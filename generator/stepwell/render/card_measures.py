"""How high the parts of a card are, as Typst sets them.

Takes what a card says and the widths of papers; gives heights in points. Each
line is measured once, however many variants hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stepwell.render.card_layout import WIDTHS, Measured
from stepwell.render.card_notes import Section
from stepwell.render.paper import measured, source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.render.card_contents import Card
    from stepwell.render.card_notes import Line


@dataclass(frozen=True, slots=True)
class Ends:
    """Heights of what stands above and below the body of a page."""

    front: float
    poster: float
    back: float
    foot: float
    back_foot: float


@dataclass(frozen=True, slots=True)
class Heights:
    """Heights of one card: its ends by width of the page, and its notes."""

    ends: Mapping[float, Ends]
    titles: Mapping[str, float]
    items: Mapping[Section, tuple[float, ...]]

    def of(self, section: Section) -> Measured:
        """The heights of a section."""
        items = (self.items[_piece(section, one)] for one in section.items)
        return Measured(self.titles[section.title], tuple(items))


def _piece(section: Section, item: tuple[Line, ...]) -> Section:
    return Section("", item, section.bullets, section.run_on, section.keyed)


@lru_cache(maxsize=2)  # the same card is laid out for each paper
def heights(made: Card, rooms: tuple[float, ...]) -> Heights:
    """What Typst measures, for pages whose text is as wide as each of `rooms`."""
    variants = (*made.front, *made.back[0], *made.back[1], *made.poster)
    sections = dict.fromkeys(one for _, each in variants for one in each)
    titles = list(dict.fromkeys(one.title for one in sections))
    pieces = list(dict.fromkeys(_piece(one, item) for one in sections for item in one.items))
    values = {"sections": pieces, "titles": titles, "rooms": rooms, "widths": WIDTHS}
    found = measured(
        source("card.typ.j2", notices=(made.status,), card=made, sides=None, **values), "<measured>"
    )
    ends = (Ends(**one) for one in found["ends"])
    return Heights(
        dict(zip(rooms, ends, strict=True)),
        dict(zip(titles, found["titles"], strict=True)),
        dict(zip(pieces, map(tuple, found["items"]), strict=True)),
    )
