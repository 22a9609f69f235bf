"""Marks on a chart that is compared with another edition: a word on a box, a sign on an arrow.

Takes states of boxes and arrows; gives what the template draws. Each state has a
word or a sign and a line of its own, so that no colour is needed to tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot
from typing import TYPE_CHECKING, Any, TypeAlias

from stepwell.placement import BADGE
from stepwell.typeface import width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.placement import Arrow, Box

ArrowName: TypeAlias = tuple[str, str, str, str]
"""Source, target, kind and label of an arrow."""

WORDS = {"added": "NEW", "removed": "REMOVED", "changed": "CHANGED"}
SIGNS = {"added": "+", "removed": "\N{MINUS SIGN}", "changed": "~"}
_TALL = 1.35
"""Height of a word's box, in type sizes; it sits on the lower edge of the step's box."""


@dataclass(frozen=True)
class Marks:
    """The state of boxes and arrows; those that are not named carry no mark."""

    prefix: str = ""
    """Before the ids of the chart, where a page shows two of one name."""
    boxes: Mapping[str, str] = field(default_factory=dict)
    arrows: Mapping[ArrowName, str] = field(default_factory=dict)

    def of_box(self, box: Box, size: float) -> dict[str, Any]:
        """The word on a box, and where it stands."""
        state = self.boxes.get(box.id, "")
        if not state:
            return {"state": ""}
        words = WORDS[state]
        wide, tall = width(words, 0.9 * size) + size, _TALL * size
        corner = box.x - box.width / 2 + 0.4 * size, box.y + box.height / 2 - tall / 2
        return {"state": state, "tag_words": words, "tag_at": corner, "tag_size": (wide, tall)}

    def of_arrow(self, arrow: Arrow, size: float) -> dict[str, Any]:
        """The sign on an arrow, in place of its head, where no other arrow has one."""
        state = self.arrows.get((arrow.source, arrow.target, arrow.kind, arrow.label), "")
        (x, y), (tip_x, tip_y) = arrow.points[-4], arrow.points[-1]
        share = BADGE * size / max(hypot(tip_x - x, tip_y - y), 0.01)
        head = tip_x - share * (tip_x - x), tip_y - share * (tip_y - y)
        return {"state": state, "sign": SIGNS.get(state, ""), "sign_at": head}


UNMARKED = Marks()
