"""The patients of one pathway whom a new edition advises otherwise, found by the solver.

Takes a pathway of both editions; gives `Found` regions, each with who they are in
words and with one patient whom the walks of both editions confirm. What is not
known of a patient counts as one more value of every fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from stepwell.diff.cells import Edition, Trait, Traits, Truth, merged
from stepwell.diff.cover import Cover, cover
from stepwell.diff.parting import Parting, advice, parting
from stepwell.diff.turns import Turn, Turns
from stepwell.prove.counterexample import Numbers, Patient, simpler
from stepwell.prove.oracle import NotProved, Oracle
from stepwell.prove.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.given import Given
    from stepwell.prove.reach import Entry
    from stepwell.walk import Walk, Walker


class Incomparable(Exception):
    """Two editions cannot be walked side by side; says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that somebody takes: who they are, and one of them."""

    parting: Parting
    who: Cover
    patient: Patient


class Comparison:
    """One pathway made ready to walk in both editions; `names` are old names with new ones."""

    def __init__(self, old: Walker, new: Walker, names: Mapping[str, str]) -> None:
        self.old, self.new, self.names = old, new, names
        self._back = {now: was for was, now in names.items()}

    def walks(self, patient: Patient) -> tuple[Walk, Walk]:
        """The walks of a patient, whose names of steps are those of the new edition."""
        at = self._back.get(patient.at, patient.at)
        used_up = tuple(self._back.get(one, one) for one in patient.used_up)
        return self.old.walk(patient.given, used_up, at), patient.walk(self.new)

    def parting(self, patient: Patient) -> Parting | None:
        """Where the two editions lead a patient elsewhere, if that changes the advice."""
        old, new = self.walks(patient)
        if advice(old, self.names) == advice(new):
            return None
        return parting(old, new, self.names)

    @property
    def same(self) -> bool:
        """Whether both editions have the same ways, on the same facts."""
        return self._logic(self.old, self.names) == self._logic(self.new, {})

    def _logic(self, walker: Walker, names: Mapping[str, str]) -> object:
        graph = walker.graph
        ways = {
            (names.get(e.source, e.source), names.get(e.target, e.target), e.kind, e.when)
            for e in graph.edges
        }
        asked = {name for ask in walker.questions.values() for name in ask.asked}
        keys = ("type", "min", "max", "derive")
        facts = {
            name: (*(getattr(walker.facts[name], key) for key in keys), _held(walker, name))
            for name in asked
        }
        kinds = {names.get(name, name): node.kind for name, node in graph.nodes.items()}
        return names.get(graph.start, graph.start), ways, facts, kinds

    def regions(self) -> Iterator[Found]:
        """Every turn that somebody takes, in the order of the walk."""
        for edition, ready in (("old", self.old), ("new", self.new)):
            if loop := next(ready.graph.loops(), None):
                said = " → ".join(f"`{name}`" for name in loop)
                raise Incomparable(f"in the {edition} edition its steps run in a loop: {said}")
        if not self.same:
            yield from _Search(self).found()


def _held(walker: Walker, name: str) -> tuple[str, ...]:
    return tuple(sorted(one.value for one in walker.facts[name].values))


class _Search:
    """The questions to the solver about one comparison."""

    def __init__(self, of: Comparison) -> None:
        self._of = of
        asked = {
            name for one in (of.old, of.new) for ask in one.questions.values() for name in ask.asked
        }
        for name in sorted(asked):
            if name in of.old.facts and name in of.new.facts:
                was, now = of.old.facts[name], of.new.facts[name]
                if (was.type, was.unit) != (now.type, now.unit):
                    raise Incomparable(
                        f"`{name}` was a {was.type} fact{_in(was.unit)} "
                        f"and is a {now.type} fact{_in(now.unit)}"
                    )
        old_facts, new_facts = merged(of.old.facts, of.new.facts)
        self._old, self._new = Reach(of.old, old_facts), Reach(of.new, new_facts)
        self._editions = (
            Edition(old_facts, self._old.encoder),
            Edition(new_facts, self._new.encoder),
        )
        self._numbers = Numbers([of.new, of.old])

    @property
    def _domain(self) -> list[z3.BoolRef]:
        return [*self._old.encoder.domain, *self._new.encoder.domain]

    def found(self) -> Iterator[Found]:
        turns = [*Turns(self._old, self._new, self._of.names).found()]
        oracle = Oracle(self._domain)
        for turn in turns:
            if oracle.possible(turn.turning):
                patient = self._example(turn, oracle)
                yield Found(Parting(turn.step, turn.was, turn.now), self._who(turn), patient)

    def _who(self, turn: Turn) -> Cover:
        """Who takes a turn, of those who have used up no return; else of those who have."""
        flags = {**self._old.used_up, **self._new.used_up}
        fresh = z3.And([z3.BoolVal(True), *(z3.Not(one) for one in flags.values())])
        traits = [*self._traits(turn)]
        first = cover(z3.And(turn.turning, fresh), z3.And(turn.there, fresh), traits, self._domain)
        if first.conditions:
            return first
        traits += [
            Truth(
                f"used up {name}",
                (flag, z3.Not(flag), z3.BoolVal(False)),
                f"the return of `{name}` used up",
                f"the return of `{name}` not used up",
                "",
            )
            for name, flag in flags.items()
        ]
        return cover(turn.turning, turn.there, traits, self._domain)

    def _traits(self, turn: Turn) -> Iterator[Trait]:
        """What the step itself asks, and then what is asked after it."""
        traits = Traits(*self._editions)
        sides = ((self._old, self._editions[0]), (self._new, self._editions[1]))
        here = {turn.step, self._of.names.get(turn.step, turn.step)}
        here |= {was for was, now in self._of.names.items() if now == turn.step}
        for near in (True, False):
            for reach, edition in sides:
                for name, ask in reach.walker.questions.items():
                    if (name in here) is near:
                        traits.add((guard for guard, _ in ask.guarded), edition)
        yield from traits.all()

    def _example(self, turn: Turn, oracle: Oracle) -> Patient:
        """The patient of whom least is known, at the first visit if there is one."""
        wanted = Parting(turn.step, turn.was, turn.now)
        flags = [
            *{**self._old.encoder.known, **self._new.encoder.known}.values(),
            *{**self._old.used_up, **self._new.used_up}.values(),
        ]
        for entry, there, who in turn.ways:
            model = oracle.fewest(z3.And(there, who), flags)
            if model is None:
                continue
            patient = self._patient(model, entry)
            if self._of.parting(patient) == wanted:
                return self._plainest(patient, wanted, entry, oracle)
        raise NotProved("the walks do not confirm the patient that the solver found")

    def _patient(self, model: z3.ModelRef, entry: Entry) -> Patient:
        given: dict[str, Given] = {
            **self._old.encoder.patient(model),
            **self._new.encoder.patient(model),
        }
        flags = {**self._old.used_up, **self._new.used_up}
        used_up = tuple(name for name, flag in flags.items() if z3.is_true(model.eval(flag, True)))
        at = "" if entry.step == self._of.new.graph.start else entry.step
        return Patient(given, used_up, at)

    def _plainest(self, patient: Patient, wanted: Parting, entry: Entry, oracle: Oracle) -> Patient:
        for smaller in simpler(patient, self._numbers):
            if self._of.parting(smaller) == wanted and self._enters(smaller, entry, oracle):
                return self._plainest(smaller, wanted, entry, oracle)
        return patient

    def _enters(self, patient: Patient, entry: Entry, oracle: Oracle) -> bool:
        """Whether a visit of the patient may begin there."""
        if z3.is_true(z3.simplify(entry.condition)):
            return True
        flags = {**self._old.used_up, **self._new.used_up}
        fixed = [
            *self._old.encoder.fix(patient.given),
            *self._new.encoder.fix(patient.given),
            *(flag if name in patient.used_up else z3.Not(flag) for name, flag in flags.items()),
        ]
        return oracle.possible(entry.condition, *fixed)


def _in(unit: str | None) -> str:
    return f" in {unit}" if unit else ""
