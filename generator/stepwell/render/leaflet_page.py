"""The pages of leaflets: two for each pathway that has one, and a list of all.

Takes a pathway, its collection and the day; gives Markdown that any engine with
`md_in_html` and `attr_list` builds. Every text is quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.leaflet_text import VERSIONS
from stepwell.model import Pathway
from stepwell.render.artifact import Artifact
from stepwell.render.editing import edit_links
from stepwell.render.leaflet import GENERAL, NAMES, leaflet, notice
from stepwell.render.quoting import markdown
from stepwell.render.templating import render, state
from stepwell.render.words import age

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.leaflet_text import Version
    from stepwell.render.editing import Edits

FOLDER = "leaflets"


def leaflet_pages(
    sheet: Sheet, collection: Collection, *, as_of: date, edits: Edits | None = None
) -> Iterator[Artifact]:
    """Both versions of the leaflet of a pathway."""
    for version in VERSIONS:
        text = leaflet_text(sheet, collection, version, as_of=as_of, edits=edits)
        yield Artifact(f"{FOLDER}/{sheet.slug}-{version}.md", text.encode())


def leaflet_text(
    sheet: Sheet,
    collection: Collection,
    version: Version,
    *,
    as_of: date,
    edits: Edits | None = None,
) -> str:
    """The Markdown of one version."""
    pathway = sheet.value
    if not isinstance(pathway, Pathway):
        raise TypeError("a block has no leaflet")
    made = leaflet(sheet, collection, version)
    (other,) = (one for one in VERSIONS if one != version)
    shown = state(pathway.status, *made.notice) if made.notice else ""
    return render(
        "leaflet.md.j2",
        notices=(shown, markdown(made.info.disclaimer)),
        one=made,
        notice=shown,
        links=edit_links(collection, edits),
        pathway=pathway,
        general=GENERAL,
        other=other,
        other_name=NAMES[other],
        age=age(pathway, as_of),
    )


def leaflet_index(collection: Collection, *, as_of: date) -> Iterator[Artifact]:
    """The list of leaflets, if there are any."""
    listed = [
        (slug, located.value.title, pathway, notice(pathway), age(pathway, as_of))
        for slug, located in collection.leaflets.items()
        if isinstance(pathway := collection.pathways[slug].value, Pathway)
    ]
    if listed:
        text = render(
            "leaflets.md.j2",
            info=collection.info.value,
            leaflets=tuple(listed),
            names=NAMES,
            general=GENERAL,
        )
        yield Artifact(f"{FOLDER}/index.md", text.encode())
