"""What a leaflet says, as plain values: help first, then its sections, then what it rests on.

Takes a pathway with a leaflet and one of its versions; gives `Leaflet`. Page and
paper both draw from it, so neither can say more than the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.leaflet_text import reading_grade, sections
from stepwell.model import Pathway
from stepwell.render.citing import red_flags
from stepwell.render.edition import dated
from stepwell.render.register import sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.leaflet_text import Version
    from stepwell.registers import CollectionInfo
    from stepwell.render.register import Source

NAMES: Mapping[Version, str] = {"basics": "The basics", "more": "In more detail"}
"""What readers call each version."""
GENERAL = "Leaflets give general information. Your own care team knows more about you."
_NOTICES = {
    "draft": ("Draft", "No clinician has checked this leaflet. Do not use it to choose care."),
    "in-review": ("In review", "This leaflet is not approved yet. Do not use it to choose care."),
    "retired": ("Out of use", "This leaflet is no longer kept up to date."),
}
_UNCHECKED = ("Not checked", "No clinician has checked this leaflet.")


@dataclass(frozen=True, slots=True)
class Help:
    """Findings that share what to do about them at once."""

    findings: tuple[str, ...]
    act: str


@dataclass(frozen=True, slots=True)
class Part:
    """One section as readers see it, and what it rests on."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """All that one version of a leaflet says, in the order in which it is read."""

    slug: str
    version: Version
    title: str
    notice: tuple[str, str] | None
    """State of review in a word and a sentence; None when it is approved by someone."""
    help: tuple[Help, ...]
    parts: tuple[Part, ...]
    edition: str
    due: date
    grade: float
    info: CollectionInfo
    date: date

    @property
    def name(self) -> str:
        """What readers call this version."""
        return NAMES[self.version]


def leaflet(sheet: Sheet, collection: Collection, version: Version) -> Leaflet:
    """One version of the leaflet of a pathway."""
    pathway = sheet.value
    if not isinstance(pathway, Pathway):
        raise TypeError("a block has no leaflet")
    made = sections(sheet.slug, collection, version)
    return Leaflet(
        slug=sheet.slug,
        version=version,
        title=collection.leaflets[sheet.slug].value.title,
        notice=notice(pathway),
        help=_help(sheet, collection),
        parts=tuple(
            Part(
                one.heading,
                tuple(said.text for said in one.paragraphs),
                tuple(said.text for said in one.points),
                sources(one.cite, collection),
            )
            for one in made
        ),
        edition=pathway.edition,
        due=pathway.review.due,
        grade=reading_grade(made),
        info=collection.info.value,
        date=dated([pathway]),
    )


def notice(pathway: Pathway) -> tuple[str, str] | None:
    """What a patient must know about the state of review."""
    return _NOTICES.get(pathway.status) or (None if pathway.review.by else _UNCHECKED)


def _help(sheet: Sheet, collection: Collection) -> tuple[Help, ...]:
    """The urgent red flags in the patient's words, by what to do, each said once."""
    groups: dict[str, dict[str, None]] = {}
    for flag in red_flags(sheet, collection):
        if flag.urgent:
            groups.setdefault(flag.plain_act or flag.act, {})[flag.plain or flag.flag] = None
    return tuple(Help(tuple(found), act) for act, found in groups.items())
