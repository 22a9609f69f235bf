"""The list card, read back from its PDF: every step, every way, on one sheet of paper."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import names
from hostile import TRAPS, with_text
from papers import Print, read_edges, read_steps, squeezed

from stepwell.collection import Located
from stepwell.graph import EdgeKind, chart
from stepwell.load import load
from stepwell.render.card import PAPERS
from stepwell.render.card_contents import contents
from stepwell.render.citing import meant, red_flags
from stepwell.render.doses import schedule_words
from stepwell.render.list_card import list_card
from stepwell.render.read_cards import read_cards
from stepwell.render.read_steps import LEAVE, reading
from stepwell.step_text import box_text

if TYPE_CHECKING:
    from examples import Collect

    from stepwell.collection import Collection
    from stepwell.collection import Sheet as Written
    from stepwell.graph import Edge, Graph

HERE = Path(__file__).parent
FOLDERS = {"shipped": HERE.parent / "pathways", "every feature": HERE / "good" / "every-feature"}
COLLECTIONS = {name: load(folder) for name, folder in FOLDERS.items()}
ADDRESS = "https://pathways.example/"
each = pytest.mark.parametrize(
    ("collection", "sheet"),
    [
        pytest.param(collection, sheet, id=f"{name}: {sheet.slug}")
        for name, collection in COLLECTIONS.items()
        for sheet in collection.sheets
    ],
)
WORDS = {EdgeKind.GOTO: "Then", EdgeKind.RESUME: "back to", EdgeKind.THEN: "After that"}


@cache
def lists(collection: Collection, sheet: Written) -> dict[str, Print]:
    """The list of a sheet on each paper, made once for all tests."""
    made, read = contents(sheet, collection, ADDRESS), reading(sheet, collection)
    found = {}
    for paper in PAPERS:
        artifact, faults = list_card(sheet, made, read, paper)
        assert faults == []
        assert artifact.path == f"cards/{sheet.slug}-list-{paper}.pdf"
        found[paper] = Print(artifact.content)
    return found


def steps_of(one: Print) -> dict[int, str]:
    lines = [line for page in one.pages for line in page.splitlines()[:-1]]  # without the footer
    start, end = lines.index("Steps"), lines.index("Sources")
    return read_steps(lines[start + 1 : end])


def expected(graph: Graph) -> set[tuple[int, str, str]]:
    def said(edge: Edge) -> tuple[int, str, str]:
        goal = graph.nodes.get(edge.target)
        word = WORDS.get(edge.kind) or re.sub(r"\s+", " ", edge.label)
        return graph.nodes[edge.source].number, word, str(goal.number) if goal else LEAVE

    return {said(edge) for edge in graph.edges}


@each
def test_a_list_is_one_sheet_of_its_paper_in_type_of_twelve_points(collection, sheet) -> None:
    for paper, one in lists(collection, sheet).items():
        assert 1 <= len(one.papers) <= 2
        for size in one.papers:
            assert PAPERS[paper] == pytest.approx(size, abs=0.01)
        assert min(one.sizes) >= 12 - 1e-3
        assert one.fonts <= {("SourceSansPro-Regular", True), ("SourceSansPro-Bold", True)}


@each
def test_the_graph_read_back_from_a_list_is_that_of_the_model(collection, sheet) -> None:
    graph = chart(sheet)
    for one in lists(collection, sheet).values():
        steps = steps_of(one)
        assert [*steps] == [node.number for node in graph.nodes.values()]
        for node in graph.nodes.values():
            text = squeezed(box_text(node, collection).rstrip("."))
            assert text in squeezed(steps[node.number])
        assert read_edges(steps) == expected(graph)


@each
def test_a_step_stands_whole_on_one_page_with_its_number(collection, sheet) -> None:
    for one in lists(collection, sheet).values():
        pages = [squeezed(page) for page in one.pages]
        for entry in reading(sheet, collection).steps:
            begin = f"{entry.number}{'' if entry.asks else '☐'}{squeezed(entry.text)}"
            here = [page for page in pages if begin in page]
            assert len(here) == 1
            for way in entry.ways:
                assert f"☐{squeezed(way.label)}→{squeezed(way.to)}" in here[0]
            for line in entry.doses:
                assert squeezed(line.text) in here[0]


@each
def test_every_dose_stands_below_the_step_that_gives_it(collection, sheet) -> None:
    for one in lists(collection, sheet).values():
        steps = steps_of(one)
        for node in chart(sheet).nodes.values():
            step = node.step.value
            named = step.start + step.continues if step.kind in {"action", "outcome"} else ()
            for drug in meant(named, collection):
                for dose in drug.value.doses:
                    assert squeezed(schedule_words(dose)) in squeezed(steps[node.number])


@each
def test_red_flags_come_first_and_the_signs_of_currency_are_there(collection, sheet) -> None:
    for one in lists(collection, sheet).values():
        whole = squeezed("".join(one.pages))
        before = whole.partition("Steps")[0]
        for flag in red_flags(sheet, collection):
            assert squeezed(flag.flag.rstrip(".")) in before
            assert squeezed(flag.act.rstrip(".")) in before
        made = contents(sheet, collection, ADDRESS)
        assert squeezed(made.reviewed) in before
        assert made.status.upper().replace(" ", "") in before
        for line in made.foot:
            assert squeezed(line.strong + line.text) in squeezed(one.pages[-1])
        assert ("Over→" in squeezed(one.pages[0])) == (len(one.pages) == 2)


@each
def test_a_list_is_tagged_as_one_and_meets_the_standards(collection, sheet) -> None:
    for one in lists(collection, sheet).values():
        assert one.declared == {
            "pdfuaid:part": "1",
            "pdfaid:part": "2",
            "pdfaid:conformance": "A",
            "dc:title": f"{sheet.value.title} – list",
        }
        assert str(one.pdf.Root.Lang) == collection.info.value.language
        assert one.marks == sorted(one.marks)
        graph = chart(sheet)
        answers = sum(node.kind == "question" and len(graph.ways[node.id])
                      for node in graph.nodes.values())  # fmt: skip
        assert one.tags.count("/LI") >= len(graph.nodes) + answers
        headings = [name for name in one.tags if re.fullmatch(r"/H\d", name)]
        flags = contents(sheet, collection).flags
        assert headings == ["/H1", *["/H2"] * (3 if flags else 2)]


@each
def test_fewer_than_ten_things_are_done_from_one_pause_to_the_next(collection, sheet) -> None:
    steps = steps_of(lists(collection, sheet)["a4"])
    then = {
        start: int(to) for start, word, to in read_edges(steps) if word == "Then" and to[0] != "l"
    }
    for start in then:
        done = [start]
        while done[-1] in then:
            done.append(then[done[-1]])
        assert sum(steps[number].startswith("☐") for number in done) < 10


def test_the_same_list_has_the_same_bytes() -> None:
    collection = COLLECTIONS["every feature"]
    sheet = next(collection.sheets)
    again = {one.path: one.content for one, _ in read_cards(sheet, collection, ADDRESS)}
    for paper, one in lists(collection, sheet).items():
        assert again[f"cards/{sheet.slug}-list-{paper}.pdf"] == one.content


@pytest.mark.parametrize("text", [*TRAPS[::4], "#panic()", '"); panic("', "\\u{41}", "]"])
def test_hostile_text_comes_out_as_text_or_is_refused_by_name(text: str) -> None:
    collection = with_text(COLLECTIONS["every feature"], text)
    sheet = next(iter(collection.pathways.values()))
    for made, found in read_cards(sheet, collection, ADDRESS):
        if made.content:
            assert squeezed(text) in squeezed("".join(Print(made.content).pages))
        else:
            assert {one.rule.name for one in found} == {"missing-glyph"}


def test_letters_that_the_typeface_lacks_are_a_fault_and_not_a_fallback(minimal: Path) -> None:
    collection = load(minimal)
    sheet = collection.pathways["example"]
    value = sheet.value.model_copy(update={"title": "כאב גב"})
    changed = replace(sheet, located=Located(value, sheet.source))
    for made, found in read_cards(changed, collection):
        assert made.content == b""
        assert [one.rule.name for one in found] == ["missing-glyph"]
        assert found[0].span.line == 2


CHAIN = """
[[step]]
kind = "{kind}"
id = "step-{n}"
{text}
"""


LONGER = " beside all that belongs to it, one thing after another"


def long_pathway(minimal: Path, steps: int) -> tuple[Collection, str]:
    """A pathway of so many questions, of which the seventh is the longest."""
    written = (minimal / "example.toml").read_text()
    head = written[: written.index("[[step]]")].replace('start = "lasting"', 'start = "step-1"')
    asked = [
        CHAIN.format(
            kind="question",
            n=n,
            text=f'ask = "Is number {n} there{LONGER * (n == 7)}?"\n'
            f'branch = [{{ label = "Yes", when = "weeks > {n}", goto = "step-{n + 1}" }},\n'
            f'{{ label = "No", when = "weeks <= {n}", goto = "step-{steps}" }}]',
        )
        for n in range(1, steps)
    ]
    text = head + "".join(asked) + CHAIN.format(kind="outcome", n=steps, text='say = "Wait."')
    (minimal / "example.toml").write_text(text)
    return load(minimal), text


def test_a_list_with_too_much_names_its_longest_step(minimal: Path) -> None:
    collection, text = long_pathway(minimal, 60)
    found = [
        fault
        for made, faults in read_cards(collection.pathways["example"], collection)
        for fault in faults
        if "-list-" in made.path
    ]
    assert [(one.rule.code, one.span.line) for one in found] == [
        ("P804", text[: text.index('id = "step-7"')].count("\n") + 1)
    ] * 2
    assert "step 7 `step-7` is the longest" in found[0].message


def test_a_list_that_leaves_room_is_set_larger() -> None:
    collection = COLLECTIONS["shipped"]
    short = lists(collection, collection.blocks["active-care"])["a4"]
    full = lists(collection, collection.blocks["rehabilitation-first"])["a4"]
    assert len(short.pages) == len(full.pages) == 1
    assert 14.0 in short.sizes
    assert 14.0 not in full.sizes


def test_ten_things_in_a_row_are_told_at_the_step_where_a_block_would_begin(
    collect: Collect,
) -> None:
    chain = "".join(
        f'\n[[step]]\nkind = "action"\nid = "part-{n}"\ndo = "Do {n}."\nplain = "Do {n}."\n'
        f'direction = "for"\nstrength = "not-graded"\ncertainty = "not-graded"\n'
        f'goto = "{f"part-{n + 1}" if n < 9 else "wait"}"\n'
        f'cite = [{{ source = "roe2021", at = "page {n}" }}]\n'
        for n in range(1, 10)
    )
    text = (HERE / "good" / "minimal" / "example.toml").read_text() + chain
    onward = text.replace('then = "wait"', 'then = "part-1"')
    assert names(collect, {"example.toml": onward}) == ["no-pause"]
    shorter = onward.replace('goto = "part-9"', 'goto = "wait"').replace(
        '{ label = "No", when = "weeks < 4", goto = "wait" }',
        '{ label = "No", when = "weeks < 4", goto = "part-9" }',
    )
    assert names(collect, {"example.toml": shorter}) == []
