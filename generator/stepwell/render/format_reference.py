"""The reference of the file format: every table and key that an editor may write.

Takes a collection, for the examples; gives one Markdown page made from the JSON
Schemas. A table that several kinds of file hold stands where it comes first, and
the others link to it.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from stepwell.render.quoting import markdown
from stepwell.render.schema_words import Node, tables, value_words
from stepwell.render.templating import capital, render
from stepwell.schema import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection

_HEADER = re.compile(r"^\[\[?(?P<name>\w+)(?P<inner>\.[\w.]+)?\]\]?\s*(?:#.*)?$", re.MULTILINE)
_SCHEMA = re.compile(r"#:schema (?:\.\./)*schema/(?P<kind>\w+)\.json")
_KEY = re.compile(r"\b\w+ *= ")
_LINES = 14
_WIDTH = 200
"""An example is as full as it can be within so many lines and columns."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table."""

    name: Markup
    value: Markup
    need: Markup
    """`required`, its default, or that it may be absent."""
    meaning: Markup


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its keys."""

    title: str
    anchor: str
    under: tuple[Markup, ...]
    """The keys at which it is written; none for a file itself."""
    meaning: Markup
    keys: tuple[Key, ...]
    example: Markup | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: the table that is the file itself, and those that it brings in."""

    top: Table
    held: tuple[Table, ...]
    """All that it can hold."""
    own: tuple[Table, ...]
    """Those that stand in its section, since no earlier kind holds them."""


def format_reference(collection: Collection) -> str:
    """The whole page, ending in a newline."""
    return render("format_reference.md.j2", kinds=tuple(_kinds(_examples(collection))))


def _kinds(examples: Mapping[tuple[str, str], str]) -> Iterator[Kind]:
    seen: dict[str, str] = {}
    for file, text in schemas().items():
        kind, schema = file.removesuffix(".json"), json.loads(text)
        own, anchors = [], {}
        for name in _nested(schema, schema["$defs"]):
            shape = json.dumps(schema["$defs"][name], sort_keys=True)
            if shape not in seen:
                seen[shape] = f"{kind}-{_words(name).replace(' ', '-').lower()}"
                own.append(name)
            anchors[name] = seen[shape]
        page = _Schema(kind, schema, anchors, examples)
        held = tuple(page.table(name) for name in anchors)
        yield Kind(page.top(), held, tuple(one for one in held if one.title in map(_words, own)))


@dataclass(frozen=True, slots=True)
class _Schema:
    """One kind of file, with the place on the page of each table that it holds."""

    kind: str
    schema: Node
    anchors: Mapping[str, str]
    examples: Mapping[tuple[str, str], str]

    def top(self) -> Table:
        return self._made(capital(self.kind), self.kind, self.schema, "", ())

    def table(self, name: str) -> Table:
        node = self.schema["$defs"][name]
        held = [key for key, one in self.schema["properties"].items() if name in tables(one)]
        kind = node["properties"].get("kind", {}).get("const", "")
        place = f"{held[0]} {kind}".strip() if held else "-"
        under = dict.fromkeys(
            key
            for one in (self.schema, *self.schema["$defs"].values())
            for key, value in one["properties"].items()
            if name in tables(value)
        )
        return self._made(_words(name), self.anchors[name], node, place, tuple(under))

    def _made(
        self, title: str, anchor: str, node: Node, place: str, under: tuple[str, ...]
    ) -> Table:
        ordered = sorted(node["properties"].items(), key=_naming_first)
        keys = tuple(self._key(name, one, node) for name, one in ordered)
        example = self.examples.get((self.kind, place))
        fenced = None if example is None else Markup(example)  # noqa: S704 - inside a fence
        written = tuple(Markup(key) for key in under)  # noqa: S704 - keys of the model
        return Table(title, anchor, written, _prose(node["description"]), keys, fenced)

    def _key(self, name: str, node: Node, table: Node) -> Key:
        if name in table.get("required", ()):
            need = Markup("**required**")
        elif node.get("default") in (None, [], ""):
            need = Markup("may be absent")
        else:
            need = Markup("`{}` when absent").format(_literal(node["default"]))
        meaning = node.get("description", "Says which kind of table this is.")
        value = _cell(value_words(node, self._link))
        return Key(Markup(name), value, need, _prose(meaning))  # noqa: S704 - a key of the model

    def _link(self, name: str) -> str:
        return f"[{_words(name)}](#{self.anchors[name]})"


def _naming_first(key: tuple[str, Node]) -> tuple[bool, bool]:
    name, node = key
    return "const" not in node, name != "id"


def _literal(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _nested(node: Node, defined: Mapping[str, Node]) -> list[str]:
    """The tables below one, each once, in the order in which a reader meets them."""
    found: dict[str, None] = {}
    for one in node["properties"].values():
        for name in tables(one):
            if name not in found:
                found |= dict.fromkeys([name, *_nested(defined[name], defined)])
    return [*found]


def _words(name: str) -> str:
    """The name of a class as a heading: `MedicationClass` is `Medication class`."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: f" {found[0].lower()}", name)


def _prose(text: str) -> Markup:
    """A description from the model: quoted, but for its marks of code."""
    parts = " ".join(text.split()).split("`")
    return _cell(
        Markup("").join(
            Markup("`{}`").format(Markup(part)) if index % 2 else markdown(part)  # noqa: S704 - code
            for index, part in enumerate(parts)
        )
    )


def _cell(text: str) -> Markup:
    """Markdown of ours in a cell of a table."""
    return Markup(text.replace("|", "\\|"))  # noqa: S704 - made here, of words of the program


def _examples(collection: Collection) -> dict[tuple[str, str], str]:
    """For each kind of file and table the example that shows the most keys in few lines."""
    found: dict[tuple[str, str], list[str]] = {}
    for source in collection.sources.values():
        if named := _SCHEMA.match(source.text):
            for place, text in _cut(source.text):
                found.setdefault((named["kind"], place), []).append(text)
    return {place: max(texts, key=_fullness) for place, texts in found.items()}


def _fullness(text: str) -> tuple[bool, int, int]:
    lines = text.splitlines()
    fits = len(lines) <= _LINES and max(map(len, lines)) <= _WIDTH
    keys = len(_KEY.findall(text))
    return fits, keys if fits else 0, -len(text)


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """The head of a file, then each table with those inside it; comments between them go."""
    starts = [found for found in _HEADER.finditer(text) if not found["inner"]]
    ends = [found.start() for found in starts] + [len(text)]
    head = text[: ends[0]].strip()
    if _KEY.search(head):
        yield "", head
    for found, end in zip(starts, ends[1:], strict=True):
        part = re.sub(r"(?:\n(?:#.*)?)+\Z", "", text[found.start() : end])
        inside = tomllib.loads(part)[found["name"]]
        first = inside[0] if isinstance(inside, list) else inside
        kind = first.get("kind", "") if found["name"] == "step" else ""
        yield f"{found['name']} {kind}".strip(), part
