"""The verdict of a guard on a patient: true, false or unknown (Kleene's three values).

Takes a guard's tree, type-checked, and the register of facts; gives a function
from a patient to True, False or None. More knowledge settles an unknown verdict
and never turns a settled one. A comparison is settled as soon as the bounds of
what is unknown settle it, so half a score can be enough.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

from stepwell.guard import Compare, Constant, Every, Name, Not, OneOf, Some, Sum, names, parse
from stepwell.interval import ITEM, ONE, ZERO, Range, decided, plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stepwell.given import Patient
    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.registers import Fact

Verdict: TypeAlias = "Callable[[Patient], bool | None]"
Bounds: TypeAlias = "Callable[[Patient], Range]"

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
"""Each comparison with its sides changed over."""


def verdict(guard: Guard, facts: Facts) -> Verdict:
    """The guard as a function of a patient, compiled once."""
    match guard:
        case Name(fact=name):
            return _value(facts[name], facts)
        case Not(part=part):
            return _not(verdict(part, facts))
        case Every(parts=parts):
            return _every([verdict(one, facts) for one in parts])
        case Some(parts=parts):
            return _some([verdict(one, facts) for one in parts])
        case OneOf(part=Name() as part, values=values) if facts[part.fact].type != "one-of":
            each = tuple(Compare(part, "==", one, guard.at) for one in values)
            return (
                verdict(Not(Some(each, guard.at), guard.at), facts)
                if guard.negated
                else (verdict(Some(each, guard.at), facts))
            )
        case OneOf(part=Name(fact=name), values=values, negated=negated):
            held = frozenset(one.value for one in values)
            return _one_of(_value(facts[name], facts), held, negated)
        case Compare():
            return _compare(guard, facts)
    raise TypeError(f"{guard} is no guard")


def _value(fact: Fact, facts: Facts) -> Callable[[Patient], Any]:
    """The value of a fact; a derived one is worked out when it is not given."""
    name = fact.id
    if fact.derive is None:
        return lambda patient: patient.get(name)
    if fact.type == "yes-no":
        inner: Callable[[Patient], Any] = verdict(parse(fact.derive), facts)
    else:
        inner = _point(bounds(parse(fact.derive), facts))

    def derived(patient: Patient) -> Any:
        given = patient.get(name)
        return inner(patient) if given is None else given

    return derived


def _point(range_: Bounds) -> Callable[[Patient], Decimal | None]:
    def point(patient: Patient) -> Decimal | None:
        low, high = range_(patient)
        return low if low == high else None

    return point


def _not(part: Verdict) -> Verdict:
    def negated(patient: Patient) -> bool | None:
        answer = part(patient)
        return None if answer is None else not answer

    return negated


def _every(parts: list[Verdict]) -> Verdict:
    def every(patient: Patient) -> bool | None:
        answer: bool | None = True
        for part in parts:
            one = part(patient)
            if one is False:
                return False
            if one is None:
                answer = None
        return answer

    return every


def _some(parts: list[Verdict]) -> Verdict:
    def some(patient: Patient) -> bool | None:
        answer: bool | None = False
        for part in parts:
            one = part(patient)
            if one is True:
                return True
            if one is None:
                answer = None
        return answer

    return some


def _one_of(value: Callable[[Patient], Any], held: frozenset[Any], negated: bool) -> Verdict:
    def one_of(patient: Patient) -> bool | None:
        known = value(patient)
        return None if known is None else (known in held) is not negated

    return one_of


def _compare(guard: Compare, facts: Facts) -> Verdict:
    left, op, right = guard.left, guard.op, guard.right
    if isinstance(left, Constant):
        left, op, right = right, MIRROR[op], left
    if isinstance(right, Constant) and isinstance(right.value, bool):
        part = verdict(left, facts)
        return part if right.value is (op == "==") else _not(part)
    if isinstance(left, Name) and isinstance(right, Constant):
        fact = facts[left.fact]
        if fact.derive is None:
            return _with_constant(fact, op, right.value)
        if fact.type == "one-of":
            raise TypeError(f"{fact.id} is derived and has several values")
    return _with_bounds(bounds(left, facts), op, bounds(right, facts))


def _with_constant(fact: Fact, op: str, constant: Any) -> Verdict:
    name, holds = fact.id, _OPERATORS[op]
    unknown = None
    if isinstance(constant, Decimal):
        unknown = decided((fact.min, fact.max), op, (constant, constant))

    def compared(patient: Patient) -> bool | None:
        known = patient.get(name)
        return unknown if known is None else holds(known, constant)

    return compared


def _with_bounds(left: Bounds, op: str, right: Bounds) -> Verdict:
    return lambda patient: decided(left(patient), op, right(patient))


def bounds(guard: Guard, facts: Facts) -> Bounds:
    """A number of a guard as a function of a patient: the least and the most it can be."""
    match guard:
        case Constant(value=Decimal() as value):
            return lambda _: (value, value)
        case Name(fact=name) if facts[name].type != "yes-no":
            return _number(facts[name], facts)
        case Sum(parts=parts):
            summed = [bounds(one, facts) for one in parts]
            return lambda patient: reduce(plus, (one(patient) for one in summed))
        case _:
            return _item(verdict(guard, facts))


def _number(fact: Fact, facts: Facts) -> Bounds:
    name, unknown = fact.id, (fact.min, fact.max)
    inner = bounds(parse(fact.derive), facts) if fact.derive else None

    def number(patient: Patient) -> Range:
        known: Any = patient.get(name)
        if known is not None:
            return known, known
        return inner(patient) if inner else unknown

    return number


def _item(part: Verdict) -> Bounds:
    """A yes-no part counted: 1 when true, 0 when false, between them when unknown."""
    found: dict[bool | None, Range] = {True: (ONE, ONE), False: (ZERO, ZERO), None: ITEM}
    return lambda patient: found[part(patient)]


def with_parts(named: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """Facts, each once, derived ones followed by what they are worked out from."""
    found: dict[str, None] = {}
    todo = [*named]
    while todo:
        name = todo.pop(0)
        if name not in found:
            found[name] = None
            derive = facts[name].derive
            todo = ([one.fact for one in names(parse(derive))] if derive else []) + todo
    return tuple(found)


def missing(guard: Guard, patient: Patient, facts: Facts) -> Iterator[str]:
    """Facts that could still settle a guard, in the order written; none when it is settled.

    A derived fact stands for the facts that it is worked out from.
    """
    if verdict(guard, facts)(patient) is not None:
        return
    match guard:
        case Name(fact=name):
            derive = facts[name].derive
            if derive is None:
                yield name
            else:
                yield from _open_parts(parse(derive), patient, facts)
        case Not(part=part):
            yield from missing(part, patient, facts)
        case OneOf(part=part):
            yield from _open_parts(part, patient, facts)
        case Every(parts=parts) | Some(parts=parts):
            for one in parts:
                yield from missing(one, patient, facts)
        case Compare(left=left, right=right):
            for one in (left, right):
                yield from _open_parts(one, patient, facts)


def _open_parts(guard: Guard, patient: Patient, facts: Facts) -> Iterator[str]:
    """Facts of a number, or of a fact with several values, that are still open."""
    match guard:
        case Sum(parts=parts):
            for one in parts:
                yield from _open_parts(one, patient, facts)
        case Name(fact=name) if facts[name].type != "yes-no":
            derive = facts[name].derive
            if name not in patient and derive is None:
                yield name
            elif name not in patient and derive is not None:
                yield from _open_parts(parse(derive), patient, facts)
        case Constant():
            return
        case _:
            yield from missing(guard, patient, facts)
