"""The page of a pathway: complete, in order, cited, and nothing in it but what was written."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from examples import AS_OF
from faces import Edge, Element, age_told, chart_read, document, whole_edges
from golden_files import golden, without_charts
from hostile import HOSTILE, with_text
from hypothesis import HealthCheck, example, given, settings

from stepwell.graph import Graph, chart, whole
from stepwell.load import load
from stepwell.render import citing
from stepwell.render.page import page, page_text

if TYPE_CHECKING:
    from stepwell.collection import Collection

ROOT = Path(__file__).parent.parent
EXAMPLES = load(ROOT / "tests" / "good" / "every-feature")
SHIPPED = load(ROOT / "pathways")
ALL = [(of, slug) for of in (EXAMPLES, SHIPPED) for slug in of.pathways]

each_example = pytest.mark.parametrize("slug", EXAMPLES.pathways)
each_pathway = pytest.mark.parametrize(("collection", "slug"), ALL, ids=[slug for _, slug in ALL])


def shown(collection: Collection, slug: str, as_of: date = AS_OF) -> Element:
    return document(page_text(collection.pathways[slug], collection, as_of=as_of))


def steps(shown: Element) -> Element:
    return next(one for one in shown.all("ol") if one.attrs["class"] == "sw-steps")


def edges(graph: Graph) -> list[Edge]:
    return [
        (one.source, one.target, one.kind.value, one.label, one.when, one.index)
        for one in graph.edges
    ]


def nodes(graph: Graph) -> list[tuple[str, str, str]]:
    return [(one.id, str(one.number), one.kind) for one in graph.nodes.values()]


@each_example
def test_a_page_is_as_expected(slug: str, pytestconfig: pytest.Config) -> None:
    made = without_charts(page_text(EXAMPLES.pathways[slug], EXAMPLES, as_of=AS_OF))
    expected = golden(f"pathways/{slug}.md", made, pytestconfig.getoption("update"))
    assert expected == made


@each_pathway
def test_the_chart_can_be_read_back_from_the_words(collection: Collection, slug: str) -> None:
    graph = chart(collection.pathways[slug])
    read = chart_read(steps(shown(collection, slug)))
    assert (graph.start, nodes(graph), edges(graph)) == (read.start, read.nodes, read.edges)


@each_pathway
def test_the_chart_of_every_block_can_be_read_back_from_the_words(
    collection: Collection, slug: str
) -> None:
    page = shown(collection, slug)
    for block in collection.includes(collection.pathways[slug]):
        graph = chart(block)
        inner = next(one for one in page.all("ol", data_start=f"{block.slug}/{graph.start}"))
        read = chart_read(inner, f"{block.slug}/")
        assert (graph.start, nodes(graph), edges(graph)) == (read.start, read.nodes, read.edges)


@each_pathway
def test_the_whole_pathway_can_be_read_back_from_the_words(
    collection: Collection, slug: str
) -> None:
    graph = whole(collection.pathways[slug], collection)
    found = steps(shown(collection, slug))
    names = [
        one.attrs["data-step"]
        for one in found.having("data-step")
        if one.attrs["data-kind"] != "include"
    ]
    assert list(graph.nodes) == names
    assert edges(graph) == whole_edges(found)


@each_pathway
def test_every_link_of_the_page_to_itself_leads_somewhere(
    collection: Collection, slug: str
) -> None:
    page = shown(collection, slug)
    ids = [one.attrs["id"] for one in page.having("id")]
    targets = {one.attrs["href"][1:] for one in page.having("href") if one.attrs["href"][0] == "#"}
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert targets - set(ids) == set()


@each_pathway
def test_numbers_of_sources_run_in_order_of_first_appearance(
    collection: Collection, slug: str
) -> None:
    page = shown(collection, slug)
    marks = [one.attrs["id"] for one in page.having("id") if one.attrs["id"].startswith("cite-")]
    first = list(dict.fromkeys(int(one.split("-")[1]) for one in marks))
    assert list(range(1, len(first) + 1)) == first


@each_pathway
def test_every_citation_has_a_place_that_its_reference_leads_back_to(
    collection: Collection, slug: str
) -> None:
    page = shown(collection, slug)
    cited = Counter(one.source for one in citing.citations(collection.pathways[slug], collection))
    numbering = citing.numbering(collection.pathways[slug], collection)
    for key, count in cited.items():
        number = numbering[key]
        links = [one.attrs["href"] for one in page.all("li", id=f"ref-{number}")[0].all("a")]
        back = [one for one in links if one.startswith("#cite-")]
        assert [f"#cite-{number}-{one}" for one in range(1, count + 1)] == back


def test_what_matters_first_comes_first() -> None:
    text = page_text(EXAMPLES.pathways["stepped"], EXAMPLES, as_of=AS_OF)
    parts = (
        "sw-status",
        "\n# ",
        "sw-meta",
        "sw-population",
        "#red-flags",
        "#chart }",
        "#words }",
        "#pitfalls }",
        "#medications }",
        "#contested }",
        "#references }",
        "#about }",
    )
    places = [text.index(one) for one in parts]
    assert sorted(places) == places


def step(page: Element, name: str) -> Element:
    return next(one for one in page.all("li") if one.attrs.get("data-step") == name)


def test_a_range_of_sources_is_written_with_a_dash() -> None:
    flag = shown(EXAMPLES, "stepped").all("li", class_="sw-flag")[0]
    assert flag.all("sup")[0].text == "1–3"


def test_a_return_says_when_how_often_and_what_then() -> None:
    said = step(shown(EXAMPLES, "stepped"), "review").having("data-after")[0].text
    assert said == (
        "In 4–6 weeks, start again: go to 1 (Alarm gate); at most 2 times; "
        "then go to 5 (Wait and watch.)"
    )


def test_a_pathway_that_is_not_written_yet_is_named_and_not_linked() -> None:
    page = shown(EXAMPLES, "resistant")
    said = next(one for one in page.having("data-to-pathway"))
    assert (said.text, said.all("a")) == ("Continue in Exampline later (not written yet)", [])


def test_a_review_is_overdue_from_the_day_after_it_was_due() -> None:
    told = [
        age_told(shown(EXAMPLES, "resistant", day)) for day in (date(2026, 6, 30), date(2026, 7, 1))
    ]
    line = "Review overdue since 30 June 2026: compare with the current site before use."
    assert told == [[], [line, "Review overdue"]]


@each_pathway
def test_a_page_without_a_reviewer_says_so(collection: Collection, slug: str) -> None:
    silent = "No clinician has reviewed this page." not in shown(collection, slug).text
    assert bool(collection.pathways[slug].value.review.by) == silent


def test_an_edition_is_the_same_bytes_every_time() -> None:
    sheet = SHIPPED.pathways["refractory"]
    made = [list(page(sheet, SHIPPED, as_of=AS_OF, base_url="https://a.example")) for _ in "ab"]
    assert made[0] == made[1]


def shape(page: Element) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.tag, tuple(one.attrs)) for one in page.all()]


def _without_chart(*_: object) -> str:
    return "<figure></figure>"


@example(text=".md")
@given(text=HOSTILE)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@each_example
def test_whatever_is_written_stays_text(
    text: str, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stepwell.render.page.figure", _without_chart)
    calm, wild = with_text(EXAMPLES, "word"), with_text(EXAMPLES, text)
    expected, found = shown(calm, slug), shown(wild, slug)
    assert shape(expected) == shape(found)
    said = [one.children[0] for one in found.all("div", class_="sw-step-text")]
    ours = [one for one in found.all("a") if one.attrs.get("rel") != "external"]
    pages = [one for one in ours if one.attrs["href"].endswith(".md")]
    own = re.compile(r"\.\./(leaflets|c)/")
    links = [one.text for one in pages if not own.match(one.attrs["href"])]
    assert set(said + links) == {text}
    assert edges(chart(wild.pathways[slug])) == chart_read(steps(found)).edges
    assert found.all("h1")[0].text == text


@given(text=HOSTILE)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_head_of_a_page_is_yaml_that_a_theme_may_print(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stepwell.render.page.figure", _without_chart)
    wild = with_text(EXAMPLES, text)
    head = page_text(wild.pathways["plain"], wild, as_of=AS_OF).split("---\n")[1]
    title = yaml.safe_load(head)["title"]
    assert not set('<>"') & set(title)
    assert "{{" not in head
