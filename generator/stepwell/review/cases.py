"""The cases of a pathway as a reviewer judges them: the patient, what must come, what comes.

Takes a pathway, its collection and the views of its steps; gives plain values.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.checks.cases import runs
from stepwell.guard_words import known_words
from stepwell.render import words
from stepwell.step_text import short_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.cases import Case
    from stepwell.collection import Collection, Sheet
    from stepwell.given import Given
    from stepwell.render.step_list import StepView
    from stepwell.walk import Walk


@dataclass(frozen=True, slots=True)
class Patient:
    """One case."""

    name: str
    given: str
    """What is known, beside what is known of most."""
    expected: tuple[str, ...]
    way: str
    """Numbers of the steps taken."""
    result: str
    """Where the walk ends, and what it advises."""


def patients(sheet: Sheet, collection: Collection, views: Iterable[StepView]) -> Iterator[Patient]:
    """Every case with its walk."""
    steps = {one.name: one for one in _all(views)}
    common = usual(sheet, collection)
    for case, walk in runs(sheet, collection):
        yield Patient(
            case.value.name,
            _given(case.value, collection, steps, common),
            tuple(_expected(case.value, collection, steps)),
            " → ".join(steps[name].number for name in walk.steps if name in steps),
            _result(walk, collection, steps),
        )


def _all(views: Iterable[StepView]) -> Iterator[StepView]:
    for view in views:
        yield view
        yield from _all(view.inner)


def usual(sheet: Sheet, collection: Collection) -> dict[str, Given]:
    """What is known alike of more than half of the patients; nothing if that spares no words."""
    cases = [case.value.patient for case in collection.cases.get(sheet.slug, ())]
    told = Counter((name, value) for patient in cases for name, value in patient.items())
    return {name: value for (name, value), count in told.items() if count * 2 > len(cases) > 2}


def usual_words(sheet: Sheet, collection: Collection) -> str:
    """The same in words."""
    facts = collection.known_facts
    return "; ".join(
        known_words(value, facts[name]) for name, value in usual(sheet, collection).items()
    )


def _given(
    case: Case,
    collection: Collection,
    steps: Mapping[str, StepView],
    common: Mapping[str, Given],
) -> str:
    """What a patient does not share with most: other answers, and what is not known."""
    facts, patient = collection.known_facts, case.patient
    said = [
        known_words(value, facts[name])
        for name, value in patient.items()
        if common.get(name) != value
    ]
    lacking = [facts[name].name for name in common if name not in patient]
    if common and len(lacking) == len(common):
        said.append("of the usual answers none is known")
    else:
        said += [f"not known: {', '.join(lacking)}"] if lacking else []
    said += [f"begins at {_step(case.at, steps, collection)}"] if case.at else []
    said += [f"has used up the return of {_step(name, steps, collection)}" for name in case.used_up]
    return "; ".join(said) or ("as above" if common else "nothing is known")


def _step(name: str, steps: Mapping[str, StepView], collection: Collection) -> str:
    """A step by its number and its words: `3 “Wait and watch”`."""
    view = steps[name]
    return f"{view.number} “{short_text(view.step, collection).rstrip('.')}”"


def _expected(case: Case, collection: Collection, steps: Mapping[str, StepView]) -> Iterator[str]:
    expect = case.expect
    if expect.outcome:
        yield f"ends in {_step(expect.outcome, steps, collection)}"
    if expect.advise:
        yield f"is advised: {_effects(expect.advise, collection)}"
    if expect.not_advise:
        yield f"is not advised: {_effects(expect.not_advise, collection)}"
    if expect.ask:
        yield f"is asked for: {_asked(expect.ask, collection)}"


def _result(walk: Walk, collection: Collection, steps: Mapping[str, StepView]) -> str:
    end = steps[walk.outcome or walk.steps[-1]].number
    where = f"ends in {end}" if walk.outcome else f"stops at {end}"
    advised = _effects(walk.effects, collection)
    missing = f"; still asks for: {_asked(walk.missing, collection)}" if walk.missing else ""
    return f"{where}; advised: {advised or 'nothing'}{missing}"


def _effects(names: Iterable[str], collection: Collection) -> str:
    return "; ".join(words.effect(one, collection) for one in names)


def _asked(names: Iterable[str], collection: Collection) -> str:
    return "; ".join(collection.known_facts[name].name for name in names)
