"""A first pathway to edit: files that already pass every check.

Takes a slug and a folder; gives the files to write, by name. In a folder with
registers it leans on what they hold; in an empty one it starts them as well.
"""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from stepwell.clock import today
from stepwell.diagnostics import InvalidInput
from stepwell.fields import SLUG
from stepwell.load import BIBLIOGRAPHY, load
from stepwell.schema import FOLDER, schemas

if TYPE_CHECKING:
    from pathlib import Path

_SOURCE, _FACT = "replace-me", "red_flag"
_STARTERS = {"collection.toml": "collection", "facts.toml": "facts", BIBLIOGRAPHY: "references"}


class CannotStart(Exception):
    """The pathway cannot be started; says why in a sentence."""


def new(slug: str, folder: Path) -> dict[str, bytes]:
    """The files of a new pathway called `slug`; nothing that exists is among them."""
    if not re.match(SLUG, slug):
        raise CannotStart(
            f"`{slug}` cannot be the name of a pathway: use lower-case letters, digits, hyphens"
        )
    if (folder / f"{slug}.toml").exists() or (folder / "blocks" / f"{slug}.toml").exists():
        raise CannotStart(f"`{slug}` exists already in {folder}")
    source, fact = _SOURCE, _FACT
    if folder.is_dir() and any(folder.glob("*.toml")):
        try:
            collection = load(folder)
        except InvalidInput:
            raise CannotStart(
                f"{folder} has faults; mend what `stepwell check {folder}` reports"
            ) from None
        yes_no = [name for name, one in collection.facts.items() if one.value.type == "yes-no"]
        source = next(iter(collection.references), _SOURCE)
        fact = next(iter(yes_no), _FACT)
    made = {f"{slug}.toml": "pathway", f"{slug}.cases.toml": "cases", **_STARTERS}
    values = {
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "source": source,
        "fact": fact,
        "year": today().year,
        "today": today(),
        "due": date(today().year + 1, 12, 1),
    }
    written = {
        name: _environment().from_string(_template(kind)).render(values).encode()
        for name, kind in made.items()
        if not (folder / name).exists()
    }
    fresh = {f"{FOLDER}/{name}": text.encode() for name, text in schemas().items()}
    return written | {name: raw for name, raw in fresh.items() if not (folder / name).exists()}


def _template(kind: str) -> str:
    return (files("stepwell") / "templates" / "new" / f"{kind}.j2").read_text("utf-8")


def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - slug and ids cannot hold quotes
