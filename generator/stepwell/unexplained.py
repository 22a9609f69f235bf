"""Clinical changes that no new entry of the changelog explains.

Takes the collection and the changelog as they were and as they are; gives each
sheet whose advice differs with the parts that do. Order and formatting are no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.changelog import Changelog, Entry
    from stepwell.collection import Collection


@dataclass(frozen=True, slots=True)
class Touched:
    """A pathway, block or leaflet that says something else than before."""

    kind: str
    """`pathway`, `block` or `leaflet`."""
    slug: str
    parts: tuple[str, ...]
    """Names of the parts that differ, as `fingerprint` names them."""
    gone: bool = False

    @property
    def what(self) -> str:
        """The parts in a few words."""
        if self.gone:
            return "removed"
        more = f" and {len(self.parts) - 3} more" if len(self.parts) > 3 else ""
        return ", ".join(self.parts[:3]) + more


def touched(old: Collection | None, now: Collection) -> Iterator[Touched]:
    """Every sheet whose advice differs; without an old collection every sheet is new."""
    before = dict(_parts(old)) if old else {}
    after = dict(_parts(now))
    for (kind, slug), parts in after.items():
        was = before.get((kind, slug), {})
        names = [name for name in {**parts, **was} if parts.get(name) != was.get(name)]
        if names:
            yield Touched(kind, slug, tuple(names) if was else ("new",))
    for kind, slug in before:
        if (kind, slug) not in after:
            yield Touched(kind, slug, (), gone=True)


def unexplained(
    changes: Iterator[Touched], added: tuple[Entry, ...], collection: Collection
) -> Iterator[Touched]:
    """Those of the changes that no added entry names, alone or among all pathways."""
    named = {name for entry in added for name in entry.names}
    for one in changes:
        sheet = collection.pathways.get(one.slug) or collection.blocks.get(one.slug)
        told = sheet and any(entry.about(sheet, collection) for entry in added)
        if not (told or one.slug in named or any(entry.collective for entry in added)):
            yield one


def added(old: Changelog | None, now: Changelog) -> tuple[Entry, ...]:
    """Clinical entries whose words did not stand in the old changelog."""
    known = {entry.text for entry in old.clinical} if old else set()
    return tuple(entry for entry in now.clinical if entry.text not in known)


def _parts(collection: Collection) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    for one in fingerprints(collection):
        kind: str = one.kind
        if kind == "card":
            kind = "block" if one.slug in collection.blocks else "pathway"
        yield (kind, one.slug), one.parts
