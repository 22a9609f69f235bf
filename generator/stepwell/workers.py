"""The faces of each pathway and block, shared among processes.

Takes slugs and a checked collection; gives artifacts and findings in the order
asked for. Which process renders a sheet changes no byte of it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from stepwell.render.card import PAPERS, card, leaf, posters
from stepwell.render.downloads import sizes
from stepwell.render.leaflet_page import leaflet_pages
from stepwell.render.leaflet_paper import leaflet_sheets
from stepwell.render.overriding import use
from stepwell.render.page import page
from stepwell.render.read_cards import read_cards
from stepwell.render.surroundings import ALONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from multiprocessing.context import BaseContext

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic
    from stepwell.render.artifact import Artifact
    from stepwell.render.surroundings import Surroundings

    Set: TypeAlias = tuple[Artifact, list[Diagnostic]]
    Rendered: TypeAlias = tuple[tuple[Artifact, ...], tuple[Diagnostic, ...]]

_POOL_FROM = 8
"""Sheets to render from which a second process pays for its start."""


def rendered_sheets(
    slugs: list[str],
    collection: Collection,
    as_of: date,
    base_url: str,
    around: Surroundings = ALONE,
) -> Iterator[Rendered]:
    """The faces of each sheet, in the order asked for."""
    if len(slugs) < _POOL_FROM or (os.cpu_count() or 1) < 2:
        _begin(collection, as_of, base_url, around)
        yield from map(_one, slugs)
        return
    context = _context()
    with ProcessPoolExecutor(
        mp_context=context,
        initializer=_begin_worker,
        initargs=(collection, as_of, base_url, around),
    ) as pool:
        yield from pool.map(_one, slugs, chunksize=max(1, min(8, len(slugs) // 16)))


def _context() -> BaseContext:
    """The quickest safe way to start workers: a fork copies locks that other threads hold."""
    tasks = Path("/proc/self/task")
    if sys.platform == "linux" and tasks.is_dir() and len([*tasks.iterdir()]) == 1:
        return multiprocessing.get_context("fork")
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["stepwell.workers"])
    return context


_work: tuple[Collection, date, str, Surroundings]
"""What a worker process renders from: set once by `_begin`."""


def _begin(collection: Collection, as_of: date, base_url: str, around: Surroundings) -> None:
    global _work  # noqa: PLW0603 - the one value that every task of a worker shares
    _work = collection, as_of, base_url, around


def _begin_worker(collection: Collection, as_of: date, base_url: str, around: Surroundings) -> None:
    """Begin in a process of its own, which need not look for garbage in what all sheets share."""
    _begin(collection, as_of, base_url, around)
    use(around.templates)
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _one(slug: str) -> Rendered:
    collection, as_of, base_url, around = _work
    sheet = collection.pathways.get(slug) or collection.blocks[slug]
    paper = [*printed_sheets(sheet, collection, base_url)]
    artifacts = [made for made, _ in paper]
    artifacts += read_faces(sheet, collection, as_of, base_url, sizes(artifacts), around)
    faultless = not any(faults for _, faults in paper)
    leaves = (leaf(sheet, collection, size, base_url) for size in PAPERS if faultless)
    artifacts += [one for one in leaves if one]
    return tuple(artifacts), tuple(fault for _, faults in paper for fault in faults)


def read_faces(
    sheet: Sheet,
    collection: Collection,
    as_of: date,
    base_url: str,
    files: Mapping[str, int],
    around: Surroundings = ALONE,
) -> Iterator[Artifact]:
    """All that is read on a screen of a sheet; `files` are the bytes of what is offered there."""
    if sheet.slug in collection.pathways:
        yield from page(
            sheet, collection, as_of=as_of, base_url=base_url, files=files, around=around
        )
    if sheet.slug in collection.leaflets:
        yield from leaflet_pages(sheet, collection, as_of=as_of, edits=around.edits)


def printed_sheets(sheet: Sheet, collection: Collection, base_url: str) -> Iterator[Set]:
    """All that is printed of a sheet, each with what is wrong with it."""
    for paper in PAPERS:
        yield card(sheet, collection, paper, base_url)
    if sheet.slug in collection.pathways:
        yield from posters(sheet, collection, base_url)
    yield from read_cards(sheet, collection, base_url)
    if sheet.slug in collection.leaflets:
        yield from leaflet_sheets(sheet, collection, base_url)
