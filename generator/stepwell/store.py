"""Artifacts kept between builds, under the hash of all they were made from.

A folder that can be deleted at any time: whatever is absent or damaged is made
again. An entry is a stored zip, so that nothing in it can be run.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stepwell.archive import zipped
from stepwell.render.artifact import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTS = (
    "fonttools",
    "font-source-sans-pro",
    "graphviz",
    "jinja2",
    "pybtex",
    "pydantic",
    "pygraphviz",
    "readability",
    "segno",
    "typst",
    "z3-solver",
)
"""Packages whose version decides bytes of an artifact, or what is proven."""


@cache
def program() -> str:
    """The hash of this program and of the packages that decide what it renders."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for part in _PARTS:
        digest.update(f"{part}={importlib.metadata.version(part)}\0".encode())
    return digest.hexdigest()[:16]


def key(parts: Iterable[str]) -> str:
    """The hash of what an entry is made from; no two lists of parts share it by accident."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


class Store:
    """Entries of one program in one folder; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / program() if folder else None
        if folder and self._folder and folder.is_dir():
            for old in folder.iterdir():
                if old.is_dir() and old != self._folder and len(old.name) == len(program()):
                    shutil.rmtree(old, ignore_errors=True)

    def get(self, name: str) -> tuple[Artifact, ...] | None:
        """The artifacts kept under a key, or None."""
        if self._folder is None:
            return None
        try:
            with zipfile.ZipFile(self._folder / name) as archive:
                return tuple(
                    Artifact(one.filename, archive.read(one)) for one in archive.infolist()
                )
        except (OSError, zipfile.BadZipFile, EOFError, KeyError):
            return None

    def put(self, name: str, artifacts: Iterable[Artifact]) -> None:
        """Keep artifacts; a reader sees all of an entry or none of it."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = self._folder / f".{name}.{os.getpid()}"
            partial.write_bytes(zipped(artifacts))
            partial.replace(self._folder / name)
        except OSError:
            return  # a cache that cannot be written is no reason to stop
