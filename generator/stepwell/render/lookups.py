"""Pages in which readers look things up: questions, words, sizes of benefit, tools.

Takes the collection; gives one page for each kind of thing that it holds. What
pathways say stands here once more only as a link, never in other words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stepwell.render import words
from stepwell.render.artifact import Artifact
from stepwell.render.citing import family
from stepwell.render.editing import edit_links
from stepwell.render.register import sources
from stepwell.render.step_list import anchor
from stepwell.render.templating import render
from stepwell.step_text import step_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Cites
    from stepwell.render.editing import Edits


@dataclass(frozen=True, slots=True)
class Advised:
    """A step that advises against something, and where it stands."""

    text: str
    note: str
    badges: tuple[words.Badge, ...]
    cite: Cites
    page: str
    anchor: str


REGISTERS = {
    "questions": "All questions",
    "medications": "Medications and doses",
    "contested": "Where sources disagree",
    "advised-against": "Not routinely recommended",
    "benefits": "How large is the benefit?",
    "glossary": "Glossary and abbreviations",
    "guidelines": "Guidelines of societies",
    "sources": "Sources",
}
"""What readers look up, by the name of its page."""
_ALWAYS = {"medications", "contested", "sources"}


def shelf(collection: Collection) -> dict[str, str]:
    """The pages of `REGISTERS` that this collection has, with their titles."""
    made = {one.path for one in lookups(collection)}
    return {
        name: title
        for name, title in REGISTERS.items()
        if name in _ALWAYS or f"registers/{name}.md" in made
    }


def lookups(collection: Collection, edits: Edits | None = None) -> Iterator[Artifact]:
    """One page for each kind of entry that the collection has."""
    links = edit_links(collection, edits)
    abbreviations = collection.info.value.abbreviations
    terms = [one.value for one in collection.terms.values()]
    benefits = [one.value for one in collection.benefits.values()]
    guidelines = [one.value for one in collection.guidelines.values()]
    against = [*_advised_against(collection)]
    pages: dict[str, tuple[object, dict[str, Any]]] = {
        "registers/questions": (collection.pathways, {"pathways": collection.pathways}),
        "registers/glossary": (
            terms or abbreviations,
            {
                "terms": sorted(terms, key=lambda one: one.term.lower()),
                "abbreviations": abbreviations,
            },
        ),
        "registers/benefits": (
            benefits,
            {
                "note": collection.benefits_note,
                "scales": {name: one.value for name, one in collection.scales.items()},
                "benefits": benefits,
            },
        ),
        "registers/guidelines": (guidelines, {"guidelines": guidelines}),
        "registers/advised-against": (against, {"groups": against}),
        "tools/index": (
            collection.pathways,
            {"pathways": collection.pathways, "scores": collection.scores},
        ),
    }
    for name, (entries, values) in pages.items():
        if entries:
            text = render(
                f"{name}.md.j2",
                info=collection.info.value,
                sources_of=lambda cites: sources(cites, collection),
                anchor=anchor,
                links=links,
                **values,
            )
            yield Artifact(f"{name}.md", text.encode())


def _advised_against(
    collection: Collection,
) -> Iterator[tuple[Sheet, Sheet, tuple[Advised, ...]]]:
    """By sheet, with the pathway on whose page its steps are read; a block's once."""
    seen: set[str] = set()
    for host in collection.pathways.values():
        for sheet in family(host, collection):
            if sheet.slug in seen:
                continue
            seen.add(sheet.slug)
            if found := tuple(_against(sheet, host, collection)):
                yield sheet, host, found


def _against(sheet: Sheet, host: Sheet, collection: Collection) -> Iterator[Advised]:
    prefix = "" if sheet is host else f"{sheet.slug}/"
    for step in (one.value for one in sheet.steps()):
        if step.kind in {"action", "outcome"} and step.direction == "against":
            yield Advised(
                step_text(step, collection),
                step.note or "",
                words.grade(step),
                step.cite,
                f"../pathways/{host.slug}.md",
                anchor(prefix + step.id),
            )
