"""Guards as formulas of Z3: for each, when it is known true and when it is known false.

Takes the register of facts; gives for a guard's tree a `Kleene` pair over an
encoded patient, in which each fact is known or not and has a value. The same
meaning as `verdict`, said a second time: tests hold the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import z3

from stepwell.guard import At, Compare, Constant, Every, Name, Not, OneOf, Some, Sum, parse

if TYPE_CHECKING:
    from stepwell.given import Given, Patient
    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.registers import Fact

SCALE = 10**6
"""Numbers are whole millionths: six decimals are all that a fact can have."""

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True, slots=True)
class Kleene:
    """When a guard is known true, and when it is known false; in between it is unknown."""

    true: z3.BoolRef
    false: z3.BoolRef

    @property
    def unknown(self) -> z3.BoolRef:
        return z3.Not(z3.Or(self.true, self.false))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a number can be, each where it is bounded at all."""

    low: z3.ArithRef
    low_known: z3.BoolRef
    high: z3.ArithRef
    high_known: z3.BoolRef


class Encoder:
    """Encodes guards over one patient; facts appear as guards name them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.known: dict[str, z3.BoolRef] = {}
        """Whether a fact is known."""
        self.value: dict[str, Any] = {}
        """Its value: a truth, the index of one of several, or a number in millionths."""
        self.domain: list[z3.BoolRef] = []
        """What holds for every patient: values within their facts, nothing contradicted."""

    def guard(self, guard: Guard) -> Kleene:
        """The pair of formulas of a guard that is free of misfits."""
        match guard:
            case Name(fact=name):
                return self._truth(name)
            case Not(part=part):
                inner = self.guard(part)
                return Kleene(inner.false, inner.true)
            case Every(parts=parts):
                inside = [self.guard(one) for one in parts]
                return Kleene(
                    z3.And([one.true for one in inside]), z3.Or([one.false for one in inside])
                )
            case Some(parts=parts):
                inside = [self.guard(one) for one in parts]
                return Kleene(
                    z3.Or([one.true for one in inside]), z3.And([one.false for one in inside])
                )
            case OneOf(part=Name(fact=name), values=values, negated=negated):
                held = self._one_of(name, [one.value for one in values])
                return Kleene(held.false, held.true) if negated else held
            case Compare():
                return self._compare(guard)
        raise TypeError(f"{guard} is no guard")

    def fix(self, patient: Patient) -> list[z3.BoolRef]:
        """Constraints that make the encoded patient this one, for the facts encoded so far."""
        fixed = []
        for name, known in self.known.items():
            if name in patient:
                value = self._written(self._facts[name], patient[name])
                fixed += [known, self.value[name] == value]
            else:
                fixed.append(z3.Not(known))
        return fixed

    def patient(self, model: z3.ModelRef) -> dict[str, Given]:
        """The known facts of a model."""
        return {
            name: self._read(self._facts[name], model.eval(self.value[name], True))
            for name, known in self.known.items()
            if z3.is_true(model.eval(known, True))
        }

    def _fact(self, name: str) -> tuple[z3.BoolRef, Any]:
        if name not in self.known:
            fact = self._facts[name]
            self.known[name] = z3.Bool(f"known {name}")
            self.value[name] = z3.Bool(name) if fact.type == "yes-no" else z3.Int(name)
            self.domain += self._within(fact)
            if fact.derive:
                self._consistent(fact)
        return self.known[name], self.value[name]

    def _within(self, fact: Fact) -> list[z3.BoolRef]:
        value = self.value[fact.id]
        match fact.type:
            case "yes-no":
                return []
            case "one-of":
                return [value >= 0, value < len(fact.values)]
        found = [value > -(10**9) * SCALE, value < 10**9 * SCALE]
        if fact.type == "count":
            found.append(value % SCALE == 0)
        if fact.min is not None:
            found.append(value >= millionths(fact.min))
        if fact.max is not None:
            found.append(value <= millionths(fact.max))
        return found

    def _consistent(self, fact: Fact) -> None:
        """A derived fact that is given does not contradict what it is worked out from."""
        known, value = self.known[fact.id], self.value[fact.id]
        inner = parse(fact.derive or "")
        if fact.type == "yes-no":
            truth = self.guard(inner)
            self.domain.append(z3.Implies(known, z3.Not(z3.If(value, truth.false, truth.true))))
        else:
            range_ = self.bounds(inner)
            self.domain += [
                z3.Implies(z3.And(known, range_.low_known), range_.low <= value),
                z3.Implies(z3.And(known, range_.high_known), value <= range_.high),
            ]

    def _truth(self, name: str) -> Kleene:
        known, value = self._fact(name)
        true, false = z3.And(known, value), z3.And(known, z3.Not(value))
        fact = self._facts[name]
        if fact.derive is None:
            return Kleene(true, false)
        inner = self.guard(parse(fact.derive))
        return Kleene(
            z3.Or(true, z3.And(z3.Not(known), inner.true)),
            z3.Or(false, z3.And(z3.Not(known), inner.false)),
        )

    def _one_of(self, name: str, values: list[Any]) -> Kleene:
        known, value = self._fact(name)
        fact = self._facts[name]
        if fact.type != "one-of":
            range_ = self.bounds(Name(name, At(0, 0)))
            each = [self._decided(range_, "==", self._constant(one)) for one in values]
            return Kleene(z3.Or([one.true for one in each]), z3.And([one.false for one in each]))
        inside = z3.Or([value == self._written(fact, one) for one in values])
        return Kleene(z3.And(known, inside), z3.And(known, z3.Not(inside)))

    def _compare(self, guard: Compare) -> Kleene:
        for one, other in ((guard.left, guard.right), (guard.right, guard.left)):
            if isinstance(other, Constant) and isinstance(other.value, bool):
                truth = self.guard(one)
                same = other.value is (guard.op == "==")
                return truth if same else Kleene(truth.false, truth.true)
            if isinstance(other, Constant) and isinstance(other.value, str):
                held = self._one_of(one.fact if isinstance(one, Name) else "", [other.value])
                return held if guard.op == "==" else Kleene(held.false, held.true)
        return self._decided(self.bounds(guard.left), guard.op, self.bounds(guard.right))

    def bounds(self, guard: Guard) -> Bounds:
        """A number of a guard: the least and the most it can be for the encoded patient."""
        match guard:
            case Constant(value=Decimal() as value):
                return self._constant(value)
            case Name(fact=name) if self._facts[name].type != "yes-no":
                return self._number(name)
            case Sum(parts=parts):
                inside = [self.bounds(one) for one in parts]
                return Bounds(
                    z3.Sum([one.low for one in inside]),
                    z3.And([one.low_known for one in inside]),
                    z3.Sum([one.high for one in inside]),
                    z3.And([one.high_known for one in inside]),
                )
        truth = self.guard(guard)
        one, zero = z3.IntVal(SCALE), z3.IntVal(0)
        return Bounds(z3.If(truth.true, one, zero), TRUE, z3.If(truth.false, zero, one), TRUE)

    def _number(self, name: str) -> Bounds:
        known, value = self._fact(name)
        fact = self._facts[name]
        if fact.derive:
            inner = self.bounds(parse(fact.derive))
        else:
            inner = Bounds(
                z3.IntVal(millionths(fact.min or Decimal(0))),
                z3.BoolVal(fact.min is not None),
                z3.IntVal(millionths(fact.max or Decimal(0))),
                z3.BoolVal(fact.max is not None),
            )
        return Bounds(
            z3.If(known, value, inner.low),
            z3.Or(known, inner.low_known),
            z3.If(known, value, inner.high),
            z3.Or(known, inner.high_known),
        )

    def _constant(self, value: Decimal) -> Bounds:
        number = z3.IntVal(millionths(value))
        return Bounds(number, TRUE, number, TRUE)

    def _decided(self, left: Bounds, op: str, right: Bounds) -> Kleene:
        """The counterpart of `interval.decided`."""
        inner = z3.And(left.high_known, right.low_known)
        outer = z3.And(left.low_known, right.high_known)
        below = z3.And(inner, left.high < right.low)
        at_most = z3.And(inner, left.high <= right.low)
        above = z3.And(outer, left.low > right.high)
        at_least = z3.And(outer, left.low >= right.high)
        same = z3.And(at_most, at_least, left.low == left.high, right.low == right.high)
        apart = z3.Or(below, above)
        true, false = {
            "<": (below, at_least),
            "<=": (at_most, above),
            ">": (above, at_most),
            ">=": (at_least, below),
            "==": (same, apart),
            "!=": (apart, same),
        }[op]
        return Kleene(true, false)

    def _written(self, fact: Fact, value: Any) -> Any:
        match fact.type:
            case "yes-no":
                return z3.BoolVal(value)
            case "one-of":
                return [one.value for one in fact.values].index(value)
        return millionths(value)

    def _read(self, fact: Fact, value: Any) -> Given:
        match fact.type:
            case "yes-no":
                return bool(z3.is_true(value))
            case "one-of":
                return fact.values[int(value.as_long())].value
        return _plain(Decimal(value.as_long()) / SCALE)


def millionths(number: Decimal) -> int:
    """A number as formulas count it."""
    return int(number * SCALE)


def _plain(number: Decimal) -> Decimal:
    """A number without idle zeros: 4 and not 4.000000 or 4E+0."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
