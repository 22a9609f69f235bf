"""Where each part of a page is edited: its file and its line in the repository.

Takes the repository's address and what a collection knows of its places; gives one
address by the anchor under which pages show the part. Without a repository there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stepwell.render.references import source_anchor
from stepwell.render.step_list import anchor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.source import Span

NOWHERE: Mapping[str, str] = MappingProxyType({})
_PAGES = {
    "registers/sources.md": "references.bib",
    "registers/medications.md": "medications.toml",
    "registers/facts.md": "facts.toml",
    "registers/contested.md": "contested.toml",
    "registers/benefits.md": "benefits.toml",
    "registers/glossary.md": "glossary.toml",
    "registers/guidelines.md": "guidelines.toml",
    "index.md": "collection.toml",
}


@dataclass(frozen=True, slots=True)
class Edits:
    """A repository that shows its files on the web."""

    folder: str
    """The collection's folder, as its sources name it."""
    view: str
    """Address of a file of that folder, with `{path}` in place of its name."""
    edit: str
    """The same, to edit the file in the browser."""

    def line(self, span: Span) -> str:
        """The address of a line."""
        inside = span.path.removeprefix(f"{self.folder}/")
        return f"{self.view.replace('{path}', quote(inside))}#L{span.line}"

    def page(self, path: str) -> str:
        """Where a generated page is edited, by its path; empty when it has no one file."""
        name = _PAGES.get(path, "")
        head, _, file = path.rpartition("/")
        stem = file.removesuffix(".md")
        if path.endswith(".md") and stem != "index":
            if head == "pathways":
                name = f"{stem}.toml"
            elif head == "leaflets":
                name = f"{stem.removesuffix('-basics').removesuffix('-more')}.leaflet.toml"
            elif head == "tools":
                name = "scores.toml"
        return self.edit.replace("{path}", quote(name)) if name else ""


def edit_links(collection: Collection, edits: Edits | None) -> Mapping[str, str]:
    """The entries of all registers, leaflets and score tools, by their anchors."""
    if edits is None:
        return NOWHERE
    return {name: edits.line(span) for name, span in _entries(collection)}


def step_links(sheet: Sheet, collection: Collection, edits: Edits | None) -> Mapping[str, str]:
    """What the page of a pathway shows: its steps, those of its blocks, and the registers'."""
    if edits is None:
        return NOWHERE
    own = {name: edits.line(span) for name, span in _steps(sheet, collection)}
    return {**edit_links(collection, edits), **own}


def _steps(sheet: Sheet, collection: Collection) -> Iterator[tuple[str, Span]]:
    for step in sheet.steps():
        key = "block" if step.value.kind == "include" else "id"
        yield anchor(step.value.id), step.span(key)
    for block in collection.includes(sheet):
        for inner in block.steps():
            yield anchor(f"{block.slug}/{inner.value.id}"), inner.span("id")
    for name, key in (("red-flags", "red_flag"), ("pitfalls", "pitfall")):
        holder = next(
            (one for one in (sheet, *collection.includes(sheet)) if (key,) in one.source.places),
            None,
        )
        if holder:
            yield name, holder.span(key, 0)


def _entries(collection: Collection) -> Iterator[tuple[str, Span]]:
    registers: dict[str, Mapping[str, Located[Any]]] = {
        "medication": collection.medications,
        "class": collection.classes,
        "contested": collection.contested,
        "fact": collection.facts,
        "term": collection.terms,
        "guideline": collection.guidelines,
        "benefit": collection.benefits,
        "scale": collection.scales,
        "score": collection.scores,
    }
    for kind, register in registers.items():
        for name, one in register.items():
            where = name.replace("_", "-") if kind == "fact" else name
            yield f"{kind}-{where}", one.span("id")
    for slug, leaflet in collection.leaflets.items():
        yield f"leaflet-{slug}", leaflet.span("title")
    for source, entry in collection.references.items():
        yield source_anchor(source), entry.span
