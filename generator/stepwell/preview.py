"""What a save leads to: the faults it has, the pages at hand at once, then the whole site.

Takes the path of `mkdocs.yml` and an empty folder; yields what can be shown as
soon as it can. Whatever fails, the last good site stays. One thread works here;
`superseded` tells it that a newer save waits.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stepwell import build, mkdocs_preview, mkdocs_site, publish
from stepwell.aside import Broken, Superseded, render_aside
from stepwell.checking import checked
from stepwell.diagnostics import InvalidInput
from stepwell.render.downloads import sizes
from stepwell.render.overlay import Faults
from stepwell.render.overriding import using
from stepwell.workers import read_faces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from stepwell.checking import Checked
    from stepwell.collection import Collection, Sheet
    from stepwell.mkdocs_preview import Standing
    from stepwell.mkdocs_site import Settings
    from stepwell.render.artifact import Artifact

_MARKDOWN = ".md"
WHOLE = "the whole site"
_REST = 0.8
"""Seconds without a save after which the whole site is made."""
_LOOK = 0.02
"""Seconds between two looks at whether there was one."""


@dataclass(frozen=True)
class Shown:
    """What is to be seen now."""

    root: Path | None
    """The folder of the site; None while there has never been one."""
    faults: Faults
    rebuilt: str
    """What was made anew, in words; empty when nothing was."""
    seconds: float


class Preview:
    """The site as it stands, and how it follows the files."""

    def __init__(self, config: Path, folder: Path, day: Callable[[], date]) -> None:
        self._config = config
        self._folder = folder
        self._day = day
        self._read: tuple[dict[Path, bytes], Settings] | None = None
        self._standing: Standing | None = None
        self._builds = 0
        self._outdated: Path | None = None
        self._of_mkdocs = Faults()
        """What the last whole build said."""
        self._texts: dict[str, str] = {}
        """The files of pathways as the pages show them."""
        self._made: dict[str, Artifact] = {}
        """The artifacts as the pages show them, by path."""

    @property
    def root(self) -> Path | None:
        """The folder of the last good site."""
        return self._standing.root if self._standing else None

    def refresh(
        self, superseded: Callable[[], bool], open_pages: Callable[[], set[str]]
    ) -> Iterator[Shown]:
        """Follow the files once. `open_pages` are the addresses that a browser shows."""
        begun = time.perf_counter()

        def shown(faults: Faults, rebuilt: str = "") -> Shown:
            return Shown(self.root, faults, rebuilt, time.perf_counter() - begun)

        try:
            settings = self._settings()
            cache = settings.cache or self._folder / "cache"
            sound = checked(settings.pathways, self._day(), cache=cache)
            if self._standing:
                at_hand = self._at_hand(self._standing, sound, settings, open_pages())
                yield shown(replace(self._of_mkdocs, findings=sound.findings), at_hand)
                if at_hand:
                    _rest(superseded)
            site = self._rendered(settings, cache, superseded)
            self._build(site, superseded)
            self._texts = _texts(sound.collection)
            yield shown(replace(self._of_mkdocs, findings=sound.findings), WHOLE)
        except Superseded:
            return
        except InvalidInput as invalid:
            yield shown(Faults(invalid.findings, stopped=True))
        except (mkdocs_site.CannotBuild, Broken) as error:
            self._of_mkdocs = Faults(said=(str(error),), stopped=True)
            yield shown(self._of_mkdocs)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the preview goes on
            self._of_mkdocs = Faults(said=(f"{type(error).__name__}: {error}",), stopped=True)
            yield shown(self._of_mkdocs)

    def _settings(self) -> Settings:
        """What `mkdocs.yml` and the files it names say, read again when one has changed."""
        known = self._read[1].read if self._read else (self._config,)
        if self._read is None or self._read[0] != _contents(known):
            settings = mkdocs_site.settings(self._config)
            self._read = _contents(settings.read), settings
        return self._read[1]

    def _rendered(
        self, settings: Settings, cache: Path, superseded: Callable[[], bool]
    ) -> build.Site:
        """Every artifact, paper too."""
        place = (settings.pathways, self._day(), settings.base_url, cache)
        if kept := build.recalled(*place, settings.around):
            return kept
        render_aside(*place, settings.around, superseded, self._folder)
        if superseded():
            raise Superseded
        return build.site(*place, around=settings.around)

    def _build(self, site: build.Site, superseded: Callable[[], bool]) -> None:
        """The whole site beside the old one, which stays when this one fails."""
        self._builds += 1
        fresh = self._folder / f"site-{self._builds}"
        try:
            standing = mkdocs_preview.whole(self._config, site, fresh, superseded)
        except BaseException:
            publish.remove(fresh)
            raise
        publish.remove(self._outdated)  # by now no answer is read from it
        self._outdated = self.root
        self._standing = standing
        self._of_mkdocs = Faults(said=standing.warnings)
        self._made = {one.path: one for one in site.artifacts}

    def _at_hand(
        self, standing: Standing, sound: Checked, settings: Settings, open_pages: set[str]
    ) -> str:
        """Make anew what an editor looks at, without paper; the names of the pages."""
        texts = _texts(sound.collection)
        changed = {
            path for path in texts.keys() | self._texts if texts.get(path) != self._texts.get(path)
        }
        if not changed:
            return ""
        with using(settings.around.templates):
            fresh = {
                one.path: one
                for one in self._faces(standing, sound, settings, changed, open_pages)
                if one.path in self._made and one.content != self._made[one.path].content
            }
        pages = {path: one.content for path, one in fresh.items() if path.endswith(_MARKDOWN)}
        beside = {path: one.content for path, one in fresh.items() if path not in pages}
        publish.files(standing.again(pages) | beside, standing.root)
        self._made |= fresh
        return ", ".join(path.removesuffix(_MARKDOWN) for path in pages)

    def _faces(
        self,
        standing: Standing,
        sound: Checked,
        settings: Settings,
        changed: set[str],
        open_pages: set[str],
    ) -> Iterator[Artifact]:
        """The faces that a change may touch, of sheets changed themselves or open in a browser."""
        collection, day, around = sound.collection, self._day(), settings.around
        made = sizes(self._made.values())
        pages = {slug: standing.address(f"pathways/{slug}.md") for slug in collection.pathways}
        for slug, sheet in collection.pathways.items():
            if pages[slug] in open_pages or changed & {*_own(sheet, collection)}:
                yield from read_faces(sheet, collection, day, settings.base_url, made, around)
        if others := open_pages - {*pages.values()}:
            for one in build.shared_pages(sound, day, settings.base_url, made, around):
                if standing.address(one.path) in others:
                    yield one


def _rest(superseded: Callable[[], bool]) -> None:
    """Leave the machine to the browser for a moment, and to an editor who saves again at once."""
    until = time.monotonic() + _REST
    while time.monotonic() < until:
        if superseded():
            raise Superseded
        time.sleep(_LOOK)


def _contents(places: Iterable[Path]) -> dict[Path, bytes]:
    """The bytes of files, and of all files below folders."""
    files = (one for place in places for one in (place, *place.rglob("*")) if one.is_file())
    return {one: one.read_bytes() for one in files}


def _texts(collection: Collection) -> dict[str, str]:
    return {path: source.text for path, source in collection.sources.items()}


def _own(sheet: Sheet, collection: Collection) -> Iterator[str]:
    """The files of one pathway alone."""
    yield sheet.source.path
    yield from (one.source.path for one in collection.cases.get(sheet.slug, ()))
    if leaflet := collection.leaflets.get(sheet.slug):
        yield leaflet.source.path
