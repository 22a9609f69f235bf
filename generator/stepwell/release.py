"""A release: the codes of all sheets kept for ever, so that paper can be asked its age.

Takes a checked collection and a day; gives the register with what it lacked.
What stands in it already is kept to the letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render import edition
from stepwell.render.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection
    from stepwell.render.fingerprint import Fingerprint

REGISTER = "released.toml"
_HEAD = """\
#:schema schema/released.json
# Every printed sheet that was ever released, the oldest first. Written by `stepwell release`:
# change no line and remove none, for sheets on paper lead here.
"""


@dataclass(frozen=True, slots=True)
class Unreleased:
    """A sheet that says something which no release has kept."""

    fingerprint: Fingerprint
    edition: str
    reused: bool
    """Whether the same edition was released before, with other content."""

    def __str__(self) -> str:
        one = self.fingerprint
        again = f"; edition {self.edition} was released with other content" if self.reused else ""
        return f"{one.kind} {one.slug}: {one.code}{again}"


def unreleased(collection: Collection) -> tuple[Unreleased, ...]:
    """The sheets whose codes the register lacks."""
    kept = {(one.value.kind, one.value.slug, one.value.edition): one
            for one in collection.released.values()}  # fmt: skip
    return tuple(
        Unreleased(one, name, (one.kind, one.slug, name) in kept)
        for one in fingerprints(collection)
        if one.code not in collection.released
        for name in [_edition(one.slug, collection)]
    )


def register(written: str, found: tuple[Unreleased, ...], day: date) -> str:
    """The text of the register, with an entry for each sheet that it lacked."""
    return "\n".join([written or _HEAD, *(_entry(one, day) for one in found)])


def _edition(slug: str, collection: Collection) -> str:
    sheet = collection.pathways.get(slug) or collection.blocks[slug]
    return edition.named(edition.hosts(sheet, collection)) or "none"


def _entry(one: Unreleased, day: date) -> str:
    return "\n".join(_lines(one, day)) + "\n"


def _lines(one: Unreleased, day: date) -> Iterator[str]:
    """An entry of the register; names and hashes hold no character that TOML must escape."""
    made = one.fingerprint
    parts = ", ".join(f'"{name}" = "{digest}"' for name, digest in made.parts.items())
    yield "[[sheet]]"
    yield f'id = "{made.code}"'
    yield f'kind = "{made.kind}"'
    yield f'slug = "{made.slug}"'
    yield f"edition = {_quoted(one.edition)}"
    yield f"released = {day.isoformat()}"
    yield f"parts = {{ {parts} }}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
