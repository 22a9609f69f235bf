"""Which number a source has on the page and the card of a pathway.

Numbers run in order of first appearance: red flags, steps (those of included
blocks in their place), pitfalls, medications, contested points.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.fields import Citation, Statement
    from stepwell.head import RedFlag
    from stepwell.model import OwnStep
    from stepwell.registers import ContestedPoint, Medication, MedicationClass


def family(sheet: Sheet, collection: Collection) -> tuple[Sheet, ...]:
    """A sheet and the blocks it includes."""
    return (sheet, *collection.includes(sheet))


def red_flags(sheet: Sheet, collection: Collection) -> list[RedFlag]:
    """Red flags of the sheet, then those of its blocks."""
    return [flag for one in family(sheet, collection) for flag in one.value.red_flags]


def steps(sheet: Sheet, collection: Collection) -> Iterator[OwnStep]:
    """Steps in reading order, those of a block where it is included."""
    for step in sheet.value.steps:
        if step.kind != "include":
            yield step
        elif block := collection.blocks.get(step.block):
            yield from (inner for inner in block.value.steps if inner.kind != "include")


def medications(sheet: Sheet, collection: Collection) -> list[Located[Medication]]:
    """Medications that steps name, a class standing for all of its members."""
    named = {
        name
        for step in steps(sheet, collection)
        if step.kind in {"action", "outcome"}
        for name in step.medications
    }
    return [*meant(named, collection)]


def meant(names: Container[str], collection: Collection) -> Iterator[Located[Medication]]:
    """The medications that names mean, a class standing for all of its members."""
    for one in collection.medications.values():
        if one.value.id in names or one.value.medication_class in names:
            yield one


def classes(sheet: Sheet, collection: Collection) -> list[Located[MedicationClass]]:
    """Classes of the medications that steps name."""
    used = {one.value.medication_class for one in medications(sheet, collection)}
    return [one for name, one in collection.classes.items() if name in used]


def contested(sheet: Sheet, collection: Collection) -> list[Located[ContestedPoint]]:
    """Contested points that the sheet, its blocks or their steps name."""
    named = dict.fromkeys(
        chain(
            chain.from_iterable(one.value.contested for one in family(sheet, collection)),
            chain.from_iterable(step.contested for step in steps(sheet, collection)),
        )
    )
    return [collection.contested[name] for name in named if name in collection.contested]


def pitfalls(sheet: Sheet, collection: Collection) -> list[Statement]:
    """Pitfalls of the sheet, then those of its blocks."""
    return [one for part in family(sheet, collection) for one in part.value.pitfalls]


def citations(sheet: Sheet, collection: Collection) -> Iterator[Citation]:
    """Every citation of a page in order of appearance."""
    for flag in red_flags(sheet, collection):
        yield from flag.cite
    for step in steps(sheet, collection):
        yield from step.cite
    for pitfall in pitfalls(sheet, collection):
        yield from pitfall.cite
    for group in classes(sheet, collection):
        for caution in group.value.cautions:
            yield from caution.cite
    for drug in medications(sheet, collection):
        for dose in drug.value.doses:
            yield from dose.cite
        for caution in drug.value.cautions:
            yield from caution.cite
    for point in contested(sheet, collection):
        for position in point.value.positions:
            yield from position.cite


@lru_cache(maxsize=64)
def numbering(sheet: Sheet, collection: Collection) -> Mapping[str, int]:
    """Source key to number, from 1."""
    keys = dict.fromkeys(one.source for one in citations(sheet, collection))
    return MappingProxyType({key: number for number, key in enumerate(keys, start=1)})
