"""Two editions of a collection: the shipped one, and the same with words replaced in its files."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stepwell.checking import loaded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stepwell.collection import Collection

SHIPPED = Path(__file__).parent.parent / "pathways"

Edit = tuple[str, str, str]
"""A file, words in it, and the words that stand there instead."""


@cache
def shipped() -> Collection:
    """The collection of this repository."""
    return loaded(SHIPPED)


def edited(into: Path, edits: Iterable[Edit]) -> Path:
    """A copy of the shipped pathways with edits made; each must find its words once or more."""
    folder = into / "pathways"
    if not folder.exists():
        shutil.copytree(SHIPPED, folder)
    for name, before, after in edits:
        path = folder / name
        text = path.read_text("utf-8")
        assert before in text, f"{before!r} is not in {name}"
        path.write_text(text.replace(before, after, 1), "utf-8")
    return folder
