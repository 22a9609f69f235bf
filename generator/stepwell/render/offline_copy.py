"""The site as a folder to copy: a start page, a note, sums, and pages that say what they are.

Takes the built pages, the artifacts and what the copy is called; gives the files
of the folder. A page opened from the folder needs no server and asks no host.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from stepwell.render.artifact import Artifact
from stepwell.render.preview import above, warning
from stepwell.render.quoting import html
from stepwell.render.static import FOLDER, OFFLINE
from stepwell.render.templating import day, render
from stepwell.render.words import STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SHIM = f"{FOLDER}/iframe-worker.js"
"""Lets the theme's search run in a folder; the theme looks for this name."""
SUMS = "SHA256SUMS"
_ONLY_SERVED = ("404.html", "sitemap.xml", "sitemap.xml.gz", OFFLINE)
_INDEX = "search/search_index"


@dataclass(frozen=True)
class Copy:
    """What an offline copy says of itself."""

    site_name: str
    site_url: str
    """Where the current site is; empty when it has no address."""
    as_of: date
    preview: str = ""
    """What it is a preview of; empty for a copy of the site itself."""

    @property
    def folder(self) -> str:
        """The name of its folder: two copies never unpack into one another."""
        return f"{self.file}-{self.as_of.isoformat()}"

    @property
    def file(self) -> str:
        """The name of its zip, without the ending."""
        named = re.sub(r"\W+", "-", self.site_name.casefold()).strip("-")
        return f"{named or 'site'}-offline"


def offline_copy(
    built: Mapping[str, bytes], artifacts: Iterable[Artifact], about: Copy
) -> tuple[Artifact, ...]:
    """Every file of the folder, in the order of their names."""
    pages = {f"site/{path}": content for path, content in _pages(built, about)}
    said: dict[str, Any] = {"about": about, "editions": tuple(_editions(artifacts))}
    pages["INDEX.html"] = render("offline/index.html.j2", **said, statuses=STATUS).encode()
    pages["READ-ME.txt"] = _read_me(about).encode()
    pages[SUMS] = "".join(
        f"{hashlib.sha256(pages[path]).hexdigest()}  {path}\n" for path in sorted(pages)
    ).encode()
    return tuple(Artifact(f"{about.folder}/{path}", pages[path]) for path in sorted(pages))


def line(about: Copy) -> str:
    """What every page says above all else."""
    known, short = html(about.site_url), html(about.site_url.split("://")[-1].rstrip("/"))
    where = f' Current site: <a href="{known}">{short}</a>' if known else ""
    said = f"Offline copy of {day(about.as_of)}.{where}"
    if about.preview:
        said = f"{warning(about.preview)} {said}"
    return f'<aside class="sw-copy" aria-label="Offline copy">{said}</aside>'


def _pages(built: Mapping[str, bytes], about: Copy) -> Iterator[tuple[str, bytes]]:
    said = line(about)
    for path, content in built.items():
        if path in _ONLY_SERVED or path.endswith(".map"):
            continue
        if path.endswith(".html"):
            yield path, above(content.decode("utf-8"), said).encode()
        else:
            yield path, content
    yield SHIM, (files("stepwell") / "assets" / "iframe-worker.js").read_bytes()
    if f"{_INDEX}.json" in built:
        yield f"{_INDEX}.js", b"var __index = " + built[f"{_INDEX}.json"]


def _editions(artifacts: Iterable[Artifact]) -> Iterator[dict[str, object]]:
    """Each pathway's title, edition, status and review date, from its export."""
    for one in artifacts:
        if re.fullmatch(r"pathways/[^/]+/pathway\.json", one.path):
            export = json.loads(one.content)
            pathway = export["pathway"]
            yield {
                "page": f"site/pathways/{export['slug']}.html",
                "title": pathway["title"],
                "edition": pathway["edition"],
                "status": export["status"],
                "due": date.fromisoformat(pathway["review"]["due"]),
            }


def _read_me(about: Copy) -> str:
    current = f"\nThe current site: {about.site_url}\n" if about.site_url else ""
    return f"""{about.site_name}: offline copy of {day(about.as_of)}

Open INDEX.html with a double-click. Keep the folder whole: the pages need each other.
Nothing has to be installed, and no network is needed.

This copy does not renew itself. Replace the whole folder when a newer one is there;
do not unpack a newer one over it.
{current}
To check that every file is as it was packed, run in this folder
  Linux    sha256sum -c {SUMS}
  macOS    shasum -a 256 -c {SUMS}
"""
