"""The pocket card, read back from its PDF and from its folded panels."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from papers import Print, squeezed
from test_list_card import ADDRESS, COLLECTIONS, long_pathway

from stepwell.collection import Located
from stepwell.graph import EdgeKind, chart
from stepwell.load import load
from stepwell.model import Pathway
from stepwell.render.card import PAPERS
from stepwell.render.card_contents import contents
from stepwell.render.citing import meant, red_flags
from stepwell.render.doses import schedule_words
from stepwell.render.pocket_card import MARGIN, pocket_card
from stepwell.render.read_cards import read_cards
from stepwell.render.read_steps import LEAVE, reading
from stepwell.step_text import box_text

if TYPE_CHECKING:
    from stepwell.collection import Collection
    from stepwell.collection import Sheet as Written
    from stepwell.diagnostics import Diagnostic

each = pytest.mark.parametrize(
    ("collection", "sheet"),
    [
        pytest.param(collection, sheet, id=f"{name}: {sheet.slug}")
        for name, collection in COLLECTIONS.items()
        for sheet in collection.pathways.values()
    ],
)


@cache
def pockets(collection: Collection, sheet: Written) -> dict[str, Print]:
    """The pocket card of a pathway on each paper, made once for all tests."""
    made, read = contents(sheet, collection, ADDRESS), reading(sheet, collection)
    found = {}
    for paper in PAPERS:
        artifact, faults = pocket_card(sheet, made, read, paper)
        assert faults == []
        assert artifact.path == f"cards/{sheet.slug}-pocket-{paper}.pdf"
        found[paper] = Print(artifact.content)
    return found


@cache
def panels(one: Print) -> dict[str, str]:
    """The text of each panel as it is read when the sheet is folded."""
    across, down = one.papers[0]
    lower = pypdfium2.PdfDocument(one.content)[0].get_textpage()
    upper = pypdfium2.PdfDocument(one.upside_down)[0].get_textpage()
    half, middle = across / 2, down / 2
    boxes = {
        "back": (lower, (0, 0, half, middle)),
        "cover": (lower, (half, 0, across, middle)),
        "left": (upper, (half, middle, across, down)),
        "right": (upper, (0, middle, half, down)),
    }
    return {
        name: squeezed(page.get_text_bounded(*box).replace("\ufffe", "-"))
        for name, (page, box) in boxes.items()
    }


@each
def test_a_pocket_card_is_one_side_in_type_of_nine_points(collection, sheet) -> None:
    for paper, one in pockets(collection, sheet).items():
        assert [PAPERS[paper]] == [pytest.approx(size, abs=0.01) for size in one.papers]
        assert min(one.sizes) >= 9 - 1e-3
        assert one.fonts <= {("SourceSansPro-Regular", True), ("SourceSansPro-Bold", True)}


@each
def test_every_step_and_every_way_stands_on_its_panel(collection, sheet) -> None:
    graph = chart(sheet)
    shown = graph.reach(drawn=True)
    for one in pockets(collection, sheet).values():
        read = panels(one)
        inner, arrows = read["left"] + read["right"], 0
        for node in graph.nodes.values():
            where = inner if node.id in shown else read["back"]
            assert squeezed(box_text(node, collection).rstrip(".")) in where
            for edge in graph.ways[node.id]:
                goal = graph.nodes.get(edge.target)
                to = str(goal.number) if goal else LEAVE
                label = "?" if edge.kind is EdgeKind.UNKNOWN else edge.label
                if node.kind == "question":
                    assert squeezed(f"{label}→{to}") in where
                arrows += edge.kind is not EdgeKind.RESUME and to != LEAVE
        told = sum(part.count("→") for part in read.values()) - len(
            contents(sheet, collection).flags
        )
        assert told == arrows


@each
def test_numbers_stand_in_reading_order_from_the_left_panel_to_the_right(collection, sheet) -> None:
    shown = [one for one in reading(sheet, collection).steps if one.drawn]
    for one in pockets(collection, sheet).values():
        read = panels(one)
        assert read["left"].startswith("Steps")
        place = 0
        for entry in shown:
            place = (read["left"] + read["right"]).index(
                squeezed(f"{entry.number}{entry.text}"), place
            )


@each
def test_the_cover_stops_first_and_the_back_has_every_dose_of_its_own(collection, sheet) -> None:
    for one in pockets(collection, sheet).values():
        read = panels(one)
        for flag in red_flags(sheet, collection):
            assert squeezed(flag.flag.rstrip(".")) in read["cover"]
            assert squeezed(flag.act.rstrip(".")) in read["cover"]
        made = contents(sheet, collection, ADDRESS)
        for text in (sheet.value.title, made.reviewed, f"Edition {sheet.value.edition}"):
            assert squeezed(text) in read["cover"]
        for line in made.foot:
            assert squeezed(line.strong + line.text) in read["cover"]
        for node in chart(sheet).nodes.values():
            step = node.step.value
            named = step.start + step.continues if step.kind in {"action", "outcome"} else ()
            for drug in meant(named, collection):
                for dose in drug.value.doses:
                    assert squeezed(schedule_words(dose)) in read["back"]


@each
def test_nothing_stands_on_a_fold(collection, sheet) -> None:
    for one in pockets(collection, sheet).values():
        across, down = one.papers[0]
        page = pypdfium2.PdfDocument(one.content)[0]
        for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=9):
            left, low, right, high = each.get_bounds()
            for start, end, size in ((left, right, across), (low, high, down)):
                assert start >= MARGIN - 4
                assert end <= size - MARGIN + 4
                assert end <= size / 2 - MARGIN + 4 or start >= size / 2 + MARGIN - 4


@each
def test_tags_are_read_from_the_cover_over_the_steps_to_the_back(collection, sheet) -> None:
    for one in pockets(collection, sheet).values():
        assert one.declared == {
            "pdfuaid:part": "1",
            "pdfaid:part": "2",
            "pdfaid:conformance": "A",
            "dc:title": f"{sheet.value.title} – pocket card",
        }
        assert one.marks == sorted(one.marks)
        assert one.tags.index("/H1") < one.tags.index("/H2")
        assert one.tags.count("/LI") >= len(chart(sheet).nodes)
        whole = squeezed(one.pages[0])
        order = [
            whole.index(squeezed(text)) for text in (sheet.value.title, "Steps", "Check the sheet")
        ]
        assert order == sorted(order)


def test_the_same_pocket_card_has_the_same_bytes() -> None:
    collection = COLLECTIONS["every feature"]
    sheet = next(iter(collection.pathways.values()))
    again = {one.path: one.content for one, _ in read_cards(sheet, collection, ADDRESS)}
    for paper, one in pockets(collection, sheet).items():
        assert again[f"cards/{sheet.slug}-pocket-{paper}.pdf"] == one.content


def test_only_pathways_have_a_pocket_card() -> None:
    collection = COLLECTIONS["every feature"]
    for sheet in collection.sheets:
        paths = [one.path for one, _ in read_cards(sheet, collection)]
        kinds = ["list", "pocket"] if isinstance(sheet.value, Pathway) else ["list"]
        assert paths == [f"cards/{sheet.slug}-{kind}-{paper}.pdf" for paper in PAPERS
                         for kind in kinds]  # fmt: skip


def pocket_faults(collection: Collection) -> list[Diagnostic]:
    made = read_cards(collection.pathways["example"], collection)
    return [one for artifact, found in made for one in found if "-pocket-" in artifact.path]


def test_a_pocket_card_with_too_many_steps_names_the_one_that_takes_most(minimal: Path) -> None:
    collection, text = long_pathway(minimal, 60)
    line = text[: text.index('id = "step-7"')].count("\n") + 1
    found = pocket_faults(collection)
    assert [(one.rule.code, one.span.line) for one in found] == [("P804", line)] * 2
    assert "step 7 `step-7` takes most" in found[0].message


def test_a_pocket_card_with_too_many_red_flags_says_so_and_drops_none(minimal: Path) -> None:
    collection = load(minimal)
    sheet = collection.pathways["example"]
    flag = sheet.value.red_flags[0]
    many = tuple(flag.model_copy(update={"flag": f"Loss of example {n}"}) for n in range(200))
    value = sheet.value.model_copy(update={"red_flags": many})
    changed = {"example": replace(sheet, located=Located(value, sheet.source))}
    found = pocket_faults(replace(collection, pathways=changed))
    assert {one.rule.code for one in found} == {"P804"}
    assert "red flags take more than their panel" in found[0].message


def test_doses_of_blocks_are_on_the_back_or_it_says_where_they_are() -> None:
    collection = COLLECTIONS["shipped"]
    told = set()
    for sheet in collection.pathways.values():
        read = reading(sheet, collection)
        for one in pockets(collection, sheet).values() if read.inner_doses else ():
            back = panels(one)["back"]
            full = all(squeezed(line.text) in back for line in read.inner_doses)
            assert full or all(squeezed(line.text) in back for line in read.elsewhere)
            told.add(full)
    assert told == {True, False}
