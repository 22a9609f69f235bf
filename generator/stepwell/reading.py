"""Files as text and text as TOML, or the findings that say why not.

Takes paths below one folder; gives sources and plain TOML data. Knows nothing
of what the keys mean.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_LINE = 20_000
"""Characters; no hand writes a longer line, and no one can review it."""
MAX_FILE = 5_000_000
"""Bytes of one file."""

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def find(folder: Path) -> Iterator[Path]:
    """The files of a collection below its folder, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if not hidden and inside.parts[0] != "schema" and path.suffix in {".toml", ".bib"}:
            yield path


class Reader:
    """Reads the files of one folder, keeps their sources, adds to `found` what is wrong."""

    def __init__(self, folder: Path, found: list[Diagnostic]) -> None:
        self._folder = folder.resolve()
        self._found = found
        self.sources: dict[str, Source] = {}

    def read(self, path: Path) -> Source | None:
        """The text of a file; None when it has none that can be used."""
        name = path.as_posix()
        if not path.resolve().is_relative_to(self._folder):
            self._say(
                "link-out-of-tree",
                f"`{name}` is a link that leads out of the folder.",
                Span(name),
                "copy the file into the folder, so that the collection is complete in itself",
            )
            return None
        if path.exists() and not path.is_file():  # reading a pipe would wait for ever
            self._say("unreadable-file", f"`{name}` is not a file.", Span(name))
            return None
        try:
            size = path.stat().st_size
            raw = path.read_bytes() if size <= MAX_FILE else b""
        except OSError as error:
            self._say(
                "unreadable-file",
                f"`{name}` cannot be read: {error.strerror or error}.",
                Span(name),
            )
            return None
        if size > MAX_FILE:
            self._say(
                "unreadable-file",
                f"`{name}` is larger than {MAX_FILE // 1_000_000} MB.",
                Span(name),
            )
            return None
        return self._decoded(name, raw)

    def toml(self, source: Source) -> dict[str, Any] | None:
        """The data of a TOML file, numbers as decimals; None when it is broken."""
        try:
            return tomllib.loads(source.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self._found.append(_broken(source, str(error)))
        except (RecursionError, ValueError):
            beyond = "A value is nested or numbered beyond all reason"
            self._found.append(_broken(source, beyond))
        return None

    def _decoded(self, name: str, raw: bytes) -> Source | None:
        try:
            source = Source(name, raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            before = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start]
            column = len(before.decode("utf-8", "replace")) + 1
            self.sources[name] = Source(name, raw.decode("utf-8", "replace"))
            self._say(
                "not-utf8",
                f"`{name}` is not encoded in UTF-8.",
                Span(name, line, column),
                "save the file with the encoding UTF-8",
            )
            return None
        self.sources[name] = source
        for number, text in enumerate(source.lines, start=1):
            if len(text) > MAX_LINE:
                self._say(
                    "line-too-long",
                    f"This line has {len(text)} characters.",
                    Span(name, number),
                    f"keep lines below {MAX_LINE} characters",
                )
                return None
        return source

    def _say(self, rule: str, message: str, span: Span, help: str = "") -> None:
        self._found.append(diagnostic(rule, message, span, help))


def _broken(source: Source, message: str) -> Diagnostic:
    found = _POSITION.search(message)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (len(source.lines), 1)
    if found and not found[1]:
        column = len(source.line(line)) + 1
    said = _POSITION.sub("", message)
    return diagnostic(
        "broken-toml",
        f"This is not valid TOML: {said[0].lower()}{said[1:]}.",
        Span(source.path, line, column),
        "look for a missing quote, bracket or equals sign nearby",
    )
