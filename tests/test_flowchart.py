"""The flowchart as SVG can be read back into the graph it was drawn from, and into nothing else."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from faces import Element, parse
from hostile import HOSTILE, with_text
from hypothesis import given, settings
from markdown import markdown

from stepwell.graph import chart
from stepwell.guard_words import guard_words
from stepwell.load import load
from stepwell.model import EXIT
from stepwell.render.citing import numbering
from stepwell.render.flowchart import figure, flowchart
from stepwell.step_text import box_text
from stepwell.typeface import ranges

if TYPE_CHECKING:
    from stepwell.collection import Collection, Sheet

ROOT = Path(__file__).parent.parent
EVERY = load(ROOT / "tests" / "good" / "every-feature")
SHEETS = [
    pytest.param(sheet, collection, id=f"{collection.info.value.title}: {sheet.slug}")
    for collection in (load(ROOT / "pathways"), EVERY)
    for sheet in collection.sheets
]
each_sheet = pytest.mark.parametrize(("sheet", "collection"), SHEETS)


def drawn(sheet: Sheet, collection: Collection, standalone: bool = False) -> str:
    return flowchart(sheet, collection, sheet, _href, standalone)


def framed(sheet: Sheet, collection: Collection) -> str:
    return figure(sheet, collection, sheet, _href, "flowchart.svg")


def _href(step: str) -> str:
    return f"#step-{step}"


def words(box: Element) -> str:
    """The wording of a box, without its reference numbers."""
    text = box.all("text", class_="sw-text")[0]
    lines = [one.text for one in text.all("tspan") if one.attrs.get("class") != "sw-cite"]
    return " ".join(lines)


@each_sheet
def test_boxes_are_the_steps_in_reading_order(sheet: Sheet, collection: Collection) -> None:
    graph = chart(sheet)
    shown = graph.reach(drawn=True)
    boxes = list(parse(drawn(sheet, collection)).having("data-step"))
    steps = [one for one in boxes if one.attrs["data-kind"] != "exit"]
    assert [
        (name, node.kind, str(node.number)) for name, node in graph.nodes.items() if name in shown
    ] == [
        (one.attrs["data-step"], one.attrs["data-kind"], one.all("g", class_="sw-badge")[0].text)
        for one in steps
    ]
    assert boxes[: len(steps)] == steps


@each_sheet
def test_arrows_and_returns_are_the_edges(sheet: Sheet, collection: Collection) -> None:
    graph = chart(sheet)
    shown = graph.reach(drawn=True)
    edges = [
        (e.source, e.target, e.kind.value, e.label)
        for e in graph.edges
        if e.drawn and e.source in shown
    ]
    read = [
        tuple(one.attrs[f"data-{name}"] for name in ("from", "to", "kind", "label"))
        for one in parse(drawn(sheet, collection)).having("data-from")
    ]
    assert Counter(edges) == Counter(read)


@each_sheet
def test_a_missing_fact_is_a_mark_with_a_note(sheet: Sheet, collection: Collection) -> None:
    graph = chart(sheet)
    shown = graph.reach(drawn=True)
    page = parse(framed(sheet, collection))
    marks = {
        one.attrs["data-step"]: one.attrs["data-unknown"] for one in page.having("data-unknown")
    }
    expected = {e.source: e.target for e in graph.edges if not e.drawn and e.source in shown}
    assert expected == marks
    noted = [a.attrs["href"] for p in page.all("p", class_="sw-note") for a in p.all("a")]
    named = {*expected, *expected.values()} - {EXIT}
    assert {_href(name) for name in named} == set(noted)
    leaving = [p for p in page.all("p", class_="sw-note") if "data-unknown-leaves" in p.attrs]
    assert [a.attrs["href"] for p in leaving for a in p.all("a")] == [
        _href(name) for name, target in expected.items() if target == EXIT
    ]


@each_sheet
def test_a_box_says_its_step_and_cites_its_sources(sheet: Sheet, collection: Collection) -> None:
    graph, numbers = chart(sheet), numbering(sheet, collection)
    for box in parse(drawn(sheet, collection)).all("a"):
        node = graph.nodes[box.attrs["data-step"]]
        assert " ".join(words(box).split()) == " ".join(box_text(node, collection).split())
        cited = [numbers[one.source] for one in getattr(node.step.value, "cite", ())]
        assert ranges(cited) == "".join(one.text for one in box.all("tspan", class_="sw-cite"))


@each_sheet
def test_a_box_leads_to_its_step_and_says_so_aloud(sheet: Sheet, collection: Collection) -> None:
    graph = chart(sheet)
    for box in parse(drawn(sheet, collection)).all("a"):
        node = graph.nodes[box.attrs["data-step"]]
        assert box.attrs["href"] == _href(node.id)
        assert box.attrs["aria-label"].startswith(f"Step {node.number}, ")
        for edge in graph.ways[node.id]:
            if edge.kind.value == "branch":
                guard = guard_words(edge.when, collection.known_facts)
                assert f" {edge.label}, {guard}: to " in box.attrs["aria-label"]


@each_sheet
def test_ids_are_unique_and_carry_the_name_of_the_file(
    sheet: Sheet, collection: Collection
) -> None:
    ids = [one.attrs["id"] for one in parse(framed(sheet, collection)).having("id")]
    assert max(Counter(ids).values()) == 1
    assert {one for one in ids if not one.startswith(f"{sheet.slug}-")} == set()


@each_sheet
def test_a_chart_alone_is_xml_that_needs_nothing_from_elsewhere(
    sheet: Sheet, collection: Collection
) -> None:
    text = drawn(sheet, collection, standalone=True)
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not root.findall(".//{*}title")
    assert not root.findall(".//{*}script")
    assert not re.search(
        r"url\(|@import|xlink|https?:", text.replace("http://www.w3.org/2000/svg", "")
    )
    assert "prefers-color-scheme: dark" in text


@each_sheet
def test_the_frame_stands_in_markdown_as_it_is(sheet: Sheet, collection: Collection) -> None:
    written = framed(sheet, collection)
    page = parse(
        markdown(f"Before.\n\n{written}\n\nAfter.", extensions=["md_in_html", "attr_list", "abbr"])
    )
    assert [one.tag for one in page.children if isinstance(one, Element)] == ["p", "figure", "p"]
    assert [one.tag for one in parse(written).all()] == [
        one.tag for one in page.all("figure")[0].parent.all()
    ][1:-1]


def test_the_frame_has_buttons_that_appear_with_the_script_and_a_region_for_the_keyboard() -> None:
    page = parse(framed(EVERY.pathways["resistant"], EVERY))
    (tools,) = page.all("div", class_="sw-tools")
    assert "hidden" in tools.attrs
    assert [one.attrs["type"] for one in tools.all("button")] == ["button"] * 4
    (region,) = page.all("div", class_="sw-scroll")
    assert (region.attrs["role"], region.attrs["tabindex"]) == ("region", "0")
    assert region.attrs["aria-label"].startswith("Flowchart: ")


def test_an_urgent_outcome_differs_by_its_border_and_the_key_says_so() -> None:
    sheet = EVERY.blocks["gate"]
    assert '<a class="sw-box sw-outcome sw-urgent"' in drawn(sheet, EVERY)
    assert "Heavy border: cannot wait" in framed(sheet, EVERY)


def test_the_key_has_only_shapes_of_this_chart() -> None:
    assert EXIT in drawn(EVERY.blocks["gate"], EVERY)
    assert "Back to the pathway" in framed(EVERY.blocks["gate"], EVERY)
    assert "Back to the pathway" not in framed(EVERY.pathways["resistant"], EVERY)


@settings(deadline=None)
@given(HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    collection = with_text(EVERY, text)
    plain, hostile = (parse(framed(one.pathways["resistant"], one)) for one in (EVERY, collection))
    tags = ("a", "path", "script", "b", "li")
    assert {tag: len(plain.all(tag)) for tag in tags[2:]} == {
        tag: len(hostile.all(tag)) for tag in tags[2:]
    }
    assert len(plain.having("data-step")) == len(hostile.having("data-step"))
    box = next(one for one in hostile.all("a", class_="sw-box sw-action"))
    assert re.sub(r"\s", "", words(box)) == re.sub(r"\s", "", text)
    ET.fromstring(drawn(collection.pathways["resistant"], collection, standalone=True))


@each_sheet
def test_a_chart_is_the_same_bytes_every_time(sheet: Sheet, collection: Collection) -> None:
    assert framed(sheet, collection) == framed(sheet, collection)
