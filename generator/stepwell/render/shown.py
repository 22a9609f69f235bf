"""What a reader is shown beside the steps: red flags, pitfalls, medicines, contested points.

Takes a sheet, its collection and the references of one face; gives values with
their marks. A face asks for them in the order in which its sources are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render import citing, words
from stepwell.render.doses import dose_words
from stepwell.render.step_list import own_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Statement
    from stepwell.registers import ContestedPoint, Medication, MedicationClass, Position
    from stepwell.render.references import Mark, References
    from stepwell.render.step_list import StepView


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence with the marks of its sources."""

    say: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag as the page shows it."""

    flag: str
    act: str
    urgent: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Drug:
    """A row of the table of medications."""

    entry: Medication
    class_name: str
    doses: tuple[Cited, ...]
    cautions: tuple[Cited, ...]

    @property
    def use(self) -> str:
        """Its place in the pathways, unless it is simply offered."""
        return "" if self.entry.use == "offer" else words.USE[self.entry.use]


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class with what holds for all of its members."""

    entry: MedicationClass
    cautions: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A contested point with its positions side by side."""

    entry: ContestedPoint
    age: words.Age
    positions: tuple[tuple[Position, tuple[Mark, ...]], ...]
    steps: tuple[StepView, ...]
    """Steps of this page that it touches."""


def flags(sheet: Sheet, collection: Collection, references: References) -> Iterator[Flag]:
    """Red flags as they are numbered."""
    for one in citing.red_flags(sheet, collection):
        yield Flag(one.flag, one.act, one.urgent, references.mark(one.cite, "red flags"))


def pitfalls(sheet: Sheet, collection: Collection, references: References) -> tuple[Cited, ...]:
    """Pitfalls of the pathway, then those of its blocks."""
    return _cited(citing.pitfalls(sheet, collection), "pitfalls", references)


def classes(sheet: Sheet, collection: Collection, references: References) -> Iterator[DrugClass]:
    """Classes of the medications that steps name."""
    for one in citing.classes(sheet, collection):
        where = f"medications, {one.value.name}"
        yield DrugClass(one.value, _cited(one.value.cautions, where, references))


def drugs(sheet: Sheet, collection: Collection, references: References) -> Iterator[Drug]:
    """Medications that steps name, with doses in words."""
    for one in citing.medications(sheet, collection):
        entry, where = one.value, f"medications, {one.value.name}"
        known = collection.classes.get(entry.medication_class or "")
        doses = tuple(
            Cited(dose_words(dose), references.mark(dose.cite, where)) for dose in entry.doses
        )
        cautions = _cited(entry.cautions, where, references)
        yield Drug(entry, known.value.name if known else "", doses, cautions)


def points(
    sheet: Sheet,
    collection: Collection,
    references: References,
    views: tuple[StepView, ...],
    as_of: date,
) -> Iterator[Point]:
    """Contested points, with the steps that they touch."""
    for one in citing.contested(sheet, collection):
        where = f"contested, {one.value.asks}"
        touched = tuple(view for view, step in own_steps(views) if one.value.id in step.contested)
        positions = tuple((each, references.mark(each.cite, where)) for each in one.value.positions)
        yield Point(one.value, words.Age(one.value.due, as_of > one.value.due), positions, touched)


def _cited(
    statements: Iterable[Statement], where: str, references: References
) -> tuple[Cited, ...]:
    return tuple(Cited(one.say, references.mark(one.cite, where)) for one in statements)
