"""The stages in order: load, resolve, check, render; each behind its barrier.

Takes a folder, a date and an address; gives a `Site` of artifacts or raises
`InvalidInput` with all faults of the stage that found errors. Knows the cache
and the processes that share the work; writes nothing but that cache.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from stepwell.checks import check
from stepwell.checks.suppression import apply_suppressions
from stepwell.diagnostics import Diagnostic, Findings, InvalidInput
from stepwell.load import load
from stepwell.render.artifact import Artifact
from stepwell.render.card import PAPERS, card
from stepwell.render.page import page
from stepwell.render.site import site_pages
from stepwell.render.static import static
from stepwell.resolve import resolve
from stepwell.store import Store, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from stepwell.collection import Collection, Sheet

_POOL_FROM = 8
"""Sheets to render from which a second process pays for its start."""


@dataclass
class Timings:
    """Seconds spent in each stage, in order."""

    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = self.stages.get(name, 0.0) + time.perf_counter() - begun


@dataclass(frozen=True)
class Site:
    """All that is to be published, and what is known about it."""

    collection: Collection
    findings: Findings
    artifacts: tuple[Artifact, ...]
    rendered: int
    """Sheets rendered anew; the others came from the cache."""

    @property
    def kinds(self) -> Counter[str]:
        """How many artifacts there are of each file ending."""
        return Counter(one.path.rsplit(".", 1)[-1] for one in self.artifacts)


def checked(folder: Path, as_of: date, timings: Timings | None = None) -> tuple[Collection, Findings]:
    """The collection and its warnings; InvalidInput if a stage finds an error."""
    timings = timings or Timings()
    with timings.stage("load"):
        collection = load(folder)
    with timings.stage("resolve"):
        _barrier(Findings.of(resolve(collection), collection.sources))
    with timings.stage("check"):
        found = apply_suppressions(check(collection, as_of), collection)
        return collection, _barrier(Findings.of(found, collection.sources))


def site(
    folder: Path,
    as_of: date,
    base_url: str = "",
    cache: Path | None = None,
    timings: Timings | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Site:
    """Every face of a folder; `progress` hears of sheets done and in all."""
    timings = timings or Timings()
    collection, findings = checked(folder, as_of, timings)
    with timings.stage("render"):
        sheets, rendered = _sheets(collection, as_of, base_url, Store(cache), progress)
        artifacts = [*sheets, *site_pages(collection, findings, as_of, base_url), *static()]
    return Site(collection, findings, tuple(sorted(artifacts, key=lambda one: one.path)), rendered)


def _barrier(findings: Findings) -> Findings:
    if findings.errors:
        raise InvalidInput(findings)
    return findings


Rendered = tuple[tuple[Artifact, ...], tuple[Diagnostic, ...]]


def _sheets(
    collection: Collection, as_of: date, base_url: str, store: Store,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[Artifact], int]:
    """The artifacts of pathways and blocks, from the cache or made anew, in their order."""
    keys = {sheet.slug: _key(sheet, collection, as_of, base_url) for sheet in collection.sheets}
    done = {slug: found for slug, name in keys.items() if (found := store.get(name)) is not None}
    todo = [slug for slug in keys if slug not in done]
    findings: list[Diagnostic] = []
    for slug, (artifacts, found) in zip(todo, _render(todo, collection, as_of, base_url), strict=True):
        done[slug] = artifacts
        findings += found
        if not found:
            store.put(keys[slug], artifacts)
        if progress:
            progress(len(done), len(keys))
    _barrier(Findings.of(findings, collection.sources))
    return [one for slug in keys for one in done[slug]], len(todo)


def _key(sheet: Sheet, collection: Collection, as_of: date, base_url: str) -> str:
    """The hash of all that the sheet's faces are made from."""
    registers = [source.text for path, source in collection.sources.items() if _shared(path, collection)]
    hosts = [one for one in collection.pathways.values()
             if sheet.slug in collection.blocks and sheet in collection.includes(one)]
    near = [sheet, *collection.includes(sheet), *hosts]
    named = [step.to for step in sheet.value.steps if step.kind == "link"]
    named += [step.returns.resume_in for one in near for step in one.value.steps
              if step.kind == "outcome" and step.returns and step.returns.resume_in]
    named += [step.to for one in near for step in one.value.steps if step.kind == "link"]
    titles = [f"{other.value.title}\0{other.value.asks}" for slug, other in collection.pathways.items()
              if slug in named]
    due = [str(as_of > one.value.review.due) for one in near if hasattr(one.value, "review")]
    return key([sheet.slug, base_url, *due, *titles, *(f"{one.slug}\0{one.source.text}" for one in near),
                *registers])


def _shared(path: str, collection: Collection) -> bool:
    own = {sheet.source.path for sheet in collection.sheets}
    return path not in own and not path.endswith(".cases.toml")


def _render(
    slugs: list[str], collection: Collection, as_of: date, base_url: str
) -> Iterator[Rendered]:
    """The faces of each sheet, in the order asked for."""
    if len(slugs) < _POOL_FROM or (os.cpu_count() or 1) < 2:
        _begin(collection, as_of, base_url)
        yield from map(_one, slugs)
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(
        mp_context=context, initializer=_begin, initargs=(collection, as_of, base_url)
    ) as pool:
        yield from pool.map(_one, slugs, chunksize=max(1, min(8, len(slugs) // 16)))


_work: tuple[Collection, date, str]
"""What a worker process renders from: set once by `_begin`."""


def _begin(collection: Collection, as_of: date, base_url: str) -> None:
    global _work  # noqa: PLW0603 - the one value that every task of a worker shares
    _work = collection, as_of, base_url


def _one(slug: str) -> Rendered:
    collection, as_of, base_url = _work
    sheet = collection.pathways.get(slug) or collection.blocks[slug]
    artifacts: list[Artifact] = []
    found: list[Diagnostic] = []
    if slug in collection.pathways:
        artifacts += page(sheet, collection, as_of=as_of, base_url=base_url)
    for paper in PAPERS:
        made, faults = card(sheet, collection, paper, as_of=as_of, base_url=base_url)
        artifacts.append(made)
        found += faults
    return tuple(artifacts), tuple(found)
