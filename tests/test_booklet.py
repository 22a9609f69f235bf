"""The booklet, read back: every card whole, found by its contents and by its questions."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from papers import Print, squeezed
from pypdf import PdfReader

from stepwell.graph import chart
from stepwell.load import load
from stepwell.render.booklet import booklet
from stepwell.render.card import PAPERS, leaf
from stepwell.render.fingerprint import of_card

COLLECTION = load(Path(__file__).parent.parent / "pathways")
ADDRESS = "https://pathways.example/"
SHEETS = [*COLLECTION.sheets]


@cache
def leaves(paper: str) -> dict[str, str]:
    made = {one.slug: leaf(one, COLLECTION, paper, ADDRESS) for one in SHEETS}
    return {slug: one.content.decode() for slug, one in made.items() if one}


@cache
def book(paper: str) -> Print:
    made, found = booklet(COLLECTION, paper, leaves(paper), ADDRESS)
    assert (made.path, found) == (f"booklet-{paper}.pdf", [])
    return Print(made.content)


def number(page: str) -> int:
    """The number printed at the foot of a page."""
    return int(re.findall(r"^\d+$", page, re.MULTILINE)[-1])


@cache
def fronts(paper: str) -> dict[str, int]:
    """Where each card begins, by its bookmark."""
    made = PdfReader(io.BytesIO(book(paper).content))
    tops = [one for one in made.outline if not isinstance(one, list)]
    return {one.title: made.get_destination_page_number(one) for one in tops}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_card_is_one_leaf_that_begins_on_a_front(paper: str) -> None:
    made = book(paper)
    for sheet in SHEETS:
        page = fronts(paper)[sheet.value.title]
        assert page % 2 == 0
        assert squeezed(f"c/{of_card(sheet, COLLECTION).code}/") in squeezed(made.pages[page])
        assert squeezed(f"{sheet.value.title}: back") in squeezed(made.pages[page + 1])
        for node in chart(sheet).nodes.values():
            assert str(node.number) in made.pages[page]
    assert all(one == pytest.approx(PAPERS[paper], abs=0.01) for one in made.papers)


def test_contents_and_questions_lead_to_the_page_that_they_name() -> None:
    made = book("a4")
    first = min(fronts("a4")[one.value.title] for one in SHEETS)
    ahead = squeezed(" ".join(re.sub(r"\s\d+\s*$", "", one) for one in made.pages[:first]))
    for sheet in SHEETS:
        page = fronts("a4")[sheet.value.title]
        shown = number(made.pages[page])
        assert shown == page + 1
        code = of_card(sheet, COLLECTION).code
        assert re.search(rf"{code}{shown}(?!\d)", ahead)
        assert f"{squeezed(sheet.value.asks)}{shown}" in ahead
        for one in getattr(sheet.value, "answers", ()):
            block, _, step = one.step.rpartition("/")
            home = COLLECTION.blocks.get(block, sheet)
            box = chart(home).nodes[step].number
            where = fronts("a4")[home.value.title] + 1
            assert f"{squeezed(one.question)}box{box},{where}" in ahead


def test_every_source_stands_at_the_end_in_full() -> None:
    made = book("a4")
    last = max(fronts("a4")[one.value.title] for one in SHEETS) + 2
    text = squeezed("".join(made.pages[last:])).replace("-", "")
    for entry in COLLECTION.references.values():
        assert squeezed(entry.text).replace("-", "") in text


def test_the_booklet_meets_the_standards_of_a_card_and_holds_our_typeface_alone() -> None:
    made = book("letter")
    assert made.declared == {
        "pdfuaid:part": "1",
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "dc:title": COLLECTION.info.value.title,
    }
    assert made.fonts <= {(f"SourceSansPro-{one}", True) for one in ("Regular", "Bold", "It")}
    assert min(made.sizes) >= 9 - 1e-3
    assert str(made.pdf.Root.Lang) == "en"


def test_the_same_cards_make_the_same_bytes() -> None:
    again, _ = booklet(COLLECTION, "a4", leaves("a4"), ADDRESS)
    assert again.content == book("a4").content


def test_the_title_page_says_that_no_clinician_reviewed_it() -> None:
    first = book("a4").pages[0]
    assert "DRAFT" in first
    assert "No clinician has reviewed" in first
