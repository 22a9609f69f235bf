"""What a finished page asks for: what it loads, where it leads, what runs and what styles in it.

Takes the text of an HTML or SVG file; gives lists of what stands in it, in its order.
"""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

_LOADED = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("image", "href"),
    ("img", "src"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("track", "src"),
    ("use", "href"),
    ("video", "poster"),
    ("video", "src"),
}
_ONLY_NAMED = {"alternate", "author", "canonical", "help", "license", "next", "prev", "search"}
"""Relations of a `link` that load nothing."""
_RUN = {"", "module", "text/javascript", "application/javascript", "importmap"}
"""Types of a `script` that a browser runs; others are data."""

WITHIN = ("data:", "blob:", "#")
"""How an address begins that is no file."""


def elsewhere(address: str) -> bool:
    """Whether an address names a scheme or a host."""
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


class HtmlPage(HTMLParser):
    """One page, read when made."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        """Addresses fetched with the page."""
        self.links: list[str] = []
        """Addresses that a reader can follow."""
        self.scripts: list[str] = []
        """Scripts that stand in the page and run."""
        self.styles: list[str] = []
        """Style sheets that stand in the page."""
        self.attributes: list[str] = []
        """Values of `style`."""
        self.handlers: list[str] = []
        """Attributes that run: `onclick` and its like."""
        self.tags: set[str] = set()
        self._open: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort what the tag asks for."""
        given = {name.removeprefix("xlink:"): value for name, value in attrs if value}
        self.tags.add(tag)
        self.handlers += [name for name in given if name.startswith("on")]
        self.attributes += [given["style"]] if "style" in given else []
        if tag == "style":
            self._inside(self.styles)
        elif tag == "script" and "src" not in given and given.get("type", "").lower() in _RUN:
            self._inside(self.scripts)
        if tag in {"a", "area"} and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and "href" in given:
            if not set(given.get("rel", "").lower().split()) <= _ONLY_NAMED:
                self.loads.append(given["href"])
        else:
            found = [given[name] for name in given if (tag, name) in _LOADED]
            sets = given.get("srcset", "")
            found += [one.split()[0] for one in sets.split(",") if one.strip()]
            self.loads += found

    def handle_data(self, data: str) -> None:
        """Text inside a script or a style."""
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """A script or a style ends."""
        if tag in {"script", "style"}:
            self._open = None

    def _inside(self, kind: list[str]) -> None:
        kind.append("")
        self._open = kind
