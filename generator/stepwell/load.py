"""From a folder to a `Collection`: reading, decoding, parsing, typing.

Takes a folder; gives the collection or raises `InvalidInput` with every fault
of family P1 and every name that stands twice. Reads files and nothing else;
follows no name from one file into another.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from stepwell.bibliography import Entry, bibliography
from stepwell.collection import Collection, Located, Sheet
from stepwell.diagnostics import Diagnostic, Findings, InvalidInput, Note, diagnostic
from stepwell.fields import SLUG, Value
from stepwell.malformed import malformed
from stepwell.model import Block, Pathway
from stepwell.registers import Cases, CollectionInfo, Contested, Facts, Medications
from stepwell.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

V = TypeVar("V", bound=Value)

MAX_LINE = 20_000
"""Characters; no hand writes a longer line, and no one can review it."""
MAX_FILE = 5_000_000
"""Bytes of one file."""

REGISTERS: dict[str, type[Value]] = {
    "collection.toml": CollectionInfo,
    "facts.toml": Facts,
    "medications.toml": Medications,
    "contested.toml": Contested,
}
BIBLIOGRAPHY = "references.bib"

FILES: dict[str, type[Value]] = {
    "pathway": Pathway,
    "block": Block,
    "cases": Cases,
    **{name.removesuffix(".toml"): model for name, model in REGISTERS.items()},
}
"""Every kind of file an editor writes in TOML, by the name of its JSON Schema."""

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load(folder: Path) -> Collection:
    """Read the folder; InvalidInput carries all faults of form at once."""
    loader = _Loader(folder)
    collection = loader.collection()
    if loader.found:
        raise InvalidInput(Findings.of(loader.found, loader.sources))
    return collection


def find(folder: Path) -> Iterator[Path]:
    """The files of a collection below its folder, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if not hidden and inside.parts[0] != "schema" and path.suffix in {".toml", ".bib"}:
            yield path


class _Loader:
    """Gathers findings and sources while one folder is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}

    def collection(self) -> Collection:
        name = self.folder.as_posix()
        if not self.folder.is_dir():
            self.found.append(diagnostic(
                "missing-folder", f"The folder `{name}` does not exist.", Span(name),
                "name the folder that holds the pathways, such as `stepwell check pathways`",
            ))
            return _nothing(name)
        pathways: dict[str, Sheet] = {}
        blocks: dict[str, Sheet] = {}
        cases: dict[str, Located[Cases]] = {}
        registers: dict[str, Located[Any]] = {}
        references: dict[str, Entry] = {}
        for path in find(self.folder):
            inside = path.relative_to(self.folder)
            source = self._read(path)
            if source is None:
                continue
            if inside.as_posix() == BIBLIOGRAPHY:
                references, broken = bibliography(source)
                self.found += broken
            elif inside.as_posix() in REGISTERS:
                if register := self._typed(source, REGISTERS[inside.name]):
                    registers[inside.name] = register
            elif path.suffix == ".toml" and inside.parent.as_posix() in {".", "blocks"}:
                slug = inside.name.removesuffix(".toml").removesuffix(".cases")
                self._named(slug, source)
                if inside.name.endswith(".cases.toml"):
                    if located := self._typed(source, Cases):
                        cases[slug] = located
                elif inside.parent.name == "blocks":
                    if block := self._typed(source, Block):
                        blocks[slug] = Sheet(slug, block)
                elif pathway := self._typed(source, Pathway):
                    pathways[slug] = Sheet(slug, pathway)
            else:
                self.found.append(diagnostic(
                    "stray-file", f"`{inside.as_posix()}` has no part in a collection.",
                    Span(source.path), "pathways stand in the folder itself, blocks in `blocks/`",
                ))
        if not pathways and not self.found:
            self.found.append(diagnostic(
                "empty-folder", f"The folder `{name}` holds no pathway.", Span(name),
                "start one with `stepwell new <slug>`",
            ))
        self._sheets_once(pathways, blocks)
        self._cases_have_a_pathway(cases, pathways)
        return Collection(
            info=registers.get("collection.toml") or self._info(pathways),
            pathways=pathways,
            blocks=blocks,
            facts=self._keyed(registers.get("facts.toml"), "facts", "fact"),
            medications=(drugs := self._keyed(registers.get("medications.toml"), "medications", "medication")),
            classes=self._keyed(registers.get("medications.toml"), "classes", "class", drugs),
            contested=self._keyed(registers.get("contested.toml"), "points", "point"),
            references=references,
            cases={slug: tuple(_entries(file, "cases", "case")) for slug, file in cases.items()},
            sources=self.sources,
        )

    def _read(self, path: Path) -> Source | None:
        name = path.as_posix()
        if not path.resolve().is_relative_to(self.folder.resolve()):
            self.found.append(diagnostic(
                "link-out-of-tree", f"`{name}` is a link that leads out of the folder.", Span(name),
                "copy the file into the folder, so that the collection is complete in itself",
            ))
            return None
        try:
            if path.stat().st_size > MAX_FILE:
                raise OSError(f"it is larger than {MAX_FILE // 1_000_000} MB")
            raw = path.read_bytes()
        except OSError as error:
            self.found.append(diagnostic(
                "unreadable-file", f"`{name}` cannot be read: {error.strerror or error}.", Span(name)
            ))
            return None
        try:
            source = Source(name, raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            before = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start]
            self.sources[name] = Source(name, raw.decode("utf-8", "replace"))
            self.found.append(diagnostic(
                "not-utf8", f"`{name}` is not encoded in UTF-8.",
                Span(name, line, len(before.decode("utf-8", "replace")) + 1),
                "save the file with the encoding UTF-8",
            ))
            return None
        self.sources[name] = source
        for number, text in enumerate(source.lines, start=1):
            if len(text) > MAX_LINE:
                self.found.append(diagnostic(
                    "line-too-long", f"This line has {len(text)} characters.",
                    Span(name, number), f"keep lines below {MAX_LINE} characters",
                ))
                return None
        return source

    def _typed(self, source: Source, model: type[V]) -> Located[V] | None:
        try:
            data = tomllib.loads(source.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self.found.append(_broken(source, str(error)))
            return None
        except (RecursionError, ValueError):
            self.found.append(_broken(source, "A value is nested or numbered beyond all reason"))
            return None
        try:
            return Located(model.model_validate(data), source)
        except ValidationError as error:
            self.found += malformed(error, source, data, model)
            return None

    def _named(self, slug: str, source: Source) -> None:
        if not re.match(SLUG, slug):
            self.found.append(diagnostic(
                "bad-id", f"The file name `{slug}` cannot be the name of a pathway.",
                Span(source.path), "use lower-case letters, digits and hyphens",
            ))

    def _sheets_once(self, pathways: dict[str, Sheet], blocks: dict[str, Sheet]) -> None:
        for slug in sorted(pathways.keys() & blocks.keys()):
            self._twice(slug, Span(blocks[slug].source.path), Span(pathways[slug].source.path))

    def _cases_have_a_pathway(
        self, cases: dict[str, Located[Cases]], pathways: dict[str, Sheet]
    ) -> None:
        for slug, located in cases.items():
            if slug not in pathways and not self.found:
                self.found.append(diagnostic(
                    "stray-file", f"There is no pathway `{slug}` for these cases.",
                    Span(located.source.path), f"name the file after its pathway, or write `{slug}.toml`",
                ))

    def _keyed(
        self, file: Located[Any] | None, field: str, key: str, others: Iterable[str] = ()
    ) -> dict[str, Located[Any]]:
        """Entries of a register by id; `others` are names they must not share."""
        entries: dict[str, Located[Any]] = {}
        spans = dict(others.items()) if isinstance(others, dict) else {}
        for entry in _entries(file, field, key) if file else ():
            name = entry.value.id
            if first := spans.get(name):
                self._twice(name, entry.span("id"), first.span("id"))
            else:
                entries[name] = spans[name] = entry
        return entries

    def _twice(self, name: str, second: Span, first: Span) -> None:
        self.found.append(diagnostic(
            "duplicate-name", f"The name `{name}` is used twice.", second,
            "give one of the two another name", [Note(first, "first used here")],
        ))

    def _info(self, pathways: dict[str, Sheet]) -> Located[CollectionInfo]:
        if pathways:
            self.found.append(diagnostic(
                "missing-key", "The folder has no `collection.toml`.", Span(self.folder.as_posix()),
                "add one with title, publisher, licence and disclaimer",
            ))
        return _nothing(self.folder.as_posix()).info


def _entries(file: Located[Any], field: str, key: str) -> Iterator[Located[Any]]:
    for index, value in enumerate(getattr(file.value, field)):
        yield Located(value, file.source, (key, index))


def _nothing(name: str) -> Collection:
    info = CollectionInfo(title="-", publisher="-", licence="-", disclaimer="-")
    return Collection(info=Located(info, Source(name, "")), pathways={})


def _broken(source: Source, message: str) -> Diagnostic:
    found = _POSITION.search(message)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (len(source.lines), 1)
    if found and not found[1]:
        column = len(source.line(line)) + 1
    said = _POSITION.sub("", message)
    return diagnostic(
        "broken-toml", f"This is not valid TOML: {said[0].lower()}{said[1:]}.",
        Span(source.path, line, column), "look for a missing quote, bracket or equals sign nearby",
    )
