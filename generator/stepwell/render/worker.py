"""The service worker: a site that opens without a network after one visit.

Takes the published files and the day of the edition; gives `sw.json`, the hash of
every file that a device may keep, and `sw.js`, which knows the hash of that table.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from stepwell.render import quoting
from stepwell.render.artifact import Artifact
from stepwell.render.templating import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SCRIPT, TABLE = "sw.js", "sw.json"
_ONLY_SERVED = {SCRIPT, TABLE, "404.html", "sitemap.xml", "sitemap.xml.gz"}
"""What no page needs, or what only a server knows when to show."""
_NEEDED = {
    *(".css", ".html", ".js", ".svg", ".woff", ".woff2", ".png", ".jpg", ".jpeg", ".gif", ".webp"),
    *(".ico", ".webmanifest"),
}
_LARGEST = 2_000_000
"""Bytes of a file that every visitor's device fetches unasked, unless it is a page."""


def worker(published: Mapping[str, bytes], as_of: date) -> tuple[Artifact, ...]:
    """The worker and its table, for the root of the site."""
    groups: dict[str, dict[str, str]] = {"first": {}, "sheets": {}, "others": {}}
    for path, content in published.items():
        if path not in _ONLY_SERVED and not path.endswith(".map") and not _hidden(path):
            groups[_group(path, content)][path] = hashlib.sha256(content).hexdigest()
    table = f"{quoting.json(groups)}\n".encode()
    edition = quoting.json({"version": hashlib.sha256(table).hexdigest(), "date": day(as_of)})
    script = (files("stepwell") / "assets" / SCRIPT).read_text("utf-8")
    return (
        Artifact(SCRIPT, script.replace('"@edition@"', edition).encode()),
        Artifact(TABLE, table),
    )


def _group(path: str, content: bytes) -> str:
    """Fetched at once, kept on request, or kept when opened."""
    ending = f".{path.rsplit('.', 1)[-1]}"
    if ending == ".pdf":
        return "sheets"
    if path == "search/search_index.json" or ending == ".html":
        return "first"
    # words of other languages, which the theme's search loads when the site has one of them
    small = len(content) <= _LARGEST and "/lunr/" not in path
    return "first" if small and ending in _NEEDED else "others"


def _hidden(path: str) -> bool:
    """Settings of a server: `.nojekyll`, `_headers`."""
    return any(part.startswith(".") for part in path.split("/")) or path.startswith("_")
