"""The cards that are read and not looked at: a list of each sheet, a pocket card of a pathway.

Takes a sheet and its collection; gives each card on each paper with what is
wrong with it. What the cards say is worked out once for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.render.card import PAPERS
from stepwell.render.card_contents import contents
from stepwell.render.list_card import list_card
from stepwell.render.pocket_card import pocket_card
from stepwell.render.read_steps import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.render.artifact import Artifact


def read_cards(
    sheet: Sheet, collection: Collection, base_url: str = ""
) -> Iterator[tuple[Artifact, list[Diagnostic]]]:
    """The list of a sheet and, for a pathway, its pocket card."""
    made, read = contents(sheet, collection, base_url), reading(sheet, collection)
    for paper in PAPERS:
        yield list_card(sheet, made, read, paper)
        if isinstance(sheet.value, Pathway):
            yield pocket_card(sheet, made, read, paper)
