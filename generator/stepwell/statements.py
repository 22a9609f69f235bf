"""Everything in a collection that carries citations, each with its place.

Takes a `Collection`; gives `Stated` values in the order of the files. One
home for the walk, so that no check forgets a place where evidence is cited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stepwell.collection import Located

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Cites
    from stepwell.registers import Medication, MedicationClass
    from stepwell.source import Span


@dataclass(frozen=True)
class Stated:
    """One thing that is said: its kind, what it belongs to, where it is written."""

    kind: str
    """question, action, outcome, link, red flag, pitfall, dose, caution, position, fact,
    safety rule, score tool, band, part of a leaflet, term, scale, benefit or guideline."""
    name: str
    located: Located[Any]
    cite: Cites
    key: str
    """The key whose value names it best in a report."""

    @property
    def span(self) -> Span:
        return self.located.span(self.key)


def stated(collection: Collection) -> Iterator[Stated]:
    """Every statement of the collection, cited or not."""
    for sheet in collection.sheets:
        yield from _of_sheet(sheet)
    for fact in collection.facts.values():
        yield Stated("fact", fact.value.id, fact, fact.value.cite, "id")
    for group in collection.classes.values():
        yield from _cautions(group)
    for medication in collection.medications.values():
        for index, dose in enumerate(medication.value.doses):
            place = _part(medication, "dose", index, dose)
            yield Stated("dose", medication.value.id, place, dose.cite, "start")
        yield from _cautions(medication)
    for point in collection.contested.values():
        for index, position in enumerate(point.value.positions):
            place = _part(point, "position", index, position)
            name = f"{position.who} on {point.value.id}"
            yield Stated("position", name, place, position.cite, "who")
    for rule in collection.safety.values():
        yield Stated("safety rule", rule.value.id, rule, rule.value.cite, "id")
    for score in collection.scores.values():
        yield Stated("score tool", score.value.id, score, score.value.cite, "id")
        for index, band in enumerate(score.value.bands):
            place = _part(score, "band", index, band)
            yield Stated("band", band.label, place, band.cite, "label")
    yield from _looked_up(collection)


def cited_by(sheet: Sheet, collection: Collection) -> tuple[str, ...]:
    """Keys of the sources that a pathway and its blocks cite, in order; no registers."""
    family = (sheet, *collection.includes(sheet))
    cites = (one.cite for each in family for one in _of_sheet(each))
    return tuple(dict.fromkeys(one.source for some in cites for one in some))


def _of_sheet(sheet: Sheet) -> Iterator[Stated]:
    for index, flag in enumerate(sheet.value.red_flags):
        place = _part(sheet.located, "red_flag", index, flag)
        yield Stated("red flag", flag.flag, place, flag.cite, "flag")
    for step in sheet.steps():
        if step.value.kind != "include":
            yield Stated(step.value.kind, step.value.id, step, step.value.cite, "id")
    for index, pitfall in enumerate(sheet.value.pitfalls):
        place = _part(sheet.located, "pitfall", index, pitfall)
        yield Stated("pitfall", pitfall.say, place, pitfall.cite, "say")


def _looked_up(collection: Collection) -> Iterator[Stated]:
    """What readers look up or take home."""
    looked_up: dict[str, Mapping[str, Located[Any]]] = {
        "term": collection.terms,
        "scale": collection.scales,
        "benefit": collection.benefits,
        "guideline": collection.guidelines,
    }
    for kind, register in looked_up.items():
        for entry in register.values():
            yield Stated(kind, entry.value.id, entry, entry.value.cite, "id")
    for leaflet in collection.leaflets.values():
        for index, part in enumerate(leaflet.value.parts):
            place = _part(leaflet, "part", index, part)
            yield Stated("part of a leaflet", part.heading, place, part.cite, "heading")


def _cautions(entry: Located[Medication] | Located[MedicationClass]) -> Iterator[Stated]:
    for index, caution in enumerate(entry.value.cautions):
        place = _part(entry, "caution", index, caution)
        yield Stated("caution", entry.value.id, place, caution.cite, "say")


def _part(holder: Located[Any], key: str, index: int, value: Any) -> Located[Any]:
    return Located(value, holder.source, (*holder.at, key, index))
