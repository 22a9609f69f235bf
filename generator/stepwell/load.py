"""From a folder to a `Collection`: each file typed, each register keyed by name.

Takes a folder; gives the collection or raises `InvalidInput` with every fault
of family P1 and every name that stands twice. Follows no name from one file into
another.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from stepwell.background import Benefits, Glossary, Guidelines
from stepwell.bibliography import Entry, bibliography
from stepwell.cases import Cases
from stepwell.collection import Collection, Located, Sheet
from stepwell.diagnostics import Diagnostic, Findings, InvalidInput, Note, diagnostic
from stepwell.fields import SLUG, Value
from stepwell.leaflets import Leaflet
from stepwell.malformed import malformed
from stepwell.model import Block, Pathway
from stepwell.reading import Reader, find
from stepwell.registers import CollectionInfo, Contested, Facts, Medications
from stepwell.released import Released
from stepwell.safety import Safety
from stepwell.scores import Scores
from stepwell.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

V = TypeVar("V", bound=Value)

REGISTERS: dict[str, type[Value]] = {
    "collection.toml": CollectionInfo,
    "facts.toml": Facts,
    "medications.toml": Medications,
    "contested.toml": Contested,
    "safety.toml": Safety,
    "scores.toml": Scores,
    "glossary.toml": Glossary,
    "benefits.toml": Benefits,
    "guidelines.toml": Guidelines,
    "released.toml": Released,
}
BIBLIOGRAPHY = "references.bib"

FILES: dict[str, type[Value]] = {
    "pathway": Pathway,
    "block": Block,
    "cases": Cases,
    "leaflet": Leaflet,
    **{name.removesuffix(".toml"): model for name, model in REGISTERS.items()},
}
"""Every kind of file an editor writes in TOML, by the name of its JSON Schema."""


def load(folder: Path) -> Collection:
    """Read the folder; InvalidInput carries all faults of form at once."""
    loader = _Loader(folder)
    collection = loader.collection()
    if loader.found:
        raise InvalidInput(Findings.of(loader.found, loader.reader.sources))
    return collection


_valid: dict[tuple[str, type], Located[Any]] = {}
"""The last valid text of each file with its values, which are frozen: a preview loads often."""


class _Loader:
    """Gathers findings and sources while one folder is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Diagnostic] = []
        self.reader = Reader(folder, self.found)
        self.pathways: dict[str, Sheet] = {}
        self.blocks: dict[str, Sheet] = {}
        self.cases: dict[str, Located[Cases]] = {}
        self.leaflets: dict[str, Located[Leaflet]] = {}
        self.registers: dict[str, Located[Any]] = {}
        self.references: dict[str, Entry] = {}

    def collection(self) -> Collection:
        name = self.folder.as_posix()
        if not self.folder.is_dir():
            does = "name the folder that holds the pathways, such as `stepwell check pathways`"
            self._say("missing-folder", f"The folder `{name}` does not exist.", Span(name), does)
            return _nothing(name)
        for path in find(self.folder):
            if source := self.reader.read(path):
                self._file(path.relative_to(self.folder), source)
        if not self.pathways and not self.found:
            does = "start one with `stepwell new <slug>`"
            self._say("empty-folder", f"The folder `{name}` holds no pathway.", Span(name), does)
        self._sheets_once()
        self._have_a_pathway(self.cases, "these cases")
        self._have_a_pathway(self.leaflets, "this leaflet")
        drugs = self._keyed("medications.toml", "medications", "medication")
        return Collection(
            info=self.registers.get("collection.toml") or self._info(),
            pathways=self._ordered(),
            blocks=self.blocks,
            facts=self._keyed("facts.toml", "facts", "fact"),
            medications=drugs,
            classes=self._keyed("medications.toml", "classes", "class", drugs),
            contested=self._keyed("contested.toml", "points", "point"),
            references=self.references,
            safety=self._keyed("safety.toml", "rules", "rule"),
            scores=self._keyed("scores.toml", "scores", "score"),
            terms=self._keyed("glossary.toml", "terms", "term"),
            scales=self._keyed("benefits.toml", "scales", "scale"),
            benefits=self._keyed("benefits.toml", "benefits", "benefit"),
            benefits_note=self._benefits_note(),
            guidelines=self._keyed("guidelines.toml", "guidelines", "guideline"),
            cases={
                slug: tuple(_entries(file, "cases", "case")) for slug, file in self.cases.items()
            },
            leaflets=self.leaflets,
            released=self._keyed("released.toml", "sheets", "sheet"),
            sources=self.reader.sources,
        )

    def _file(self, inside: Path, source: Source) -> None:
        """Put one file, by its place in the folder, where it belongs."""
        if inside.as_posix() == BIBLIOGRAPHY:
            self.references, broken = bibliography(source)
            self.found += broken
        elif inside.as_posix() in REGISTERS:
            if register := self._typed(source, REGISTERS[inside.name]):
                self.registers[inside.name] = register
        elif inside.suffix == ".toml" and inside.parent.as_posix() in {".", "blocks"}:
            self._sheet(inside, source)
        else:
            does = "pathways stand in the folder itself, blocks in `blocks/`"
            said = f"`{inside.as_posix()}` has no part in a collection."
            self._say("stray-file", said, Span(source.path), does)

    def _sheet(self, inside: Path, source: Source) -> None:
        slug = inside.name.removesuffix(".toml").removesuffix(".cases").removesuffix(".leaflet")
        if not re.match(SLUG, slug):
            said = f"The file name `{slug}` cannot be the name of a pathway."
            self._say("bad-id", said, Span(source.path), "use lower-case letters, digits, hyphens")
        if inside.name.endswith(".cases.toml"):
            if cases := self._typed(source, Cases):
                self.cases[slug] = cases
        elif inside.name.endswith(".leaflet.toml"):
            if leaflet := self._typed(source, Leaflet):
                self.leaflets[slug] = leaflet
        elif inside.parent.name == "blocks":
            if block := self._typed(source, Block):
                self.blocks[slug] = Sheet(slug, block)
        elif pathway := self._typed(source, Pathway):
            self.pathways[slug] = Sheet(slug, pathway)

    def _typed(self, source: Source, model: type[V]) -> Located[V] | None:
        kept = _valid.get((source.path, model))
        if kept and kept.source == source:
            return kept
        data = self.reader.toml(source)
        if data is None:
            return None
        try:
            made = Located(model.model_validate(data), source)
        except ValidationError as error:
            self.found += malformed(error, source, data, model)
            return None
        _valid[source.path, model] = made
        return made

    def _sheets_once(self) -> None:
        for slug in sorted(self.pathways.keys() & self.blocks.keys()):
            first, second = self.pathways[slug].source.path, self.blocks[slug].source.path
            self._twice(slug, Span(second), Span(first))

    def _have_a_pathway(self, files: Mapping[str, Located[Any]], what: str) -> None:
        for slug, located in files.items():
            if slug not in self.pathways and not self.found:
                does = f"name the file after its pathway, or write `{slug}.toml`"
                said = f"There is no pathway `{slug}` for {what}."
                self._say("stray-file", said, Span(located.source.path), does)

    def _ordered(self) -> dict[str, Sheet]:
        """The pathways as the collection orders them, the others after them by name."""
        file = self.registers.get("collection.toml")
        first = [slug for slug in (file.value.order if file else ()) if slug in self.pathways]
        return {slug: self.pathways[slug] for slug in dict.fromkeys([*first, *self.pathways])}

    def _keyed(
        self,
        name: str,
        field: str,
        key: str,
        others: Mapping[str, Located[Any]] = MappingProxyType({}),
    ) -> dict[str, Located[Any]]:
        """Entries of a register by id; `others` have names that they must not share."""
        entries: dict[str, Located[Any]] = {}
        file = self.registers.get(name)
        for entry in _entries(file, field, key) if file else ():
            own = entry.value.id
            if first := entries.get(own) or others.get(own):
                self._twice(own, entry.span("id"), first.span("id"))
            else:
                entries[own] = entry
        return entries

    def _benefits_note(self) -> str:
        file = self.registers.get("benefits.toml")
        return (file.value.note or "") if file else ""

    def _info(self) -> Located[CollectionInfo]:
        name = self.folder.as_posix()
        if self.pathways:
            does = "add one with title, publisher, licence and disclaimer"
            self._say("missing-key", "The folder has no `collection.toml`.", Span(name), does)
        return _nothing(name).info

    def _twice(self, name: str, second: Span, first: Span) -> None:
        note = Note(first, "first used here")
        does = "give one of the two another name"
        self._say("duplicate-name", f"The name `{name}` is used twice.", second, does, [note])

    def _say(
        self, rule: str, message: str, span: Span, does: str, related: Iterable[Note] = ()
    ) -> None:
        self.found.append(diagnostic(rule, message, span, does, related))


def _entries(file: Located[Any], field: str, key: str) -> Iterator[Located[Any]]:
    for index, value in enumerate(getattr(file.value, field)):
        yield Located(value, file.source, (key, index))


def _nothing(name: str) -> Collection:
    info = CollectionInfo(title="-", publisher="-", licence="-", disclaimer="-")
    return Collection(info=Located(info, Source(name, "")), pathways={})
