"""Leaflets as files: what is loaded, which names are followed, what must be cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples import MINIMAL, examine, names

if TYPE_CHECKING:
    from pathlib import Path

    from examples import Collect

LEAFLET = """#:schema schema/leaflet.json
title = "When examples last"

[[part]]
heading = "What can help"
basics = ["Walking a little each day helps, and rest is also fine whenever your body asks for it."]
more = [
  "Walking a little every day helps most patients, although not everyone improved.",
  "Ask which benefits are realistic, and which adverse effects are unusually dangerous.",
]
steps = ["offer"]
cite = [{ source = "doe2020", at = "recommendation 2" }]
"""

ONE_MORE = """
@misc{poe2022,
  author = {Poe, P.},
  title = {What patients say},
  publisher = {Example Press},
  year = {2022},
  keywords = {other}
}
"""


def with_leaflet(old: str = "", new: str = "") -> dict[str, str]:
    """The minimal pathway with a leaflet, one text in it replaced."""
    assert old in LEAFLET
    return {"example.leaflet.toml": LEAFLET.replace(old, new, 1)}


def test_a_leaflet_is_loaded_under_the_name_of_its_pathway(collect: Collect) -> None:
    made, found = collect(with_leaflet())
    assert not found
    leaflet = made.leaflets["example"].value
    assert leaflet.title == "When examples last"
    (part,) = leaflet.parts
    assert part.heading == "What can help"
    assert len(part.basics) == 1
    assert len(part.more) == 2
    assert part.steps == ("offer",)
    assert [(one.source, one.at) for one in part.cite] == [("doe2020", "recommendation 2")]


def test_a_leaflet_without_a_pathway_is_told(minimal: Path) -> None:
    (minimal / "exmaple.leaflet.toml").write_text(LEAFLET)
    (one,) = examine(minimal)
    assert one.rule.name == "stray-file"
    assert one.message == "There is no pathway `exmaple` for this leaflet."


def test_a_part_without_one_of_its_versions_is_told(minimal: Path) -> None:
    (minimal / "example.leaflet.toml").write_text(LEAFLET.replace("basics", "basic"))
    assert {one.rule.name for one in examine(minimal)} == {"missing-key", "unknown-key"}


def test_a_leaflet_without_parts_is_told(minimal: Path) -> None:
    (minimal / "example.leaflet.toml").write_text('title = "Nothing"\n')
    assert [one.rule.name for one in examine(minimal)] == ["missing-key"]


def test_a_step_that_a_leaflet_misspells_is_told_with_the_nearest(collect: Collect) -> None:
    _, (one,) = collect(with_leaflet('steps = ["offer"]', 'steps = ["ofer"]'))
    assert one.rule.name == "unknown-step"
    assert one.help == "did you mean `offer`?"
    assert one.span.path == "pathways/example.leaflet.toml"


def test_a_source_that_a_leaflet_misspells_is_told_with_the_nearest(collect: Collect) -> None:
    _, (one,) = collect(with_leaflet("doe2020", "doe2002"))
    assert (one.rule.name, one.help) == ("unknown-source", "did you mean `doe2020`?")


def test_a_part_without_a_source_is_told(collect: Collect) -> None:
    uncited = with_leaflet('cite = [{ source = "doe2020", at = "recommendation 2" }]\n')
    assert names(collect, uncited) == ["uncited-statement"]


def test_a_citation_of_a_leaflet_without_its_place_is_told(collect: Collect) -> None:
    placeless = with_leaflet(', at = "recommendation 2"')
    assert names(collect, placeless) == ["citation-without-place"]


def test_a_source_that_only_a_leaflet_cites_is_cited(collect: Collect) -> None:
    more = (MINIMAL / "references.bib").read_text() + ONE_MORE
    assert names(collect, {"references.bib": more}) == ["unused-source"]
    only = with_leaflet('source = "doe2020"', 'source = "poe2022"')
    assert names(collect, only | {"references.bib": more}) == []
