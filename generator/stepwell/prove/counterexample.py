"""A concrete patient who shows a fault: as small as possible, confirmed by a walk.

Takes a condition over an encoded patient, and a test that the walk of a real one
must pass; gives the patient with the fewest known facts and the plainest numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import z3

from stepwell.guard_words import known_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stepwell.given import Given
    from stepwell.interval import Facts
    from stepwell.prove.reach import Entry, Reach
    from stepwell.walk import Walk, Walker

    Shows: TypeAlias = Callable[[Walk], bool]
    """Whether a walk shows the fault."""

TIMEOUT = 10_000
"""Milliseconds for one question to the solver; what takes longer counts as not proved."""

_OUT_OF_TIME = "the solver ran out of time"
_CUT_SHORT = {"canceled", "timeout"}
"""What the solver calls it."""


class NotProved(Exception):
    """The solver gave up, or found a patient whom the walk does not confirm."""


@dataclass(frozen=True)
class Patient:
    """A patient who shows a fault, and where the visit begins."""

    given: Mapping[str, Given]
    used_up: tuple[str, ...] = ()
    at: str = ""
    """The step at which the visit begins; empty for the start."""

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


class Solver:
    """One solver for all questions about one pathway."""

    def __init__(self, reach: Reach, timeout: int = TIMEOUT) -> None:
        self._reach = reach
        self._solver = z3.Solver()
        self._solver.set("timeout", timeout)
        self._solver.add(reach.encoder.domain)
        self._questions = 0

    @property
    def questions(self) -> int:
        """How many questions it was asked."""
        return self._questions

    def possible(self, *conditions: z3.BoolRef) -> bool:
        """Whether some patient fulfils all conditions."""
        return self._model(*conditions) is not None

    def smallest(self, condition: z3.BoolRef, shows: Shows) -> Patient | None:
        """The patient with the fewest known facts who fulfils a condition, if any does."""
        if not self.possible(condition):
            return None
        known = [(one, 1) for one in self._reach.encoder.known.values()]
        used = [(one, 1) for one in self._reach.used_up.values()]
        model = None
        for most in range(len(known) + len(used) + 1):
            model = self._model(condition, z3.PbLe([*known, *used, (z3.BoolVal(False), 1)], most))
            if model is not None:
                break
        if model is None:
            raise NotProved("the solver contradicts itself")
        return self._confirmed(model, shows)

    def _confirmed(self, model: z3.ModelRef, shows: Shows) -> Patient:
        walker = self._reach.walker
        given = self._reach.encoder.patient(model)
        used_up = tuple(
            name for name, flag in self._reach.used_up.items() if z3.is_true(model.eval(flag, True))
        )
        for entry in self._reach.entries:
            if z3.is_true(model.eval(entry.condition, True)):
                at = "" if entry.step == walker.graph.start else entry.step
                patient = Patient(given, used_up, at)
                if shows(patient.walk(walker)):
                    return self._plainest(patient, entry, shows)
        raise NotProved("the walk does not confirm the patient that the solver found")

    def _plainest(self, patient: Patient, entry: Entry, shows: Shows) -> Patient:
        """The same with facts left out and numbers made plain, as far as the fault remains."""
        walker = self._reach.walker
        for smaller in _simpler(patient, walker):
            if shows(smaller.walk(walker)) and self._enters(smaller, entry):
                return self._plainest(smaller, entry, shows)
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

    def _model(self, *conditions: z3.BoolRef) -> z3.ModelRef | None:
        self._questions += 1
        self._solver.push()
        try:
            self._solver.add(*conditions)
            answer = self._solver.check()
            if answer == z3.unknown:
                reason = self._solver.reason_unknown()
                raise NotProved(_OUT_OF_TIME if reason in _CUT_SHORT else f"solver: {reason}")
            return self._solver.model() if answer == z3.sat else None
        finally:
            self._solver.pop()


def _simpler(patient: Patient, walker: Walker) -> Iterator[Patient]:
    given = dict(patient.given)
    for step in patient.used_up:
        rest = tuple(one for one in patient.used_up if one != step)
        yield Patient(given, rest, patient.at)
    for name, value in given.items():
        others = {key: one for key, one in given.items() if key != name}
        yield Patient(others, patient.used_up, patient.at)
        if walker.facts[name].type in {"number", "count"}:
            for better in _plainer(name, value, walker):
                yield Patient({**given, name: better}, patient.used_up, patient.at)


def _plainer(name: str, value: Given, walker: Walker) -> Iterator[Given]:
    """Numbers of a fact at which guards change, before the one that the solver chose."""
    seen: dict[Given, None] = {}
    for ask in walker.questions.values():
        if name in ask.asked:
            seen |= dict.fromkeys(ask.candidates(name))
    for better in seen:
        if better == value:
            return
        yield better
