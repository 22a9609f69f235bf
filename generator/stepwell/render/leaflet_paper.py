"""The printed leaflet: sheets of paper for the patient, no type below 12 pt.

Takes a pathway with a leaflet, its collection and a paper size; gives the PDF,
or what is wrong with it. `leaflet` says what is on it, `templates/leaflet.typ`
how it looks. No clock: the same input, the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.leaflet_text import VERSIONS
from stepwell.render.card import PAPERS
from stepwell.render.card_contents import qr_code, sheet_address
from stepwell.render.fingerprint import of_leaflet
from stepwell.render.leaflet import GENERAL, leaflet
from stepwell.render.leaflet_page import FOLDER
from stepwell.render.paper import source
from stepwell.render.printed import printed
from stepwell.render.templating import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.leaflet_text import Version
    from stepwell.render.artifact import Artifact
    from stepwell.render.card import Paper


def leaflet_sheets(
    sheet: Sheet, collection: Collection, base_url: str = ""
) -> Iterator[tuple[Artifact, list[Diagnostic]]]:
    """Both versions of the leaflet of a pathway on each paper."""
    for version in VERSIONS:
        for paper in PAPERS:
            yield leaflet_sheet(sheet, collection, version, paper, base_url)


def leaflet_sheet(
    sheet: Sheet, collection: Collection, version: Version, paper: Paper, base_url: str = ""
) -> tuple[Artifact, list[Diagnostic]]:
    """One version as PDF and what is wrong with it; an empty file when it cannot be set."""
    made = leaflet(sheet, collection, version)
    path = f"{FOLDER}/{sheet.slug}-{version}-{paper}.pdf"
    site = base_url.rstrip("/")
    address = sheet_address(of_leaflet(sheet, collection).code, base_url)
    text = source(
        "leaflet.typ.j2",
        notices=made.notice or (),
        one=made,
        general=GENERAL,
        paper=PAPERS[paper],
        due=day(made.due),
        address=address,
        register=f"{site}/registers/sources/" if site else "",
        qr=qr_code(address) if address else None,
    )
    span = collection.leaflets[sheet.slug].span("title")
    return printed(path, text, made.date, f"leaflet of `{sheet.slug}`", span)
