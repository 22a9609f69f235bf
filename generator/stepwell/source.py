"""A text file and where its keys stand: key path to span.

Takes text that is already decoded; gives `Source` and `Span`. Reads no file,
knows nothing of what the keys mean, and never fails: of a broken file it
locates what it can.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

Key: TypeAlias = str | int
KeyPath: TypeAlias = tuple[Key, ...]

_TOML = Language(tree_sitter_toml.language())
_KEYS = {"bare_key", "quoted_key", "dotted_key"}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one line: 1-based line and column, length in characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """The key and the value of one key path, each a span."""

    key: Span
    value: Span


@dataclass(frozen=True)
class Source:
    """The text of one file, under the name that findings give it."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def places(self) -> dict[KeyPath, Place]:
        return dict(_Locator(self).locate())

    def line(self, number: int) -> str:
        """One line, 1-based, without its ending; empty beyond the end."""
        if 1 <= number <= len(self.lines):
            return self.lines[number - 1].rstrip("\r")
        return ""

    def span(self, *path: Key) -> Span:
        """The span of the value at `path`, else of its nearest known parent."""
        place = self._nearest(path)
        return place.value if place else Span(self.path)

    def key_span(self, *path: Key) -> Span:
        """The span of the key at `path`, else of its nearest known parent."""
        place = self._nearest(path)
        return place.key if place else Span(self.path)

    def inside(self, offset: int, length: int, *path: Key) -> Span:
        """The span of a part of a one-line basic string, `offset` characters into it.

        An escaped string has no such arithmetic: its whole value is given.
        """
        whole = self.span(*path)
        written = self.line(whole.line)[whole.column - 1 : whole.column - 1 + whole.length]
        if "\\" in written or written.startswith(('"""', "'''")) or written[:1] not in {'"', "'"}:
            return whole
        return Span(self.path, whole.line, whole.column + 1 + offset, max(1, length))

    def _nearest(self, path: KeyPath) -> Place | None:
        for end in range(len(path), 0, -1):
            if place := self.places.get(path[:end]):
                return place
        return None


class _Locator:
    """One pass over the concrete syntax tree of a TOML file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._bytes = source.text.encode("utf-8", "surrogatepass")
        self._rows = self._bytes.split(b"\n")

    def locate(self) -> Iterator[tuple[KeyPath, Place]]:
        arrays: dict[KeyPath, int] = {}
        root = Parser(_TOML).parse(self._bytes).root_node
        for node in root.children:
            if node.type == "pair":
                yield from self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                yield from self._table(node, arrays)

    def _table(self, node: Node, arrays: dict[KeyPath, int]) -> Iterator[tuple[KeyPath, Place]]:
        header = next((child for child in node.children if child.type in _KEYS), None)
        if header is None:
            return
        base: KeyPath = ()
        names = self._names(header)
        for depth, name in enumerate(names, start=1):
            base = (*base, name)
            if node.type == "table_array_element" and depth == len(names):
                arrays[base] = arrays.get(base, -1) + 1
            if base in arrays:
                yield base, Place(self._span(header), self._span(header))
                base = (*base, arrays[base])
        yield base, Place(self._span(header), self._span(header))
        for child in node.children:
            if child.type == "pair":
                yield from self._pair(child, base)

    def _pair(self, node: Node, base: KeyPath) -> Iterator[tuple[KeyPath, Place]]:
        parts = [child for child in node.children if child.is_named and child.type != "comment"]
        if not parts:
            return
        path = (*base, *self._names(parts[0]))
        key = self._span(parts[0])
        value = self._span(parts[1]) if len(parts) > 1 else key
        yield path, Place(key, value)
        if len(parts) > 1:
            yield from self._value(parts[1], path)

    def _value(self, node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Place]]:
        if node.type == "inline_table":
            for child in node.children:
                if child.type == "pair":
                    yield from self._pair(child, path)
        elif node.type == "array":
            items = [child for child in node.children if child.is_named and child.type != "comment"]
            for index, item in enumerate(items):
                span = self._span(item)
                yield (*path, index), Place(span, span)
                yield from self._value(item, (*path, index))

    def _names(self, node: Node) -> list[str]:
        if node.type == "dotted_key":
            return [name for child in node.children for name in self._names(child)]
        if node.type not in _KEYS:
            return []
        text = self._bytes[node.start_byte : node.end_byte].decode("utf-8", "replace")
        return [text.strip("\"'") if node.type == "quoted_key" else text]

    def _span(self, node: Node) -> Span:
        row, start = node.start_point
        end = node.end_point[1] if node.end_point[0] == row else len(self._rows[row])
        before = self._rows[row][:start].decode("utf-8", "replace")
        inside = self._rows[row][start:end].decode("utf-8", "replace").rstrip()
        return Span(self._source.path, row + 1, len(before) + 1, max(1, len(inside)))
