"""A checked collection rendered: every face, from the cache where nothing changed.

Takes a folder, a date and an address; gives a `Site` of artifacts or raises
`InvalidInput` with all faults of the stage that found errors. Knows the cache;
writes nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from stepwell.changelog import unknown_names
from stepwell.checking import Timings, barrier, checked
from stepwell.diagnostics import Diagnostic, Findings
from stepwell.render.artifact import Artifact
from stepwell.render.booklet import MOST, booklet
from stepwell.render.card import LEAVES, PAPERS
from stepwell.render.changes import changes
from stepwell.render.downloads import downloads, sizes
from stepwell.render.home import home
from stepwell.render.leaflet_page import leaflet_index
from stepwell.render.lookups import lookups
from stepwell.render.overriding import current, using
from stepwell.render.quality import quality
from stepwell.render.register import registers
from stepwell.render.score import scores
from stepwell.render.sheet_pages import sheet_pages
from stepwell.render.static import static
from stepwell.render.surroundings import ALONE
from stepwell.resting import sheet_keys, site_key
from stepwell.store import Store, key
from stepwell.workers import rendered_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from stepwell.checking import Checked
    from stepwell.collection import Collection
    from stepwell.render.card import Paper
    from stepwell.render.surroundings import Surroundings

_MANIFEST = "manifest.json"
"""First entry of a kept site: its counts and the keys of its sheets."""


@dataclass(frozen=True)
class Site:
    """All that is to be published, and what is known about it."""

    as_of: date
    counts: Mapping[str, int]
    """How many pathways, blocks, steps and sources there are."""
    findings: Findings
    artifacts: tuple[Artifact, ...]
    rendered: int
    """Sheets rendered anew; the others came from the cache."""

    @property
    def kinds(self) -> Counter[str]:
        """How many artifacts there are of each file ending."""
        return Counter(one.path.rsplit(".", 1)[-1] for one in self.artifacts)


def site(
    folder: Path,
    as_of: date,
    base_url: str = "",
    cache: Path | None = None,
    timings: Timings | None = None,
    progress: Callable[[int, int], None] | None = None,
    around: Surroundings = ALONE,
) -> Site:
    """Every face of a folder; `progress` hears of sheets done and in all."""
    with using(around.templates):
        return _site(folder, as_of, base_url, cache, timings or Timings(), progress, around)


def _site(
    folder: Path,
    as_of: date,
    base_url: str,
    cache: Path | None,
    timings: Timings,
    progress: Callable[[int, int], None] | None,
    around: Surroundings,
) -> Site:
    store = Store(cache)
    with timings.stage("load"):
        name = site_key(folder, as_of, base_url, around) if cache else ""
        kept = _recalled(name, as_of, store)
    if kept is not None:
        return kept
    sound = checked(folder, as_of, timings, cache)
    collection, findings, _ = sound
    if around.changelog:
        barrier(unknown_names(around.changelog, collection))
    with timings.stage("render"):
        sheets, keys, rendered = _sheets(collection, as_of, base_url, store, progress, around)
        books = _booklets(collection, sheets, base_url, store)
        pages = shared_pages(sound, as_of, base_url, sizes([*sheets, *books]), around)
        own = [*books, *pages, *_static(store)]
    counts = count(collection)
    if not findings:
        manifest = json.dumps({"counts": counts, "sheets": keys}, sort_keys=True)
        store.put(name, [Artifact(_MANIFEST, manifest.encode()), *own])
    return Site(as_of, counts, findings, _sorted([*sheets, *own]), rendered)


def shared_pages(
    sound: Checked,
    as_of: date,
    base_url: str,
    made: Mapping[str, int],
    around: Surroundings = ALONE,
) -> Iterator[Artifact]:
    """The pages about all pathways; `made` are the bytes of each file to download."""
    collection, findings, proof = sound
    yield from home(collection, as_of=as_of)
    yield from leaflet_index(collection, as_of=as_of)
    yield from registers(collection, as_of=as_of, edits=around.edits)
    yield from lookups(collection, around.edits)
    yield from scores(collection, as_of=as_of, edits=around.edits)
    yield from changes(collection, around.changelog, base_url)
    yield from sheet_pages(collection, as_of=as_of)
    yield from downloads(collection, made)
    yield from quality(collection, findings, proof, as_of=as_of)


def count(collection: Collection) -> dict[str, int]:
    """How many pathways, blocks, steps and sources a collection has."""
    return {
        "pathways": len(collection.pathways),
        "blocks": len(collection.blocks),
        "steps": sum(len(sheet.value.steps) for sheet in collection.sheets),
        "sources": len(collection.references),
    }


def recalled(
    folder: Path, as_of: date, base_url: str, cache: Path, around: Surroundings = ALONE
) -> Site | None:
    """The site of a folder without rendering; None when a part of it is not in the cache."""
    return _recalled(site_key(folder, as_of, base_url, around), as_of, Store(cache))


def _recalled(name: str, as_of: date, store: Store) -> Site | None:
    kept = store.get(name)
    if kept is None:
        return None
    manifest = json.loads(kept[0].content)
    parts = [store.get(one) for one in manifest["sheets"]]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    artifacts = _sorted([*chain.from_iterable(found), *kept[1:]])
    return Site(as_of, manifest["counts"], Findings(), artifacts, 0)


def _sorted(artifacts: Iterable[Artifact]) -> tuple[Artifact, ...]:
    published = (one for one in artifacts if not one.path.startswith(LEAVES))
    return tuple(sorted(published, key=lambda one: one.path))


def _static(store: Store) -> tuple[Artifact, ...]:
    """Styles, scripts and fonts; cutting the fonts takes longer than reading them back."""
    name = key(["static"])
    made = store.get(name)
    if made is None:
        made = static()
        store.put(name, made)
    return made


def _booklets(
    collection: Collection, sheets: list[Artifact], base_url: str, store: Store
) -> tuple[Artifact, ...]:
    """All cards bound, on each paper; a collection larger than a book has none."""
    leaves = [one for one in sheets if one.path.startswith(LEAVES)]
    if not 0 < len(leaves) <= MOST * len(PAPERS):
        return ()
    name = key(
        [
            "booklet",
            base_url,
            repr(current()),
            *(one.content.decode() for one in leaves),
            *_bound(collection),
        ]
    )
    made = store.get(name)
    if made is None:
        found = [booklet(collection, paper, _cards(leaves, paper), base_url) for paper in PAPERS]
        barrier(Findings.of([one for _, faults in found for one in faults], collection.sources))
        made = tuple(one for one, _ in found)
        store.put(name, made)
    return made


def _cards(leaves: list[Artifact], paper: Paper) -> dict[str, str]:
    """What the cards of one paper are set from, by the slugs of their sheets."""
    end = f"-{paper}.typ"
    return {
        one.path.removeprefix(LEAVES).removesuffix(end): one.content.decode()
        for one in leaves
        if one.path.endswith(end)
    }


def _bound(collection: Collection) -> Iterator[str]:
    """What a booklet says beside its cards."""
    yield collection.info.source.text
    yield from (one.source.text for one in collection.pathways.values())
    yield from (one.text for one in collection.references.values())


def _sheets(
    collection: Collection,
    as_of: date,
    base_url: str,
    store: Store,
    progress: Callable[[int, int], None] | None,
    around: Surroundings,
) -> tuple[list[Artifact], list[str], int]:
    """The artifacts of pathways and blocks, from the cache or made anew, in their order."""
    keys = sheet_keys(collection, as_of, base_url, around)
    done = {slug: found for slug, name in keys.items() if (found := store.get(name)) is not None}
    todo = [slug for slug in keys if slug not in done]
    findings: list[Diagnostic] = []
    for slug, (artifacts, faults) in zip(
        todo, rendered_sheets(todo, collection, as_of, base_url, around), strict=True
    ):
        done[slug] = artifacts
        findings += faults
        if not faults:
            store.put(keys[slug], artifacts)
        if progress:
            progress(len(done), len(keys))
    barrier(Findings.of(findings, collection.sources))
    return [one for slug in keys for one in done[slug]], [*keys.values()], len(todo)
