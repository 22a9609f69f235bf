"""Expected texts of faces, byte for byte; `--update` writes them anew, then read the diff."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
_FIGURE = re.compile(r'<figure class="sw-figure" id="([\w-]+)"[^>]*>.*?</figure>', re.DOTALL)
_WALK = re.compile(r'<section class="sw-walk" id="[^>]*>.*?</section>', re.DOTALL)


def without_charts(page: str) -> str:
    """A page with a mark in place of each chart and of the walk-through.

    Charts have expected texts of their own, and the walk-through is read back.
    """
    return _WALK.sub("<section>walk-through</section>", _FIGURE.sub(r"<figure>\1</figure>", page))


def golden(name: str, text: str, update: bool) -> str:
    """The expected text of that name, first replaced when `update` is asked for."""
    path = FOLDER / name
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return path.read_text("utf-8")
