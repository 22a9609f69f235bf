"""The printed card, read back from its PDF."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium
import pytest
from hostile import TRAPS, with_text
from hypothesis import given
from hypothesis import strategies as st
from papers import Sheet, drawn, squeezed, unknown

from stepwell.collection import Located
from stepwell.graph import EdgeKind, chart
from stepwell.load import load
from stepwell.model import Pathway
from stepwell.place import urgent
from stepwell.registers import Dose, Intake
from stepwell.render import paper as paper_module
from stepwell.render.card import MARGIN, PAPERS, POSTERS, card, posters, typst
from stepwell.render.card_contents import contents
from stepwell.render.citing import numbering, red_flags
from stepwell.render.doses import schedule_words
from stepwell.render.fingerprint import of_card
from stepwell.render.paper import literal, measured
from stepwell.render.words import grade
from stepwell.step_text import box_text, step_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples import Collect

    from stepwell.collection import Collection
    from stepwell.collection import Sheet as Written

HERE = Path(__file__).parent
FOLDERS = {"shipped": HERE.parent / "pathways", "every feature": HERE / "good" / "every-feature"}
COLLECTIONS = {name: load(folder) for name, folder in FOLDERS.items()}
ADDRESS = "https://pathways.example/"
SHEETS = [
    pytest.param(collection, sheet, id=f"{name}: {sheet.slug}")
    for name, collection in COLLECTIONS.items()
    for sheet in collection.sheets
]
EACH = [
    pytest.param(*one.values, paper, id=f"{one.id} on {paper}")
    for one in SHEETS
    for paper in PAPERS
]
each = pytest.mark.parametrize(("collection", "sheet", "paper"), EACH)
each_pathway = pytest.mark.parametrize(
    ("collection", "sheet"), [one for one in SHEETS if isinstance(one.values[1].value, Pathway)]
)
SOME = [
    (COLLECTIONS["shipped"], COLLECTIONS["shipped"].pathways[slug])
    for slug in ("assessment", "medicines")
]


@cache
def pdf(collection: Collection, sheet: Written, paper: str) -> Sheet:
    """A card as its reader gets it; made once, for all that is asked of it."""
    made, found = card(sheet, collection, paper, ADDRESS)
    assert found == []
    return Sheet(made.content)


@cache
def poster(collection: Collection, sheet: Written, size: str) -> Sheet:
    for name, (made, found) in zip(POSTERS, posters(sheet, collection, ADDRESS), strict=True):
        assert found == []
        assert made.path == f"cards/{sheet.slug}-{name}.pdf"
        if name == size:
            return Sheet(made.content)
    raise KeyError(size)


def own_doses(collection: Collection, sheet: Written) -> set[str]:
    """The doses of what the boxes of a card start or continue, in words."""
    named = {
        name
        for step in sheet.value.steps
        if step.kind in {"action", "outcome"}
        for name in step.start + step.continues
    }
    return {
        squeezed(schedule_words(dose))
        for one in collection.medications.values()
        if one.value.id in named or one.value.medication_class in named
        for dose in one.value.doses
    }


@each
def test_a_card_is_the_two_sides_of_one_sheet_of_its_paper(collection, sheet, paper) -> None:
    pages = pdf(collection, sheet, paper).reader.pages
    assert len(pages) == 2
    for page in pages:
        assert PAPERS[paper] == pytest.approx(tuple(map(float, page.mediabox[2:])), abs=0.01)


@each_pathway
def test_a_poster_is_one_page_on_which_no_type_is_small(collection, sheet) -> None:
    for size, millimetres, least in (("a3", (297, 420), 12.7), ("a2", (420, 594), 18)):
        made = poster(collection, sheet, size)
        assert len(made.reader.pages) == 1
        box = [float(one) / 72 * 25.4 for one in made.reader.pages[0].mediabox[2:]]
        assert millimetres == pytest.approx(box, abs=0.01)
        assert min(each for _, each in made.runs) >= least - 1e-3
        title = squeezed(sheet.value.title)
        assert made.text.startswith(title)
        assert made.runs[0][1] > 1.8 * least


@each_pathway
def test_a_poster_has_every_step_dose_and_red_flag(collection, sheet) -> None:
    text = poster(collection, sheet, "a3").text
    assert poster(collection, sheet, "a2").text == text
    assert {one for one in own_doses(collection, sheet) if one not in text} == set()
    said = [box_text(node, collection).rstrip(".") for node in chart(sheet).nodes.values()]
    said += [flag.flag.rstrip(".") for flag in red_flags(sheet, collection)]
    assert [one for one in said if squeezed(one) not in text] == []
    assert squeezed(f"Edition {sheet.value.edition}") in text


@each
def test_every_step_is_on_the_front_and_every_dose_is_in_sight(collection, sheet, paper) -> None:
    front, back = pdf(collection, sheet, paper).texts
    for node in chart(sheet).nodes.values():
        assert squeezed(box_text(node, collection).rstrip(".")) in front
    doses = own_doses(collection, sheet)
    assert {one for one in doses if one not in back} == set()
    assert all(one in front for one in doses) or "DosesOverthepage." in front


@each
def test_the_back_says_of_each_step_by_its_number_how_strong_and_how_sure_it_is(
    collection, sheet, paper
) -> None:
    said = pdf(collection, sheet, paper).keyed(1)
    graded = {
        node.number: squeezed(" · ".join(badge.text for badge in grade(node.step.value)))
        for node in chart(sheet).nodes.values()
        if node.step.value.kind in {"action", "outcome"}
    }
    assert {number: words for number, words in graded.items() if words} == {
        number: words for number, words in graded.items() if words and words in said[number]
    }


@each
def test_the_back_says_why_by_the_number_of_the_box_or_that_it_does_not(
    collection, sheet, paper
) -> None:
    made = pdf(collection, sheet, paper)
    said, back = made.keyed(1), made.texts[1]
    missing = 0
    for node in chart(sheet).nodes.values():
        step = node.step.value
        if step.kind != "include" and step.short and "eachstepinfull" not in back.lower():
            assert squeezed(step_text(step, collection)) in said[node.number]
        if step.kind != "include" and step.note:
            missing += squeezed(step.note) not in said.get(node.number, "")
    assert not missing or f"{missing}reason" in back


@each
def test_the_back_names_each_source_that_a_box_cites_by_its_number(
    collection, sheet, paper
) -> None:
    back = pdf(collection, sheet, paper).texts[1]
    numbers = numbering(sheet, collection)
    for step in sheet.value.steps:
        for one in step.cite if step.kind != "include" else ():
            entry = collection.references[one.source]
            assert squeezed(f"{numbers[one.source]}{entry.short or entry.text}") in back


@each
def test_every_red_flag_stands_before_the_chart_and_both_sides_name_their_edition(
    collection, sheet, paper
) -> None:
    front, back = pdf(collection, sheet, paper).texts
    first = min(
        front.index(f"{node.number}{squeezed(box_text(node, collection).rstrip('.'))}")
        for node in list(chart(sheet).nodes.values())[:1]
    )
    for flag in red_flags(sheet, collection):
        assert squeezed(flag.flag.rstrip(".")) in front[:first]
        assert squeezed(flag.act.rstrip(".")) in front[:first]
    hosts = [
        one
        for one in collection.pathways.values()
        if one is sheet or sheet in collection.includes(one)
    ]
    for host in hosts:
        assert squeezed(f"Edition {host.value.edition}") in front
        assert squeezed(host.value.edition) in back
    assert f"{ADDRESS}c/{of_card(sheet, collection).code}/" in front
    assert back.startswith(squeezed(f"{sheet.value.title}: back"))


@each
def test_no_type_is_smaller_than_nine_points_and_only_our_typeface_is_used(
    collection, sheet, paper
) -> None:
    made = pdf(collection, sheet, paper)
    assert min(size for _, size in made.runs) >= 9 - 1e-3
    for name, embedded in made.fonts:
        assert re.fullmatch(r"/[A-Z]{6}\+SourceSansPro-(Regular|Bold|It)", name)
        assert embedded


@each
def test_a_card_says_its_chart_in_words(collection, sheet, paper) -> None:
    words = pdf(collection, sheet, paper).alternatives[0]
    for node in chart(sheet).nodes.values():
        assert f"{node.number} " in words
        assert box_text(node, collection) in words
        assert (", urgent: " + box_text(node, collection) in words) == urgent(node.step.value)


@pytest.mark.parametrize("kind", ["a4", "letter", "a3", "a2"])
@pytest.mark.parametrize(("collection", "sheet"), SOME)
def test_paper_meets_the_standards_for_those_who_cannot_see_it_and_for_archives(
    collection, sheet, kind
) -> None:
    made = (pdf if kind in PAPERS else poster)(collection, sheet, kind)
    with pikepdf.open(io.BytesIO(made.content)) as document:
        root = document.Root
        with document.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
            assert meta["dc:title"] == sheet.value.title
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(root.Lang) == collection.info.value.language
        assert root.MarkInfo.Marked
        assert [str(one.S) for one in root.OutputIntents] == ["/GTS_PDFA1"]
        figures = [one for one in tags(root.StructTreeRoot) if one.get("/S") == "/Figure"]
        assert len(figures) == 2
        assert all(len(str(one.Alt)) > 10 for one in figures)
        for page in document.pages:
            for font in page.Resources.Font.values():
                inner = font.DescendantFonts[0]
                assert re.fullmatch(
                    r"/[A-Z]{6}\+SourceSansPro-(Regular|Bold|It)", str(inner.BaseFont)
                )
                assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
        headings = [str(one.S) for one in tags(root.StructTreeRoot) if "/S" in one]
        assert headings.count("/H1") == len(document.pages)


def tags(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure of a document."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from tags(one)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from tags(node.K)


@pytest.mark.parametrize(("collection", "sheet"), SOME)
def test_a_back_is_read_in_the_order_in_which_it_stands(collection, sheet) -> None:
    head, *runs = pdf(collection, sheet, "a4").pages[1]
    body = [one for one in runs if head.y + 20 < one.y < 775]
    rises = [(a, b) for a, b in pairwise(body) if b.y < a.y - 5]
    assert 1 <= len(rises) <= 2  # from one column to the next
    assert all(b.x > a.x for a, b in rises)
    assert {one.text for one in runs if one.y > 775} == {
        one.text for one in runs[len(runs) - sum(one.y > 775 for one in runs) :]
    }


@each
def test_the_graph_read_back_from_a_card_is_that_of_the_model(collection, sheet, paper) -> None:
    graph = chart(sheet)
    shown = graph.reach(drawn=True)
    made = contents(sheet, collection)
    source = typst(sheet, collection, paper, made)
    assert isinstance(source, str)
    boxes, arrows = drawn(source)
    exits = {name for name in boxes if name not in graph.nodes}
    assert {name: graph.nodes[name].number for name in graph.nodes if name in shown} == {
        name: number for name, number in boxes.items() if name not in exits
    }
    expected = {
        (one.source, one.target, one.kind.value)
        for one in graph.edges
        if one.source in shown and one.drawn
    }
    assert expected == {
        (start, "@exit" if end in exits else end, kind) for start, end, kind in arrows
    }
    said = next((one for one in made.front[-1][1] if one.title == "? Not known"), None)
    lines = [one.strong for one in said.lines] if said else []
    assert all(squeezed(one) in pdf(collection, sheet, paper).texts[0] for one in lines)
    assert {(one.source, one.target) for one in graph.edges if one.kind is EdgeKind.UNKNOWN} == (
        unknown(lines, graph)
    )


def test_the_same_paper_has_the_same_bytes() -> None:
    collection = COLLECTIONS["every feature"]
    sheet = next(collection.sheets)
    first = [card(sheet, collection, "a4", ADDRESS), *posters(sheet, collection, ADDRESS)]
    again = load(FOLDERS["every feature"])
    measured.cache_clear()
    assert first == [
        card(next(again.sheets), again, "a4", ADDRESS),
        *posters(next(again.sheets), again, ADDRESS),
    ]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60))
def test_any_text_reads_back_from_typst_as_it_was(text: str) -> None:
    assert text == measured(f"#metadata({literal(text)}) <it>", "<it>")


@pytest.mark.parametrize("text", [*TRAPS, "#panic()", '"); panic("', "\\u{41}", "@x", "]"])
def test_hostile_text_comes_out_as_text_or_is_refused_by_name(text: str) -> None:
    collection = with_text(COLLECTIONS["every feature"], text)
    sheet = next(iter(collection.pathways.values()))
    every = [card(sheet, collection, "a4", ADDRESS), *posters(sheet, collection, ADDRESS)]
    for made, found in every:
        if made.content:
            assert all(squeezed(text) in page for page in Sheet(made.content).texts)
        else:
            assert {one.rule.name for one in found} == {"missing-glyph"}


def test_letters_that_the_typeface_lacks_are_a_fault_and_not_a_fallback(minimal: Path) -> None:
    collection = load(minimal)
    sheet = next(iter(collection.pathways.values()))
    value = sheet.value.model_copy(update={"title": "כאב גב"})
    made, found = card(replace(sheet, located=Located(value, sheet.source)), collection, "a4")
    assert made.content == b""
    assert [one.rule.name for one in found] == ["missing-glyph"]


CHAIN = """
[[step]]
kind = "action"
id = "step-{0}"
do = "Do the thing number {0}{1}."
goto = "{2}"
"""


def test_a_chart_with_too_much_names_the_box_that_takes_most(minimal: Path) -> None:
    written = (minimal / "example.toml").read_text()
    head = written[: written.index("[[step]]")]
    steps = "".join(
        CHAIN.format(
            n,
            " and all that belongs to it, one after another" * (n == 7),
            f"step-{n + 1}" if n < 30 else "wait",
        )
        for n in range(1, 31)
    )
    end = '[[step]]\nkind = "outcome"\nid = "wait"\nsay = "Wait."\n'
    text = head.replace('start = "lasting"', 'start = "step-1"') + steps + end
    (minimal / "example.toml").write_text(text)
    collection = load(minimal)
    made, found = card(collection.pathways["example"], collection, "a4")
    assert made.content == b""
    assert [(one.rule.code, one.span.line) for one in found] == [
        ("P804", text[: text.index('id = "step-7"')].count("\n") + 1)
    ]
    assert "box 7 `step-7` takes most" in found[0].message


def test_the_card_of_a_block_without_red_flags_shows_the_urgent_ones_of_its_pathway() -> None:
    collection = COLLECTIONS["shipped"]
    *urgent, rest = contents(collection.blocks["drug-trials"], collection).flags
    hosts = red_flags(collection.pathways["refractory"], collection)
    shown = " · ".join(one.text for one in urgent)
    assert [one.flag.rstrip(".") in shown for one in hosts] == [one.urgent for one in hosts]
    assert not rest.urgent


def test_urgent_red_flags_come_first_and_those_with_one_act_stand_together() -> None:
    collection = COLLECTIONS["shipped"]
    flags = contents(collection.pathways["assessment"], collection).flags
    urgent = [one.urgent for one in flags]
    assert sorted(urgent, reverse=True) == urgent
    assert len({(one.urgent, one.act) for one in flags}) == len(flags)


def test_the_card_of_a_block_names_its_hosts_and_holds_as_long_as_the_first_of_them() -> None:
    collection = COLLECTIONS["shipped"]
    made = contents(collection.blocks["red-flags"], collection, ADDRESS)
    hosts = [
        one.value
        for one in collection.pathways.values()
        if collection.blocks["red-flags"] in collection.includes(one)
    ]
    assert all(isinstance(one, Pathway) for one in hosts)
    assert made.facts[0] == (
        ("Part of", " · ".join(f"{one.title} ({one.edition})" for one in hosts)),
    )
    due = min(one.review.due for one in hosts)
    assert made.facts[1][-1] == ("Review by", f"{due.day} {due:%B} {due.year}")


def test_a_card_without_a_reviewer_says_that_no_clinician_reviewed_it(collect: Collect) -> None:
    collection, _ = collect({})
    made = contents(collection.pathways["example"], collection)
    assert (made.status, made.reviewed) == ("Draft", "not reviewed by a clinician")
    assert made.date == date(2000, 1, 1)


def test_a_back_that_holds_too_much_names_the_box_with_the_doses(minimal: Path) -> None:
    register = minimal / "medications.toml"
    text = register.read_text()
    dose = text[text.index("[[medication.dose]]") :].split("\n\n")[0]
    register.write_text(text + "".join(f"\n\n{dose}\nnote = {ADVICE!r}" for _ in range(60)))
    collection = load(minimal)
    sheet = collection.pathways["example"]
    made, found = card(sheet, collection, "letter")
    assert made.content == b""
    assert [one.rule.code for one in found] == ["P804"]
    assert "The back of the card" in found[0].message
    start = next(one for one in sheet.steps() if one.value.kind == "action" and one.value.start)
    assert f"`{start.value.id}` take most" in found[0].message
    assert found[0].span == start.span("id")
    assert "into a block" in found[0].help


ADVICE = "With food, and never together with anything that has the same name or the same colour."


def test_a_back_gives_up_one_thing_after_another_and_says_so() -> None:
    collection = COLLECTIONS["shipped"]
    variants = [
        sections for _, sections in contents(collection.pathways["refractory"], collection).back[0]
    ]
    texts = ["".join(f"{one.title}{one.lines}" for one in sections) for sections in variants]
    box = [next(one for one in sections if one.title == "Box by box") for sections in variants]
    assert [len(one) for one in texts] == sorted(map(len, texts), reverse=True)
    assert len({one.grade for one in box[0].lines}) > 2
    for sections, boxes in zip(variants, box, strict=True):
        assert [one.grade for one in boxes.lines if one.grade] == [
            one.grade for one in box[0].lines if one.grade
        ]
        assert any(one.title == "Doses" for one in sections)
    assert [any(one.why for one in boxes.lines) for boxes in box] == [True] * (len(box) - 1) + [
        False
    ]
    assert "7 reasons" in texts[-1]
    assert "More on the page" not in texts[0]


def test_own_doses_stay_whatever_else_is_given_up() -> None:
    for collection in COLLECTIONS.values():
        for sheet in collection.sheets:
            made = contents(sheet, collection)
            for _, sections in (*made.back[0], *made.back[1], *made.poster[:-1]):
                lines = [
                    line.text for one in sections if one.title == "Doses" for line in one.lines
                ]
                said = squeezed("".join(lines))
                assert {one for one in own_doses(collection, sheet) if one not in said} == set()
            for _, sections in made.front:
                titles = {one.title for one in sections}
                assert not own_doses(collection, sheet) or "Doses" in titles


def test_a_dose_line_keeps_patients_and_note(minimal: Path) -> None:
    collection = load(minimal)
    entry = collection.medications["exampline"]
    start = Intake(amount="5 mg", every="1 d")
    dose = Dose(patients="age 65 or over", start=start, note="With food.")
    changed = Located(entry.value.model_copy(update={"doses": (dose,)}), entry.source, entry.at)
    collection = replace(collection, medications={"exampline": changed})
    sections = contents(collection.pathways["example"], collection).front[0][1]
    lines = next(one.lines for one in sections if one.title == "Doses")
    assert [one.text for one in lines] == ["age 65 or over: 5 mg once a day. With food."]


def test_text_has_the_contrast_of_print_on_every_fill_in_colour_and_in_grey() -> None:
    template = (Path(paper_module.TEMPLATES) / "card.typ").read_text()
    fills = re.search(r"#let fills = \((.*?)\n\)", template, re.DOTALL)
    assert fills is not None
    grounds = [*re.findall(r"#([0-9a-f]{6})", fills[1]), "ffffff", "f2f2f2"]
    inks = re.findall(r'#let (?:ink|soft) = rgb\("#([0-9a-f]{6})"\)', template)
    assert len(inks) == 2
    for ink in inks:
        for ground in grounds:
            light, dark = luminance(ground), luminance(ink)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("side", ["front", "back", "poster"])
@pytest.mark.parametrize(("collection", "sheet"), SOME)
def test_a_grey_print_keeps_the_contrast_of_all_text(collection, sheet, side) -> None:
    made = poster(collection, sheet, "a3") if side == "poster" else pdf(collection, sheet, "a4")
    document = pdfium.PdfDocument(made.content)
    page = document[side == "back"]
    zoom, high = 3, page.get_height()
    print_ = page.render(scale=zoom, grayscale=True).to_pil()
    text = page.get_textpage()
    poor, seen = set(), 0
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index)
        if not char.isalnum() or right - left < 1:
            continue
        edges = (left * zoom - 1, (high - top) * zoom, right * zoom + 1, (high - bottom) * zoom + 1)
        found = print_.crop(tuple(map(int, edges))).getextrema()
        dark, light = (luminance(f"{one:02x}" * 3) for one in found)
        seen += 1
        if (light + 0.05) / (dark + 0.05) < 4.5:
            poor.add((char, round(left), round(high - top)))
    assert seen > 500
    assert poor == set()


def test_an_urgent_box_differs_by_its_border_and_by_a_word_in_a_grey_print() -> None:
    collection = COLLECTIONS["shipped"]
    sheet = collection.pathways["assessment"]
    source = typst(sheet, collection, "a4", contents(sheet, collection, ADDRESS))
    assert isinstance(source, str)
    made = pdf(collection, sheet, "a4")
    top, x, scale = (
        float(re.search(rf"{one}: ([\d.]+)", source)[1]) for one in ("top", "x", "scale")
    )
    page = pdfium.PdfDocument(made.content)[0]
    zoom = 8
    print_ = page.render(scale=zoom, grayscale=True).to_pil()
    borders: dict[bool, set[int]] = {True: set(), False: set()}
    for found in re.findall(
        r'kind: "outcome", x: ([\d.]+), y: ([\d.]+), width: ([\d.]+), .*?urgent: (true|false)',
        source,
    ):
        left = (MARGIN[0] + x + scale * (float(found[0]) - float(found[2]) / 2)) * zoom
        row = int((MARGIN[1] + top + scale * float(found[1]) + 7) * zoom)
        edge = print_.crop((int(left) - 16, row, int(left) + 17, row + 1))
        borders[found[3] == "true"].add(sum(edge.histogram()[:128]))
    assert min(borders[True]) >= 2 * max(borders[False])
    many = sum(urgent(node.step.value) for node in chart(sheet).nodes.values())
    drawn_ = [node for node in chart(sheet).nodes if node in chart(sheet).reach(drawn=True)]
    words = [one for one in made.pages[0] if one.text.strip() == "urgent"]
    assert len(words) == sum(urgent(chart(sheet).nodes[one].step.value) for one in drawn_) > 0
    assert many >= len(words)


def luminance(colour: str) -> float:
    """Relative luminance of a colour; a grey copy keeps it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_file_is_dated_by_its_edition_and_by_no_clock() -> None:
    collection = COLLECTIONS["shipped"]
    sheet = collection.pathways["assessment"]
    made = pdf(collection, sheet, "a4")
    assert contents(sheet, collection).date == made.reader.metadata.creation_date.date()
    assert made.reader.metadata.creation_date == made.reader.metadata.modification_date
