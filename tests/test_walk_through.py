"""The walk-through on the page: its data are the model, and only what was written is in it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from examples import AS_OF
from faces import Element, document, parse
from hostile import HOSTILE, with_text
from hypothesis import given, settings

from stepwell.graph import EdgeKind, whole
from stepwell.guard import parse as guard
from stepwell.guard_json import guard_json
from stepwell.load import load
from stepwell.model import OTHERWISE
from stepwell.render.page import page_text
from stepwell.render.walk_through import section, walk_data
from stepwell.walk import walker

if TYPE_CHECKING:
    from stepwell.collection import Collection
    from stepwell.graph import Edge

ROOT = Path(__file__).parent.parent
EXAMPLES = load(ROOT / "tests" / "good" / "every-feature")
SHIPPED = load(ROOT / "pathways")
ALL = [(of, slug) for of in (EXAMPLES, SHIPPED) for slug in of.pathways]
LIMIT = 15_000
"""Bytes of both scripts together: what a phone with a bad signal waits for."""

each_pathway = pytest.mark.parametrize(("collection", "slug"), ALL, ids=[slug for _, slug in ALL])


def data(collection: Collection, slug: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(
        json.dumps(walk_data(collection.pathways[slug], collection), allow_nan=False)
    )
    return read


def written(edge: Edge) -> Any:
    guarded = edge.kind is EdgeKind.BRANCH and edge.when != OTHERWISE
    return guard_json(guard(edge.when)) if guarded else None


def script(page: Element) -> str:
    (found,) = [one for one in page.all("script") if one.attrs.get("type") == "application/json"]
    return found.text


def parts(page: Element) -> dict[str, Element]:
    return {one.attrs["data-part"]: one for one in page.all("template")}


@each_pathway
def test_the_pathway_can_be_read_back_from_the_data(collection: Collection, slug: str) -> None:
    graph = whole(collection.pathways[slug], collection)
    read = data(collection, slug)
    steps = {name: (one["kind"], one["ways"]) for name, one in read["steps"].items()}
    assert graph.start == read["start"]
    assert {name: node.kind for name, node in graph.nodes.items()} == {
        name: kind for name, (kind, _) in steps.items()
    }
    assert [
        (one.source, one.kind.value, one.index, one.target, one.label, written(one))
        for one in graph.edges
    ] == [
        (name, way["kind"], way["index"], way["to"], way["label"], way["when"])
        for name in dict.fromkeys(one.source for one in graph.edges)
        for way in steps[name][1]
    ]


@each_pathway
def test_every_fact_that_a_question_asks_for_has_its_candidate_values(
    collection: Collection, slug: str
) -> None:
    read = data(collection, slug)
    for name, ask in walker(collection.pathways[slug], collection).questions.items():
        step = read["steps"][name]
        assert list(ask.asked) == step["asked"]
        assert set(ask.asked) == set(step["candidates"]) <= set(read["facts"])
        assert all(step["candidates"].values())


@each_pathway
def test_the_data_stand_on_the_page_byte_for_byte(collection: Collection, slug: str) -> None:
    sheet = collection.pathways[slug]
    if sheet.value.walk_through:
        page = document(page_text(sheet, collection, as_of=AS_OF))
        assert script(parse(section(sheet, collection))) == script(page)
        assert data(collection, slug) == json.loads(script(page))


@each_pathway
def test_whatever_the_script_shows_has_a_template(collection: Collection, slug: str) -> None:
    sheet = collection.pathways[slug]
    read = data(collection, slug)
    wanted = {"start", "question", "result", "needs", "gap", "overlap", "loop"}
    wanted |= {f"{kind}-{name}" for name in read["facts"] for kind in ("fact", "row")}
    for name, step in read["steps"].items():
        told = [way for way in step["ways"] if way["kind"] in {"branch", "unknown", "then"}]
        wanted |= {f"step-{name}", *(f"drug-{one}" for one in step.get("start", ()))}
        wanted |= {f"way-{name}-{way['kind']}-{way['index']}" for way in told}
        wanted |= {f"row-{name}"} if step.get("done") else set()
    found = parts(parse(section(sheet, collection)))
    assert sorted(wanted - set(found)) == ([] if sheet.value.walk_through else sorted(wanted))


def test_the_scripts_are_small() -> None:
    assets = files("stepwell") / "assets"
    size = sum(len((assets / name).read_bytes()) for name in ("logic.js", "walk.js"))
    assert size < LIMIT


def test_a_pathway_whose_walk_through_is_off_says_so_and_has_no_data() -> None:
    plain = EXAMPLES.pathways["plain"]
    assert not plain.value.walk_through
    page = parse(section(plain, EXAMPLES))
    assert "is switched off by its editors" in page.text
    assert page.all("script") + page.all("template") == []


def test_a_result_states_status_edition_and_review_date() -> None:
    result = parts(parse(section(SHIPPED.pathways["medicines"], SHIPPED)))["result"].text
    said = ("Draft.", "No clinician has reviewed this page.", "edition 2026.1", "1 November 2027")
    assert [one for one in said if one not in result] == []


def test_a_class_that_is_started_shows_its_members_and_what_to_check() -> None:
    drug = parts(parse(section(SHIPPED.pathways["medicines"], SHIPPED)))["drug-nsaid"]
    assert {"Naproxen", "Ibuprofen"} < {one.text for one in drug.all("strong")}
    assert "Do not add acetaminophen to an NSAID." in drug.text


@given(text=HOSTILE)
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_stays_text(text: str) -> None:
    wild = with_text(EXAMPLES, text)
    sheet = wild.pathways["stepped"]
    page = "\n\n".join(["---\n---\n", "# head", section(sheet, wild), "# foot"])
    shown = document(page)
    assert data(wild, "stepped") == json.loads(script(shown))
    found = parts(shown)
    asked = [one for name, one in found.items() if name.startswith("fact-")]
    assert {one.all("h3")[0].text for one in asked} == {text}
    assert [one.text for one in shown.all("h1")] == ["head", "foot"]
