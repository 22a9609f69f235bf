"""What a leaflet says in each version: its paragraphs, and the words of the steps it names.

Takes a leaflet with the pathway it belongs to; gives its sections, each text with
its place in the file. The one home of what is read, measured and printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from stepwell.graph import whole
from stepwell.reading_grade import grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.collection import Collection
    from stepwell.fields import Cites
    from stepwell.source import Key

Version: TypeAlias = Literal["basics", "more"]

VERSIONS: tuple[Version, ...] = ("basics", "more")
BANDS: Mapping[Version, tuple[float, float]] = {"basics": (5.0, 6.9), "more": (10.0, 12.9)}
"""US grades between which each version is to be read, by Flesch-Kincaid."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and the key path of it in the leaflet's file."""

    text: str
    path: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a leaflet in one version."""

    heading: str
    paragraphs: tuple[Said, ...]
    points: tuple[Said, ...]
    """The plain words of steps; only the version in short words has them."""
    cite: Cites


def sections(slug: str, collection: Collection, version: Version) -> tuple[Section, ...]:
    """One version of the leaflet of a pathway, in reading order."""
    leaflet = collection.leaflets[slug].value
    nodes = whole(collection.pathways[slug], collection).nodes
    made: list[Section] = []
    for index, part in enumerate(leaflet.parts):
        texts = part.basics if version == "basics" else part.more
        named = part.steps if version == "basics" else ()
        plain = [getattr(nodes[name].step.value, "plain", None) for name in named]
        made.append(
            Section(
                part.heading,
                tuple(Said(one, ("part", index, version, at)) for at, one in enumerate(texts)),
                tuple(
                    Said(one, ("part", index, "steps", at)) for at, one in enumerate(plain) if one
                ),
                part.cite,
            )
        )
    return tuple(made)


def body(made: Iterable[Section]) -> Iterator[Said]:
    """Every text in reading order, without headings."""
    for one in made:
        yield from one.paragraphs
        yield from one.points


def reading_grade(made: Iterable[Section]) -> float:
    """The grade of one version, to one decimal."""
    return round(grade(one.text for one in body(made)), 1)
