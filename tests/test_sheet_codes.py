"""The code that a sheet carries, read by a reader of codes from the page as it is printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
import zxingcpp
from papers import squeezed

from stepwell.load import load
from stepwell.render.card import PAPERS, card, posters
from stepwell.render.fingerprint import of_card, of_leaflet
from stepwell.render.leaflet_paper import leaflet_sheets
from stepwell.render.read_cards import read_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Sheet

COLLECTION = load(Path(__file__).parent.parent / "pathways")
ADDRESS = "https://pathways.example/"
SLUGS = ("assessment", "refractory", "duloxetine")


def codes(content: bytes) -> set[str]:
    """What a reader of codes finds on the pages, in grey, some as coarse as a fax."""
    document = pdfium.PdfDocument(content)
    pages = [page.render(scale=2, grayscale=True).to_pil() for page in document]
    return {one.text for page in pages for one in zxingcpp.read_barcodes(page)}


def cards(sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    for paper in PAPERS:
        made, _ = card(sheet, COLLECTION, paper, ADDRESS)
        yield made.path, made.content
    more = [*read_cards(sheet, COLLECTION, ADDRESS)]
    if sheet.slug in COLLECTION.pathways:
        more += posters(sheet, COLLECTION, ADDRESS)
    for made, _ in more:
        yield made.path, made.content


@pytest.mark.parametrize("slug", SLUGS)
def test_every_card_of_a_sheet_leads_to_the_page_of_its_code(slug: str) -> None:
    sheet = COLLECTION.pathways.get(slug) or COLLECTION.blocks[slug]
    expected = {f"{ADDRESS}c/{of_card(sheet, COLLECTION).code}/"}
    made = dict(cards(sheet))
    assert len(made) == (8 if slug in COLLECTION.pathways else 4)
    assert made.keys() == {path for path, content in made.items() if codes(content) == expected}


def test_both_versions_of_a_leaflet_lead_to_the_page_of_their_code() -> None:
    sheet = COLLECTION.pathways["medicines"]
    expected = {f"{ADDRESS}c/{of_leaflet(sheet, COLLECTION).code}/"}
    for made, _ in leaflet_sheets(sheet, COLLECTION, ADDRESS):
        assert codes(made.content) == expected


def test_a_site_without_an_address_prints_the_code_and_no_picture_of_it() -> None:
    sheet = COLLECTION.blocks["duloxetine"]
    made, _ = card(sheet, COLLECTION, "a4")
    page = pdfium.PdfDocument(made.content)[0].get_textpage()
    assert codes(made.content) == set()
    assert squeezed(of_card(sheet, COLLECTION).code) in squeezed(page.get_text_range())
