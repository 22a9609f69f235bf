"""Pages as a browser gets them, and the graph that a reader can take from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import markdown

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.inlinehilite",
    "toc",
]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}

Edge = tuple[str, str, str, str, str, int]
"""Source, target, kind, label, guard, index."""


@dataclass
class Element:
    """One element with what stands in it."""

    tag: str
    attrs: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All the text inside."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    def all(self, tag: str = "", **attrs: str) -> list[Element]:
        """Every element below with that tag and those attributes, in document order."""
        found = []
        for one in self.children:
            if isinstance(one, Element):
                named = {key.strip("_").replace("_", "-"): value for key, value in attrs.items()}
                if (not tag or one.tag == tag) and named.items() <= one.attrs.items():
                    found.append(one)
                found += one.all(tag, **attrs)
        return found

    def having(self, name: str) -> list[Element]:
        """Every element below that has the attribute."""
        return [one for one in self.all() if name in one.attrs]

    def above(self, name: str) -> Element:
        """The nearest element around this one that has the attribute."""
        assert self.parent
        return self.parent if name in self.parent.attrs else self.parent.above(name)


def body(page: str) -> str:
    """The Markdown of a page without its front matter."""
    return page.split("\n---\n", 1)[1]


def document(page: str) -> Element:
    """A page of Markdown as the engine's HTML, parsed."""
    return parse(markdown.markdown(body(page), extensions=EXTENSIONS))


def age_told(page: Element) -> list[str]:
    """What a page says about days of review that have come, as it is seen without a script."""
    return [one.text for one in page.having("data-age") if "hidden" not in one.attrs]


def parse(html: str) -> Element:
    """HTML as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self._open = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(made)
        if tag not in VOID:
            self._open = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open = self._open.parent or self.root if tag not in VOID else self._open

    def handle_endtag(self, tag: str) -> None:
        assert self._open.tag == tag, f"</{tag}> closes <{self._open.tag}>"
        self._open = self._open.parent or self.root

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


@dataclass(frozen=True)
class Read:
    """A graph taken from a face."""

    start: str
    nodes: list[tuple[str, str, str]]
    """Name, number, kind."""
    edges: list[Edge]


def chart_read(steps: Element, prefix: str = "") -> Read:
    """The graph of one list of steps, by the names of its file."""
    items = [one for one in steps.children if isinstance(one, Element) and one.tag == "li"]
    names = {item.attrs["data-step"] for item in items}
    edges = [
        _edge(a, a.above("data-step").attrs["data-step"].removeprefix(prefix), "data-goto")
        for a in steps.having("data-edge")
        if a.above("data-step").attrs["data-step"] in names
    ]
    nodes = [
        (
            item.attrs["data-step"].removeprefix(prefix),
            item.attrs["data-number"].rpartition(".")[2],
            item.attrs["data-kind"],
        )
        for item in items
    ]
    return Read(steps.attrs["data-start"].removeprefix(prefix), nodes, edges)


def whole_edges(steps: Element) -> list[Edge]:
    """The edges between the steps of the whole pathway."""
    return [
        _edge(a, a.above("data-step").attrs["data-step"], "data-to")
        for a in steps.having("data-edge")
        if a.attrs["data-to"]
    ]


def _edge(a: Element, source: str, target: str) -> Edge:
    at = a.attrs
    index = int(at["data-index"])
    return (source, at[target], at["data-edge"], at["data-label"], at["data-when"], index)
