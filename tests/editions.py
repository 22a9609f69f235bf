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


FALLS = """[[step]]
kind    = "question"
id      = "tca-falls"
ask     = "Has the patient fallen?"
plain   = "Have you had a fall?"
cite    = [{ source = "ags2023beers", at = "Table 2" }]
unknown = "check-safety"
branch  = [
  { label = "Yes", when = "falls", goto = "@exit" },
  { label = "No", when = "otherwise", goto = "start-tca-older" },
]

"""
START_TCA = '[[step]]\nkind      = "outcome"\nid        = "start-tca"'
OLDER = 'when = "age_years >= 65", goto = "start-tca-older"'
REALISTIC: dict[str, list[Edit]] = {
    "the-older-flag-begins-at-65": [
        ("blocks/red-flags.toml", "age_years > 65 and", "age_years >= 65 and"),
        ("blocks/red-flags.toml", '"Over 65 with any', '"65 or over with any'),
    ],
    "a-dose-is-halved": [
        (
            "medications.toml",
            'step        = [{ amount = "60 mg"',
            'step        = [{ amount = "30 mg"',
        ),
        ("medications.toml", 'at = "section 7.9"', 'at = "section 7.8"'),
    ],
    "falls-are-asked-for-before-a-tricyclic": [
        ("blocks/tricyclic.toml", OLDER, OLDER.replace("start-tca-older", "tca-falls")),
        ("blocks/tricyclic.toml", START_TCA, FALLS + START_TCA),
        ("imaging.toml", 'when = "conservative_weeks < 4"', 'when = "conservative_weeks < 3"'),
        ("imaging.toml", 'edition  = "2026.1"', 'edition  = "2026.2"'),
    ],
}
"""Changes as editors make them; the comment on each is kept and read as a reviewer reads it."""
