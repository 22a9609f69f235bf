"""pathway.json: complete, equal to the model, the same bytes every time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden_files import golden
from hostile import HOSTILE, with_text
from hypothesis import given, settings

from stepwell.graph import Edge, EdgeKind, Graph, chart, whole
from stepwell.load import load
from stepwell.model import Block, Pathway
from stepwell.quantity import Quantity
from stepwell.render import citing
from stepwell.render.export import export

if TYPE_CHECKING:
    from stepwell.collection import Collection

ROOT = Path(__file__).parent.parent
EXAMPLES = load(ROOT / "tests" / "good" / "every-feature")
SHIPPED = load(ROOT / "pathways")
ALL = [(of, slug) for of in (EXAMPLES, SHIPPED) for slug in of.pathways]

each_pathway = pytest.mark.parametrize(("collection", "slug"), ALL, ids=[slug for _, slug in ALL])


def exported(collection: Collection, slug: str) -> dict[str, Any]:
    made = export(collection.pathways[slug], collection, base_url="https://a.example/")
    read: dict[str, Any] = json.loads(made)
    return read


def edges(read: dict[str, Any]) -> tuple[Edge, ...]:
    return tuple(Edge(**{**one, "kind": EdgeKind(one["kind"])}) for one in read["edges"])


def nodes(graph: Graph) -> list[dict[str, Any]]:
    return [{"id": one.id, "number": one.number, "kind": one.kind} for one in graph.nodes.values()]


@pytest.mark.parametrize("slug", EXAMPLES.pathways)
def test_an_export_is_as_expected(slug: str, pytestconfig: pytest.Config) -> None:
    made = export(EXAMPLES.pathways[slug], EXAMPLES, base_url="https://a.example").decode()
    expected = golden(f"pathways/{slug}/pathway.json", made, pytestconfig.getoption("update"))
    assert expected == made


@each_pathway
def test_every_graph_can_be_read_back(collection: Collection, slug: str) -> None:
    sheet, read = collection.pathways[slug], exported(collection, slug)
    graphs = [(chart(sheet), read["chart"]), (whole(sheet, collection), read["whole"])]
    graphs += [(chart(one), read["charts"][one.slug]) for one in collection.includes(sheet)]
    for graph, found in graphs:
        assert (graph.start, nodes(graph), graph.edges) == (
            found["start"],
            found["nodes"],
            edges(found),
        )


def _typed(value: Any) -> Any:
    """Quantities back as an editor writes them."""
    if isinstance(value, dict):
        if value.keys() == {"text", "low", "high", "unit"}:
            return Quantity.parse(value["text"]).code
        return {key: _typed(one) for key, one in value.items()}
    return [_typed(one) for one in value] if isinstance(value, list) else value


def _given(value: Any) -> Any:
    """Without the keys that an editor left out."""
    if isinstance(value, dict):
        return {key: _given(one) for key, one in value.items() if one is not None}
    return [_given(one) for one in value] if isinstance(value, list) else value


@each_pathway
def test_the_pathway_and_its_blocks_can_be_read_back(collection: Collection, slug: str) -> None:
    sheet, read = collection.pathways[slug], _given(_typed(exported(collection, slug)))
    assert sheet.value == Pathway.model_validate_json(json.dumps(read["pathway"]))
    for block in collection.includes(sheet):
        assert block.value == Block.model_validate_json(json.dumps(read["blocks"][block.slug]))


@each_pathway
def test_citations_are_resolved_under_the_numbers_of_the_page(
    collection: Collection, slug: str
) -> None:
    numbers = citing.numbering(collection.pathways[slug], collection)
    read = exported(collection, slug)["references"]
    entries = collection.references
    assert [(numbers[key], key, entries[key].doi, entries[key].pmid) for key in numbers] == [
        (one["number"], one["source"], one["doi"], one["pmid"]) for one in read
    ]


@each_pathway
def test_only_facts_that_guards_use_are_exported(collection: Collection, slug: str) -> None:
    read = exported(collection, slug)
    written = " ".join(one["when"] for one in read["whole"]["edges"])
    words = set(re.findall(r"\w+", written))
    assert [one["id"] for one in read["facts"]] == [
        name for name in collection.facts if name in words
    ]


def test_a_draft_says_so_first_hand() -> None:
    assert exported(EXAMPLES, "stepped")["status"] == "draft"


@given(text=HOSTILE)
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_can_be_read_back(text: str) -> None:
    read = exported(with_text(EXAMPLES, text), "stepped")
    assert (read["pathway"]["title"], read["blocks"]["gate"]["title"]) == (text, text)
