"""The printed card, read back from its PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile import TRAPS, with_text
from hypothesis import given
from hypothesis import strategies as st
from papers import Sheet, drawn, squeezed, unknown

from stepwell.collection import Located
from stepwell.graph import EdgeKind, chart
from stepwell.load import load
from stepwell.model import Pathway
from stepwell.place import box_text
from stepwell.registers import Dose, Intake
from stepwell.render import paper as paper_module
from stepwell.render.card import PAPERS, card, typst
from stepwell.render.card_contents import contents
from stepwell.render.citing import red_flags
from stepwell.render.doses import schedule_words
from stepwell.render.fingerprint import of_card
from stepwell.render.paper import literal, measured

if TYPE_CHECKING:
    from examples import Collect

    from stepwell.collection import Collection
    from stepwell.collection import Sheet as Written

HERE = Path(__file__).parent
FOLDERS = {"shipped": HERE.parent / "pathways", "every feature": HERE / "good" / "every-feature"}
COLLECTIONS = {name: load(folder) for name, folder in FOLDERS.items()}
ADDRESS = "https://pathways.example/"
EACH = [
    pytest.param(collection, sheet, paper, id=f"{name}: {sheet.slug} on {paper}")
    for name, collection in COLLECTIONS.items()
    for sheet in collection.sheets
    for paper in PAPERS
]
each = pytest.mark.parametrize(("collection", "sheet", "paper"), EACH)


def pdf(collection: Collection, sheet: Written, paper: str) -> Sheet:
    made, found = card(sheet, collection, paper, ADDRESS)
    assert found == []
    return Sheet(made.content)


@each
def test_a_card_is_one_page_of_its_paper(collection, sheet, paper) -> None:
    pages = pdf(collection, sheet, paper).reader.pages
    assert len(pages) == 1
    assert PAPERS[paper] == pytest.approx(tuple(map(float, pages[0].mediabox[2:])), abs=0.01)


@each
def test_every_step_and_every_dose_of_its_own_can_be_read(collection, sheet, paper) -> None:
    text = pdf(collection, sheet, paper).text
    for node in chart(sheet).nodes.values():
        assert squeezed(box_text(node, collection).rstrip(".")) in text
        step = node.step.value
        named = step.start + step.continues if step.kind in {"action", "outcome"} else ()
        for one in collection.medications.values():
            if one.value.id in named or one.value.medication_class in named:
                for dose in one.value.doses:
                    assert squeezed(schedule_words(dose)) in text


@each
def test_every_red_flag_and_the_signs_of_currency_can_be_read(collection, sheet, paper) -> None:
    text = pdf(collection, sheet, paper).text
    for flag in red_flags(sheet, collection):
        assert squeezed(flag.flag.rstrip(".")) in text
        assert squeezed(flag.act.rstrip(".")) in text
    hosts = [
        one
        for one in collection.pathways.values()
        if one is sheet or sheet in collection.includes(one)
    ]
    for host in hosts:
        assert squeezed(f"Edition {host.value.edition}") in text
    assert f"{ADDRESS}c/{of_card(sheet, collection).code}/" in text


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
def test_a_card_is_tagged_titled_and_says_its_chart_in_words(collection, sheet, paper) -> None:
    made = pdf(collection, sheet, paper)
    assert sheet.value.title == made.reader.metadata.title
    assert collection.info.value.language == made.root["/Lang"]
    assert made.root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in made.root["/Metadata"].get_object().get_data()
    words = made.alternatives[0]
    for node in chart(sheet).nodes.values():
        assert f"{node.number} " in words
        assert box_text(node, collection) in words


@each
def test_the_graph_read_back_from_a_card_is_that_of_the_model(collection, sheet, paper) -> None:
    graph = chart(sheet)
    shown = graph.reach(drawn=True)
    made = contents(sheet, collection)
    source = typst(sheet, collection, paper, made)
    assert source is not None
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
    said = next((one for one in made.variants[-1][1] if one.title == "? Not known"), None)
    lines = [one.strong for one in said.lines] if said else []
    assert {(one.source, one.target) for one in graph.edges if one.kind is EdgeKind.UNKNOWN} == (
        unknown(lines, graph)
    )


def test_the_same_card_has_the_same_bytes() -> None:
    collection = COLLECTIONS["every feature"]
    sheet = next(collection.sheets)
    first = card(sheet, collection, "a4", ADDRESS)[0]
    measured.cache_clear()
    assert first == card(sheet, collection, "a4", ADDRESS)[0]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60))
def test_any_text_reads_back_from_typst_as_it_was(text: str) -> None:
    assert text == measured(f"#metadata({literal(text)}) <it>", "<it>")


@pytest.mark.parametrize("text", [*TRAPS, "#panic()", '"); panic("', "\\u{41}", "@x", "]"])
def test_hostile_text_comes_out_as_text_or_is_refused_by_name(text: str) -> None:
    collection = with_text(COLLECTIONS["every feature"], text)
    sheet = next(iter(collection.pathways.values()))
    made, found = card(sheet, collection, "a4", ADDRESS)
    if made.content:
        assert squeezed(text) in Sheet(made.content).text
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


def test_a_full_card_drops_pitfalls_before_doses() -> None:
    for collection in COLLECTIONS.values():
        for sheet in collection.sheets:
            variants = [sections for _, sections in contents(sheet, collection).variants]
            names = {
                name
                for step in sheet.value.steps
                if step.kind in {"action", "outcome"}
                for name in step.start + step.continues
            }
            own = {
                one.value.name
                for one in collection.medications.values()
                if (one.value.id in names or one.value.medication_class in names)
                and any(dose.of is None for dose in one.value.doses)
            }
            for sections in variants:
                lines = [one.lines for one in sections if one.title == "Doses"]
                said = {line.strong for one in lines for line in one}
                assert own <= said


def test_a_dose_line_keeps_patients_and_note(minimal: Path) -> None:
    collection = load(minimal)
    entry = collection.medications["exampline"]
    start = Intake(amount="5 mg", every="1 d")
    dose = Dose(patients="age 65 or over", start=start, note="With food.")
    changed = Located(entry.value.model_copy(update={"doses": (dose,)}), entry.source, entry.at)
    collection = replace(collection, medications={"exampline": changed})
    sections = contents(collection.pathways["example"], collection).variants[0][1]
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
