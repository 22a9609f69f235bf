"""Proofs of safety rules: whatever a patient's facts, a walk keeps to them.

Takes a pathway's reach, a solver and the rules; gives for each rule whether it
holds there, with the patient who shows that it does not. A rule whose effects no
step has holds, and is said to be about nothing yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import z3

from stepwell.effects import matching
from stepwell.guard import parse
from stepwell.prove.encode import FALSE, TRUE
from stepwell.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection
    from stepwell.prove.counterexample import Patient, Solver
    from stepwell.prove.reach import Entry, Reach
    from stepwell.safety import SafetyRule
    from stepwell.walk import Walk


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule in one pathway."""

    rule: str
    idle: bool
    """Whether no step has an effect that it watches."""
    patient: Patient | None
    """Who shows that it is broken; None when it holds."""


def judge(reach: Reach, solver: Solver, collection: Collection) -> Iterator[Judged]:
    """Every rule that is about the pathway."""
    for located in collection.safety.values():
        rule = located.value
        if rule.covers(reach.walker.sheet.slug):
            yield _Judge(rule, reach, solver, collection).judged()


class _Judge:
    """One rule over one pathway."""

    def __init__(
        self, rule: SafetyRule, reach: Reach, solver: Solver, collection: Collection
    ) -> None:
        self._rule, self._reach, self._solver, self._of = rule, reach, solver, collection

    def judged(self) -> Judged:
        rule = self._rule
        premise_met = not rule.advised or bool(self._steps(rule.advised))
        watched = rule.always or self._steps((*rule.never, *rule.together))
        if not premise_met or not watched:
            return Judged(rule.id, idle=True, patient=None)
        subject = self._subject()
        broken = [(entry, self._broken(entry)) for entry in self._reach.entries]
        if not self._solver.possible(subject, z3.Or([condition for _, condition in broken])):
            return Judged(rule.id, idle=False, patient=None)
        guards = [parse(one) for one in (rule.when, rule.unless) if one]
        found = [
            self._solver.smallest(z3.And(subject, condition), self.shows, guards, entry)
            for entry, condition in broken
        ]
        shown = min((one for one in found if one), key=lambda one: one.size)
        return Judged(rule.id, idle=False, patient=shown)

    def _subject(self) -> z3.BoolRef:
        """The patients whom the rule is about."""
        encoder, rule = self._reach.encoder, self._rule
        when = encoder.guard(parse(rule.when)).true if rule.when else TRUE
        unless = encoder.guard(parse(rule.unless)).true if rule.unless else FALSE
        return z3.And(when, z3.Not(unless), *encoder.domain)

    def _broken(self, entry: Entry) -> z3.BoolRef:
        """The patients who are treated against the rule in a visit that begins at `entry`."""
        rule, reached = self._rule, self._reach.advised(entry)

        def advised(patterns: tuple[str, ...]) -> z3.BoolRef:
            return z3.Or([reached[step] for step in self._steps(patterns)])

        kept = [TRUE]
        if rule.never:
            kept.append(z3.Not(advised(rule.never)))
        if rule.always and not {*self._steps(rule.always)} & entry.before:
            kept.append(advised(rule.always))
        if rule.together:
            each = [
                z3.Or([reached[step] for step in steps])
                for steps in self._by_effect(rule.together).values()
            ]
            kept.append(z3.PbLe([*((one, 1) for one in each), (FALSE, 1)], 1))
        premise = advised(rule.advised) if rule.advised else TRUE
        return z3.And(entry.condition, premise, z3.Not(z3.And(kept)))

    def _steps(self, patterns: tuple[str, ...]) -> list[str]:
        return [
            step
            for step, effects in self._reach.walker.effects.items()
            if any(matching(patterns, effect, self._of) for effect in effects)
        ]

    def _by_effect(self, patterns: tuple[str, ...]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for step, effects in self._reach.walker.effects.items():
            for effect in effects:
                if matching(patterns, effect, self._of):
                    found.setdefault(effect, []).append(step)
        return found

    def shows(self, walk: Walk) -> bool:
        """Whether a walk goes against the rule."""
        rule, facts = self._rule, self._of.known_facts
        if rule.when and verdict(parse(rule.when), facts)(walk.patient) is not True:
            return False
        if rule.unless and verdict(parse(rule.unless), facts)(walk.patient) is True:
            return False

        def advised(patterns: tuple[str, ...]) -> list[str]:
            return [one for one in walk.effects if matching(patterns, one, self._of)]

        if rule.advised and not advised(rule.advised):
            return False
        both = any(combinations(advised(rule.together), 2))
        return bool(advised(rule.never)) or (bool(rule.always) and not advised(rule.always)) or both
