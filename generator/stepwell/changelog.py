"""The changelog in two tracks: releases, their clinical and technical entries, whom each names.

Takes the text of a `CHANGELOG.md`; gives a `Changelog`, or raises `InvalidInput` with
every line that has no place in it. An entry names pathways and blocks by their slugs
in backticks, or says "all pathways". Knows no collection but the one it is asked about.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from stepwell.diagnostics import Findings, InvalidInput, diagnostic, did_you_mean
from stepwell.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic

Track: TypeAlias = Literal["clinical", "technical"]
FILE = "CHANGELOG.md"
UNRELEASED = "Unreleased"

_TRACKS: dict[str, Track] = {"Clinical": "clinical", "Technical": "technical"}
_RELEASE = re.compile(r"(?P<name>.+?) - (?P<date>\d{4}-\d{2}-\d{2})")
_PIECES = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<soft>[^*]+)\*|`(?P<code>[^`]+)`")
_SLUGS = re.compile(r" ?\((?:`[^`]+`(?:, | and )?)+\)")
_ALL = re.compile(r"\ball pathways\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an entry: plain text, `strong`, `soft` or `code`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One line of a track."""

    text: str
    """As it is written, folded into one line."""
    track: Track
    release: str
    """Name of its release, or `Unreleased`."""
    date: date | None
    """Day of its release."""
    span: Span

    @property
    def key(self) -> str:
        """A name that stays while its words stay, whatever is released or written above it."""
        return hashlib.sha256(f"{self.track}\0{self.text}".encode()).hexdigest()[:12]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Its parts in order."""
        return tuple(_pieces(self.text))

    @cached_property
    def shown(self) -> tuple[Piece, ...]:
        """Its parts without the slugs in brackets, in whose place readers get titles."""
        return tuple(_pieces(_SLUGS.sub("", self.text))) if self.names else self.pieces

    @property
    def plain(self) -> str:
        """Its words as readers get them, without marks."""
        return "".join(one.text for one in self.shown)

    @property
    def words(self) -> str:
        """Its words without marks."""
        return "".join(one.text for one in self.pieces)

    @property
    def names(self) -> tuple[str, ...]:
        """The slugs that it names."""
        return tuple(one.text for one in self.pieces if one.kind == "code")

    @property
    def collective(self) -> bool:
        """Whether it speaks of all pathways."""
        return bool(_ALL.search(self.words))

    def about(self, sheet: Sheet, collection: Collection) -> bool:
        """Whether it tells of a pathway or block: by name, by a block in it or a host of it."""
        if self.collective:
            return True
        near = [sheet, *collection.includes(sheet), *collection.hosts(sheet)]
        return any(one.slug in self.names for one in near)


@dataclass(frozen=True)
class Release:
    """A heading of the file with what stands below it."""

    name: str
    date: date | None
    entries: tuple[Entry, ...]

    def track(self, track: Track) -> tuple[Entry, ...]:
        """Its entries of one track, in their order."""
        return tuple(one for one in self.entries if one.track == track)


@dataclass(frozen=True)
class Changelog:
    """All releases, the newest first."""

    source: Source
    releases: tuple[Release, ...] = ()

    @property
    def clinical(self) -> tuple[Entry, ...]:
        """Every clinical entry, the newest release first."""
        return tuple(entry for one in self.releases for entry in one.track("clinical"))

    def about(self, sheet: Sheet, collection: Collection) -> tuple[Entry, ...]:
        """The clinical entries that tell of a pathway or block."""
        return tuple(one for one in self.clinical if one.about(sheet, collection))


def read(path: Path) -> Changelog:
    """The changelog in a file; InvalidInput says what is wrong with it, OSError that it is gone."""
    return changelog(Source(path.as_posix(), path.read_text("utf-8-sig", "replace")))


def changelog(source: Source) -> Changelog:
    """The changelog of a text; InvalidInput carries every line at fault."""
    found: list[Diagnostic] = []
    releases = tuple(_Lines(source, found).releases())
    if found:
        raise InvalidInput(Findings.of(found, {source.path: source}))
    return Changelog(source, releases)


def unknown_names(log: Changelog, collection: Collection) -> Findings:
    """Clinical entries that are not released yet and name what does not exist.

    Older ones may name pathways that are gone by now, and so may a new one if their
    sheets were released.
    """
    found = _unknown(log, collection)
    return Findings.of(found, {**collection.sources, log.source.path: log.source})


def _unknown(log: Changelog, collection: Collection) -> Iterator[Diagnostic]:
    gone = {one.value.slug for one in collection.released.values()}
    known = {*collection.slugs, *collection.blocks, *gone}
    for entry in log.clinical:
        for name in entry.names if entry.release == UNRELEASED else ():
            if name not in known:
                said = f"The entry names `{name}`, which is no pathway and no block."
                near = did_you_mean(name, known)
                does = near or "in this track, backticks hold names of pathways and blocks alone"
                yield diagnostic("unknown-pathway", said, _where(entry, name, log.source), does)


class _Lines:
    """One pass over the lines of the file."""

    def __init__(self, source: Source, found: list[Diagnostic]) -> None:
        self._source, self._found = source, found
        self._release: tuple[str, date | None] | None = None
        self._track: Track | None = None
        self._held: list[tuple[int, str]] = []
        self._entries: list[Entry] = []
        self._seen: set[str] = set()

    def releases(self) -> Iterator[Release]:
        """Every release when its last line has passed."""
        for number, raw in enumerate(self._source.lines, start=1):
            line = raw.rstrip()
            if line.startswith("## "):
                yield from self._closed()
                self._release, self._track = self._named(number, line[3:].strip()), None
            elif line.startswith("#"):
                self._close_entry()
                self._heading(number, line)
            elif line.startswith(("- ", "* ")):
                self._close_entry()
                self._begin(number, line[2:].strip())
            elif line and line[0] in " \t" and self._held:
                self._held.append((number, line.strip()))
            elif not line:
                self._close_entry()
            elif self._held or (line[0] in " \t"):
                does = "begin an entry with `- `, and indent the lines that go on with it by two"
                self._say(number, line, "This line belongs to no entry.", does)
        yield from self._closed()

    def _named(self, number: int, name: str) -> tuple[str, date | None]:
        day = None
        if found := _RELEASE.fullmatch(name):
            name = found["name"]
            try:
                day = date.fromisoformat(found["date"])
            except ValueError:
                self._say(number, found["date"], "There is no such day.", "write it as 2026-12-01")
        elif name != UNRELEASED:
            does = f"write `## {UNRELEASED}`, or name and day: `## 2026.1 - 2026-12-01`"
            self._say(number, name, "This heading names no release.", does)
        if name in self._seen:
            does = "give each release one heading"
            self._say(number, name, f"`{name}` stands here for the second time.", does)
        self._seen.add(name)
        return name, day

    def _heading(self, number: int, line: str) -> None:
        level, _, name = line.partition(" ")
        if level == "###" and self._release:
            self._track = _TRACKS.get(name.strip(), "clinical")  # one fault, not one an entry
            if name.strip() not in _TRACKS:
                does = f"write {' or '.join(f'`### {one}`' for one in _TRACKS)}"
                self._say(number, line, f"There is no track `{name.strip()}`.", does)
        elif number > 1 and level != "#":
            does = "a release has `## `, a track `### `, and nothing stands deeper"
            self._say(number, line, "This heading has no place in a changelog.", does)

    def _begin(self, number: int, text: str) -> None:
        if self._release and self._track:
            self._held = [(number, text)]
        elif self._release:
            does = "put it below `### Clinical` or `### Technical`"
            self._say(number, text, "This entry stands in no track.", does)

    def _close_entry(self) -> None:
        if self._held and self._release and self._track:
            name, day = self._release
            text = " ".join(line for _, line in self._held)
            number = self._held[0][0]
            span = Span(self._source.path, number, 1, len(self._source.line(number)))
            self._entries.append(entry := Entry(text, self._track, name, day, span))
            if entry.key in self._seen:
                self._say(number, self._source.line(number), "This entry stands here twice.")
            self._seen.add(entry.key)
        self._held = []

    def _closed(self) -> Iterator[Release]:
        self._close_entry()
        if self._release:
            yield Release(*self._release, tuple(self._entries))
        self._entries = []

    def _say(self, number: int, part: str, message: str, help: str = "") -> None:
        column = self._source.line(number).find(part.strip()) + 1
        span = Span(self._source.path, number, max(1, column), max(1, len(part.strip())))
        self._found.append(diagnostic("broken-changelog", message, span, help))


def _pieces(text: str) -> Iterator[Piece]:
    last = 0
    for found in _PIECES.finditer(text):
        if found.start() > last:
            yield Piece("plain", text[last : found.start()])
        kind = found.lastgroup or "plain"
        yield Piece(kind, found[kind])
        last = found.end()
    if last < len(text):
        yield Piece("plain", text[last:])


def _where(entry: Entry, name: str, source: Source) -> Span:
    """Where an entry writes a name: on its first line, or on one of those that go on with it."""
    for number in range(entry.span.line, entry.span.line + 1 + entry.text.count(" ")):
        column = source.line(number).find(f"`{name}`")
        if column >= 0:
            return Span(source.path, number, column + 2, len(name))
    return entry.span
