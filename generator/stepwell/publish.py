"""Artifacts onto the disk, all of them or none.

Takes artifacts or a freshly built folder and a place; leaves there the whole of
it, and reads such a folder back. A failed or killed run leaves what was there before.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stepwell.render.headers import guarded
from stepwell.render.preview import preview
from stepwell.render.worker import worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from stepwell.render.artifact import Artifact


def write(artifacts: Iterable[Artifact], folder: Path) -> None:
    """Write every artifact below `folder`, which the caller owns."""
    for one in artifacts:
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)


def published(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path in it, in the order of their names."""
    found = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    return {path: found[path].read_bytes() for path in sorted(found)}


def as_preview(site: Path, of: str) -> None:
    """Mark every page of a finished site as a preview of something."""
    write(preview(published(site), of), site)


def with_headers(site: Path) -> tuple[str, ...]:
    """Give a finished site its policies and headers; the paths of pages that get none."""
    made, without = guarded(published(site))
    write(made, site)
    return without


def with_worker(site: Path, as_of: date) -> None:
    """Give a finished site its service worker, which names every file of it."""
    write(worker(published(site), as_of), site)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` that takes its place when the block ends well."""
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    previous = target.with_name(f".{target.name}.previous")
    if previous.is_dir() and not target.exists():
        previous.rename(target)  # a run was killed between the two renames below
    shutil.rmtree(previous, ignore_errors=True)
    fresh = target.with_name(f".{target.name}.next")
    shutil.rmtree(fresh, ignore_errors=True)  # of a run that was killed
    fresh.mkdir()
    try:
        yield fresh
        if target.exists():
            target.rename(previous)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(previous, ignore_errors=True)


_MARK = ".stepwell"
"""File that tells a tree written by this program from a folder of someone's work."""


def replaceable(folder: Path) -> bool:
    """Whether a folder may be replaced: it is empty, or this program wrote it."""
    return folder.is_dir() and ((folder / _MARK).is_file() or not any(folder.iterdir()))


def tree(artifacts: Iterable[Artifact], content: Path | None, folder: Path) -> None:
    """The docs tree: hand-written pages, and the artifacts no hand-written page stands in for."""
    if content:
        shutil.copytree(content, folder, dirs_exist_ok=True)
    write((one for one in artifacts if not (folder / one.path).exists()), folder)
    (folder / _MARK).write_text("Written by stepwell; replaced whole at the next run.\n", "utf-8")


def remove(folder: Path | None) -> None:
    """Remove a folder of ours, if there is one."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def files(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write single files, each whole or not at all."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_bytes(content)
        partial.replace(path)
