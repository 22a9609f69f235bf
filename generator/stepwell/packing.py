"""What a folder to copy must be: it unpacks anywhere, and no page needs anything outside it.

Takes the artifacts of the folder; gives each fault as a sentence.
"""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from stepwell.render.artifact import Artifact

LONGEST_PATH = 180
"""Characters; Windows stops at 260, and the folder above needs some."""
_NO_NAME = re.compile(
    r"""[<>:"\\|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)""", re.IGNORECASE
)
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
_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""")


def faults(artifacts: Iterable[Artifact]) -> Iterator[str]:
    """Why these files cannot be copied and opened anywhere; none when they can."""
    artifacts = tuple(artifacts)
    seen: dict[str, str] = {}
    for one in artifacts:
        if len(one.path) > LONGEST_PATH:
            yield f"{one.path}: the path has more than {LONGEST_PATH} characters"
        if any(_NO_NAME.search(part) for part in one.path.split("/")):
            yield f"{one.path}: Windows allows no such name"
        twin = seen.setdefault(one.path.casefold(), one.path)
        if twin != one.path:
            yield f"{one.path}: differs from {twin} in upper and lower case alone"
    paths = {one.path for one in artifacts}
    for one in artifacts:
        yield from (f"{one.path}: {said}" for said in _outside(one, paths))


def _outside(one: Artifact, paths: Set[str]) -> Iterator[str]:
    """What a file loads or leads to that is not in the folder."""
    if one.path.endswith((".html", ".svg")):
        page = _Page()
        page.feed(one.content.decode("utf-8"))
        loads, links = page.loads, page.links
    elif one.path.endswith(".css"):
        loads, links = _CSS.findall(one.content.decode("utf-8")), []
    else:
        return
    for address in dict.fromkeys(loads):
        if address.startswith(("data:", "blob:", "#")):
            continue
        if _elsewhere(address):
            yield f"loads {address}, which is not in the copy"
        elif not _found(one.path, address, paths):
            yield f"loads {address}, which does not exist"
    for address in dict.fromkeys(links):
        if not _elsewhere(address) and not _found(one.path, address, paths):
            yield f"leads to {address}, which is no file of the copy; link to a Markdown file"


def _elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


def _found(page: str, address: str, paths: Set[str]) -> bool:
    path = unquote(urlsplit(address).path)
    return not path or posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) in paths


class _Page(HTMLParser):
    """What a page loads and leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.removeprefix("xlink:"): value for name, value in attrs if value}
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
