"""A difference as one HTML page with the charts before and after, for a browser or an attachment.

Takes a `Difference` and both collections; gives a page that needs nothing else.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from stepwell.diff.chart import charts
from stepwell.diff.marking import pieces
from stepwell.diff.summary import STATES, counts, headline, part_words
from stepwell.diff.text import pathways
from stepwell.render.flowchart import html_filled
from stepwell.render.templating import capital

if TYPE_CHECKING:
    from stepwell.collection import Collection
    from stepwell.diff.values import Difference


def page(found: Difference, old: Collection, new: Collection, old_name: str, new_name: str) -> str:
    """The page; the names are those of the editions, as a reader knows them."""
    style = (files("stepwell") / "assets" / name for name in ("chart.css", "diff.css"))
    return html_filled(
        "diff/page.html.j2",
        found=found,
        title=new.info.value.title,
        language=new.info.value.language,
        old_name=old_name,
        new_name=new_name,
        headline=headline(found),
        counts=capital(counts(found)),
        charts={(one.kind, one.slug): charts(one, old, new) for one in found.sheets},
        part_words=part_words,
        capital=capital,
        pathways=pathways,
        states=STATES,
        pieces=pieces,
        style="\n".join(one.read_text("utf-8") for one in style),
    )
