"""The published site as programs see it: pages, links, anchors, what is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

from stepwell.load import REGISTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SLUGS = sorted(
    path.stem
    for path in (ROOT / "pathways").glob("*.toml")
    if path.name not in REGISTERS and not path.stem.endswith((".cases", ".leaflet"))
)
LOADS = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "use": "href",
}


@dataclass
class Page(HTMLParser):
    """One HTML or SVG file: what it links to, loads and can be linked to."""

    path: str
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    text: str = ""
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.anchors.update(given[name] for name in ("id", "name") if name in given)
        href = given.get("href", given.get("xlink:href"))
        if tag == "a" and href is not None:
            self.links.append(href)
        elif tag == "link" and given.get("rel") not in {"canonical", "prev", "next"}:
            self.loads.append(given.get("href", ""))
        elif given.get(LOADS.get(tag, "")):
            self.loads.append(given[LOADS[tag]])

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(site: Path) -> dict[str, Page]:
    """Every HTML page and SVG file, by its path in the site."""
    found = {}
    for file in sorted([*site.rglob("*.html"), *site.rglob("*.svg")]):
        page = Page(file.relative_to(site).as_posix())
        page.feed(file.read_text(encoding="utf-8"))
        found[page.path] = page
    return found


def leads_to(page: Page, link: str) -> tuple[str, str]:
    """The file in the site that a local link means, and the anchor in it."""
    address, anchor = urldefrag(link)
    path = unquote(urlsplit(address).path)
    if not path:
        return page.path, unquote(anchor)
    start = [] if path.startswith("/") else page.path.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            start = start[:-1]
        elif part not in {"", "."}:
            start.append(part)
    target = "/".join(start)
    if path.endswith(("/", "..", ".")):
        target = f"{target}/index.html".lstrip("/")
    return target, unquote(anchor)


def local(links: list[str]) -> Iterator[str]:
    """The links that stay in the site."""
    yield from (one for one in links if not urlsplit(one).scheme and not one.startswith("//"))
