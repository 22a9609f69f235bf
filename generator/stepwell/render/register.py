"""The registers that pathways share: sources, medications, facts, contested points.

Takes the collection; gives one page each. A register shows every entry, used
or not, and where each is used; its citations lead to the register of sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stepwell.graph import chart
from stepwell.guard import BrokenGuard, names, parse
from stepwell.render import citing
from stepwell.render.artifact import Artifact
from stepwell.render.doses import dose_words
from stepwell.render.editing import edit_links
from stepwell.render.references import short_name, source_anchor
from stepwell.render.templating import render
from stepwell.render.words import USE, Age, by_strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.bibliography import Entry
    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Citation
    from stepwell.registers import ContestedPoint, Fact, Medication, MedicationClass
    from stepwell.render.editing import Edits


@dataclass(frozen=True, slots=True)
class Source:
    """A citation in a register: a name that leads to the source, and the place in it."""

    name: str
    anchor: str
    at: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with the pages that cite it, each with its number there."""

    entry: Entry
    anchor: str
    pages: tuple[tuple[Sheet, int], ...]
    leaflets: tuple[tuple[str, str], ...]
    """Slug and title of each leaflet that cites it."""


def registers(
    collection: Collection, *, as_of: date, edits: Edits | None = None
) -> Iterator[Artifact]:
    """The four registers."""
    links = edit_links(collection, edits)
    shared: dict[str, Any] = {
        "links": links,
        "edit_links": links,
        "info": collection.info.value,
        "sources_of": lambda cites: sources(cites, collection),
    }
    pages: dict[str, dict[str, Any]] = {
        "sources": {"kinds": tuple(_by_kind(collection)), "count": len(collection.references)},
        "medications": {
            "classes": tuple(_classes(collection)),
            "dose_words": dose_words,
            "uses": USE,
        },
        "facts": {"facts": tuple(_facts(collection)), "kind_of": _kind_of, "span_of": _span_of},
        "contested": {"points": tuple(_points(collection, as_of))},
    }
    for name, values in pages.items():
        text = render(f"registers/{name}.md.j2", **shared, **values)
        yield Artifact(f"registers/{name}.md", text.encode())


def sources(cites: Iterable[Citation], collection: Collection) -> tuple[Source, ...]:
    """Citations as names that lead to the register of sources."""
    return tuple(
        Source(short_name(one.source, collection.references), source_anchor(one.source), one.at)
        for one in cites
    )


def _by_kind(collection: Collection) -> Iterator[tuple[str, tuple[Listed, ...]]]:
    """Sources by kind of evidence, each kind in the order of the alphabet."""
    pathways = collection.pathways.values()
    numbers = [(sheet, citing.numbering(sheet, collection)) for sheet in pathways]
    entries = collection.references.values()
    for kind in by_strength(one.kind for one in entries):
        found = tuple(
            Listed(
                one,
                source_anchor(one.key),
                tuple((sheet, known[one.key]) for sheet, known in numbers if one.key in known),
                tuple(
                    (slug, located.value.title)
                    for slug, located in collection.leaflets.items()
                    if any(
                        cite.source == one.key for part in located.value.parts for cite in part.cite
                    )
                ),
            )
            for one in sorted(entries, key=lambda one: (one.text.lower(), one.key))
            if one.kind == kind
        )
        if found:
            yield kind, found


def _classes(
    collection: Collection,
) -> Iterator[tuple[MedicationClass | None, tuple[tuple[Medication, tuple[Sheet, ...]], ...]]]:
    """Each class with its members, then the medications of no class."""
    used = {
        sheet.slug: {one.value.id for one in citing.medications(sheet, collection)}
        for sheet in collection.pathways.values()
    }
    entries = [
        (
            one.value,
            tuple(
                sheet for sheet in collection.pathways.values() if one.value.id in used[sheet.slug]
            ),
        )
        for one in collection.medications.values()
    ]
    for name, known in collection.classes.items():
        yield known.value, tuple(one for one in entries if one[0].medication_class == name)
    classes = collection.classes
    if rest := tuple(one for one in entries if one[0].medication_class not in classes):
        yield None, rest


def _facts(collection: Collection) -> Iterator[tuple[Fact, tuple[Sheet, ...]]]:
    """Each fact with the pathways whose guards use it, those of blocks included."""
    used = {
        sheet.slug: {name for part in citing.family(sheet, collection) for name in _named(part)}
        for sheet in collection.pathways.values()
    }
    for one in collection.facts.values():
        yield (
            one.value,
            tuple(
                sheet for sheet in collection.pathways.values() if one.value.id in used[sheet.slug]
            ),
        )


def _named(sheet: Sheet) -> Iterator[str]:
    for edge in chart(sheet).edges:
        try:
            yield from (one.fact for one in names(parse(edge.when or "otherwise")))
        except BrokenGuard:
            continue


def _points(
    collection: Collection, as_of: date
) -> Iterator[tuple[ContestedPoint, Age, tuple[Sheet, ...]]]:
    """Each contested point with the pathways that it touches."""
    for one in collection.contested.values():
        yield (
            one.value,
            Age(one.value.due, as_of > one.value.due),
            tuple(
                sheet
                for sheet in collection.pathways.values()
                if one in citing.contested(sheet, collection)
            ),
        )


def _kind_of(fact: Fact) -> str:
    """What values a fact has, in words."""
    return {
        "yes-no": "Yes or no",
        "one-of": "One of these",
        "number": "A number",
        "count": "A whole number",
    }[fact.type]


def _span_of(fact: Fact) -> str:
    """The range and unit of a number."""
    low = "" if fact.min is None else f"from {fact.min}"
    high = "" if fact.max is None else f"to {fact.max}"
    unit = f"in {fact.unit}" if fact.unit else ""
    return " ".join(filter(None, [low, high, unit]))
