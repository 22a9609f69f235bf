"""A concrete patient who shows a fault: as small as possible, confirmed by a walk.

Takes a condition over an encoded patient, and a test that the walk of a real one
must pass; gives the patient with the fewest known facts and the plainest numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import z3

from stepwell.given import unfit
from stepwell.guard import constants, parse
from stepwell.guard_words import known_words
from stepwell.prove.oracle import TIMEOUT, NotProved, Oracle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from stepwell.given import Given
    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.prove.reach import Entry, Reach
    from stepwell.walk import Walk, Walker

    Shows: TypeAlias = Callable[[Walk], bool]
    """Whether a walk shows the fault."""


@dataclass(frozen=True)
class Patient:
    """A patient who shows a fault, and where the visit begins."""

    given: Mapping[str, Given]
    used_up: tuple[str, ...] = ()
    at: str = ""
    """The step at which the visit begins; empty for the start."""

    @property
    def size(self) -> int:
        """How much is known of the patient."""
        return len(self.given) + len(self.used_up)

    def walk(self, walker: Walker) -> Walk:
        return walker.walk(self.given, self.used_up, self.at)

    def words(self, facts: Facts) -> str:
        """`age 70 years, no recent falls; nothing else known`."""
        said = [known_words(value, facts[name]) for name, value in self.given.items()]
        known = ", ".join(said) + "; nothing else known" if said else "nothing known"
        after = [f"the return of `{step}` used up" for step in self.used_up]
        later = [f"at a visit that begins at `{self.at}`"] if self.at else []
        return "; ".join([known, *after, *later])

    def case(self, name: str, expect: str) -> str:
        """The patient as a case, ready to paste; `expect` is its table in TOML."""
        given = ", ".join(f"{key} = {_toml(value)}" for key, value in self.given.items())
        lines = ["[[case]]", f'name   = "{name}: say what this patient shows"']
        if given:
            lines.append(f"given  = {{ {given} }}")
        if self.at:
            lines.append(f'at     = "{self.at}"')
        if self.used_up:
            lines.append(
                f"used_up = [{', '.join(f'{chr(34)}{one}{chr(34)}' for one in self.used_up)}]"
            )
        return "\n".join([*lines, f"expect = {expect}"])


def _toml(value: Given) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value:f}"


class Solver(Oracle):
    """The oracle of one pathway, which shows a patient for what is possible."""

    def __init__(self, reach: Reach, timeout: int = TIMEOUT) -> None:
        super().__init__(reach.encoder.domain, timeout)
        self._reach = reach

    def smallest(
        self,
        condition: z3.BoolRef,
        shows: Shows,
        guards: Iterable[Guard] = (),
        entry: Entry | None = None,
    ) -> Patient | None:
        """The patient with the fewest known facts who fulfils a condition, if any does.

        `guards` are what it rests on besides the questions, for plain numbers; `entry` is where
        the visit begins, if the condition speaks of one.
        """
        flags = [*self._reach.encoder.known.values(), *self._reach.used_up.values()]
        model = self.fewest(condition, flags)
        if model is None:
            return None
        entries = (entry,) if entry else self._reach.entries
        return self._confirmed(model, shows, Numbers([self._reach.walker], guards), entries)

    def _confirmed(
        self, model: z3.ModelRef, shows: Shows, numbers: Numbers, entries: Iterable[Entry]
    ) -> Patient:
        walker = self._reach.walker
        given = self._reach.encoder.patient(model)
        used_up = tuple(
            name for name, flag in self._reach.used_up.items() if z3.is_true(model.eval(flag, True))
        )
        for entry in entries:
            if z3.is_true(model.eval(entry.condition, True)):
                at = "" if entry.step == walker.graph.start else entry.step
                patient = Patient(given, used_up, at)
                if shows(patient.walk(walker)):
                    return self._plainest(patient, entry, shows, numbers)
        raise NotProved("the walk does not confirm the patient that the solver found")

    def _plainest(self, patient: Patient, entry: Entry, shows: Shows, numbers: Numbers) -> Patient:
        """The same with facts left out and numbers made plain, as far as the fault remains."""
        walker = self._reach.walker
        for smaller in simpler(patient, numbers):
            if shows(smaller.walk(walker)) and self._enters(smaller, entry):
                return self._plainest(smaller, entry, shows, numbers)
        return patient

    def _enters(self, patient: Patient, entry: Entry) -> bool:
        """Whether a visit of the patient may begin there."""
        if z3.is_true(entry.condition):
            return True
        flags = [
            flag if name in patient.used_up else z3.Not(flag)
            for name, flag in self._reach.used_up.items()
        ]
        fixed = self._reach.encoder.fix(patient.given)
        return self.possible(entry.condition, *fixed, *flags)


def simpler(patient: Patient, numbers: Numbers) -> Iterator[Patient]:
    """Patients of whom less is known, or whose numbers are plainer, one change each."""
    given = dict(patient.given)
    for step in patient.used_up:
        rest = tuple(one for one in patient.used_up if one != step)
        yield Patient(given, rest, patient.at)
    for name, value in given.items():
        others = {key: one for key, one in given.items() if key != name}
        yield Patient(others, patient.used_up, patient.at)
        for better in numbers.of(name):
            if better == value:
                break
            yield Patient({**given, name: better}, patient.used_up, patient.at)


class Numbers:
    """The numbers at which guards change, and those next to them."""

    def __init__(self, walkers: Sequence[Walker], guards: Iterable[Guard] = ()) -> None:
        self._facts = {name: fact for one in walkers for name, fact in one.facts.items()}
        asked = [
            guard for one in walkers for ask in one.questions.values() for guard, _ in ask.guarded
        ]
        every = [fact for one in walkers for fact in one.facts.values()]
        derived = [parse(fact.derive) for fact in every if fact.derive]
        self._guards = [*guards, *asked, *derived]

    def of(self, name: str) -> Iterator[Given]:
        """Numbers that a fact can have; of those that it is compared with, the first first."""
        for guard in self._guards:
            for compared, constant in constants(guard):
                if (compared is None or compared.fact == name) and isinstance(
                    constant.value, Decimal
                ):
                    near = (constant.value + step for step in (0, -1, 1))
                    yield from (one for one in near if not unfit(self._facts[name], one))
