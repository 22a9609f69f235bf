"""What each part of a guard is: a truth, a choice or a number with its unit.

Takes a guard's tree and the register of facts; yields `Misfit`s, each at the
sub-expression that is wrong. Names that lead nowhere, parts of the wrong type,
units that differ, values no patient has, comparisons that decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.given import unfit
from stepwell.guard import (
    Compare,
    Constant,
    Every,
    Name,
    Not,
    OneOf,
    Some,
    Sum,
    names,
    parts,
)
from stepwell.interval import decided, range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.guard import At, Guard
    from stepwell.interval import Facts
    from stepwell.registers import Fact

_TRUTHS = (Not, Every, Some, Compare, OneOf)
_ORDER = {"<", "<=", ">", ">="}


@dataclass(frozen=True, slots=True)
class Misfit:
    """One fault: the name of its rule, a sentence, help, and where in the guard."""

    rule: str
    message: str
    help: str
    at: At
    fact: str = ""
    """The fact that it is about, if it is about one."""


def misfits(guard: Guard, facts: Facts, *, number: bool = False) -> Iterator[Misfit]:
    """Everything wrong with a guard; with `number`, with a sum that is no guard."""
    found = list(_number(guard, facts) if number else _truth(guard, facts))
    yield from found
    if not found:
        yield from _units(guard, facts)
        yield from _settled(guard, facts)


def _truth(guard: Guard, facts: Facts) -> Iterator[Misfit]:
    """Faults of a part that must be true or false."""
    match guard:
        case Name():
            fact = facts.get(guard.fact)
            if fact is None:
                yield _unknown(guard)
            elif fact.type == "one-of":
                does = f"compare it, such as `{fact.id} == '{fact.values[0].value}'`"
                yield _mistyped(f"`{fact.id}` has several values and is not yes or no", does, guard)
            elif fact.type != "yes-no":
                does = f"compare it, such as `{fact.id} > {fact.min or 0}`"
                yield _mistyped(f"`{fact.id}` is a number and not yes or no", does, guard)
        case Constant():
            yield _mistyped("a value alone is no guard", "write a fact or a comparison", guard)
        case Not(part=part):
            yield from _truth(part, facts)
        case Every(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from _truth(part, facts)
        case Compare():
            yield from _compare(guard, facts)
        case OneOf():
            yield from _one_of(guard, facts)
        case Sum():
            does = "compare the sum with a number, such as `a + b >= 2`"
            yield _mistyped("a sum is a number and not yes or no", does, guard)


def _compare(guard: Compare, facts: Facts) -> Iterator[Misfit]:
    sides = guard.left, guard.right
    named = next((one for one in sides if isinstance(one, Name) and one.fact not in facts), None)
    if named:
        yield _unknown(named)
        return
    choice = next((one for one in sides if _kind(one, facts) == "choice"), None)
    if choice is not None:
        yield from _with_value(guard, choice, facts)
    elif any(_kind(one, facts) == "truth" for one in sides):
        yield from _with_yes_no(guard, facts)
    else:
        yield from _numbers(guard, facts)


def _with_value(guard: Compare, choice: Guard, facts: Facts) -> Iterator[Misfit]:
    """Faults of a fact with several values that is compared."""
    other = guard.right if choice is guard.left else guard.left
    fact = _fact(choice, facts)
    if guard.op in _ORDER:
        does = f"use ==, != or in: the values of `{fact.id}` have no order"
        yield _mistyped(f"`{fact.id}` cannot be more or less than anything", does, guard)
    elif not isinstance(other, Constant):
        does = f"write a value of `{fact.id}` in quotes"
        yield _mistyped(f"`{fact.id}` is compared with something that is no value", does, other)
    else:
        yield from _value(other, fact)


def _with_yes_no(guard: Compare, facts: Facts) -> Iterator[Misfit]:
    """Faults of a yes-no part that is compared."""
    sides = guard.left, guard.right
    value = next((one for one in sides if isinstance(one, Constant)), None)
    other = guard.left if value is guard.right else guard.right
    if guard.op in _ORDER or value is None or not isinstance(value.value, bool):
        does = "write it alone, or with `not`; brackets make it an item of a sum: `(a) + b >= 1`"
        yield _mistyped("a yes-no part can only be compared with true or false", does, guard)
    yield from _truth(other, facts)


def _numbers(guard: Compare, facts: Facts) -> Iterator[Misfit]:
    """Faults of the sides of a comparison of numbers."""
    for one, other in ((guard.left, guard.right), (guard.right, guard.left)):
        if isinstance(one, Constant) and isinstance(other, Name):
            yield from _value(one, facts[other.fact])
        else:
            yield from _number(one, facts)


def _one_of(guard: OneOf, facts: Facts) -> Iterator[Misfit]:
    part = guard.part
    if isinstance(part, Name) and part.fact not in facts:
        yield _unknown(part)
    elif not isinstance(part, Name) or facts[part.fact].type == "yes-no":
        does = "only a number or a fact with several values can be one of a list"
        yield _mistyped("what stands before `in` has no list of values", does, part)
    else:
        for value in guard.values:
            yield from _value(value, facts[part.fact])


def _number(guard: Guard, facts: Facts) -> Iterator[Misfit]:
    """Faults of a part that must be a number, or a yes-no item that counts as one."""
    match guard:
        case Name():
            if guard.fact not in facts:
                yield _unknown(guard)
            elif facts[guard.fact].type == "one-of":
                does = f"count a value: `({guard.fact} == '{facts[guard.fact].values[0].value}')`"
                yield _mistyped(f"`{guard.fact}` is no number", does, guard)
        case Constant():
            if isinstance(guard.value, bool | str):
                does = "write a number alone, in the unit of its fact"
                yield _mistyped(f"`{said(guard)}` is no number", does, guard)
        case Sum(parts=parts):
            for part in parts:
                yield from _number(part, facts)
        case _:
            yield from _truth(guard, facts)


def _units(guard: Guard, facts: Facts) -> Iterator[Misfit]:
    match guard:
        case Sum(parts=parts):
            yield from _one_unit(guard, parts, facts, "adds")
        case Compare(left=left, right=right) if _kind(left, facts) == "number":
            yield from _one_unit(guard, (left, right), facts, "compares")
    for part in _items(guard):
        yield from _units(part, facts)


def _one_unit(guard: Guard, sides: tuple[Guard, ...], facts: Facts, does: str) -> Iterator[Misfit]:
    found = dict(term for side in sides for term in unit_terms(side, facts))
    if len(found) > 1:
        named = " with ".join(f"{unit or 'a bare number'} ({name})" for unit, name in found.items())
        yield Misfit(
            "unit-mismatch",
            f"This {does} {named}",
            "keep to one unit; a fact in the other unit can be registered as a fact of its own",
            guard.at,
        )


def unit_terms(guard: Guard, facts: Facts) -> Iterator[tuple[str, str]]:
    """The units in a number, each with a fact that has it; an item counts as a bare number."""
    match guard:
        case Sum(parts=parts):
            for part in parts:
                yield from unit_terms(part, facts)
        case Name(fact=name):
            yield facts[name].unit or "", name
        case Constant():
            return
        case _:
            yield "", next((one.fact for one in names(guard)), "")


def _items(guard: Guard) -> Iterator[Guard]:
    """The parts of a guard that have units of their own: of a sum, the items that it counts."""
    for part in parts(guard):
        if isinstance(guard, Sum | Compare) and isinstance(part, Sum):
            yield from _items(part)
        else:
            yield part


def _settled(guard: Guard, facts: Facts) -> Iterator[Misfit]:
    """Comparisons that no patient, or every patient, fulfils."""
    match guard:
        case Compare() if _kind(guard.left, facts) == "number":
            answer = decided(range_of(guard.left, facts), guard.op, range_of(guard.right, facts))
            if answer is not None:
                yield _decides_nothing(guard, answer)
        case OneOf(part=Name(fact=name), values=values, negated=negated):
            held = {one.value for one in facts[name].values}
            if held and held <= {one.value for one in values}:
                yield _decides_nothing(guard, not negated)
    for part in parts(guard):
        yield from _settled(part, facts)


def said(constant: Constant) -> str:
    """A value as a guard writes it."""
    value = constant.value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kind(guard: Guard, facts: Facts) -> str:
    match guard:
        case Name(fact=name) if name in facts:
            return {"yes-no": "truth", "one-of": "choice"}.get(facts[name].type, "number")
        case Constant(value=bool()):
            return "truth"
        case _ if isinstance(guard, _TRUTHS):
            return "truth"
        case _:
            return "number"


def _fact(guard: Guard, facts: Facts) -> Fact:
    assert isinstance(guard, Name)  # noqa: S101 - only a name is a choice
    return facts[guard.fact]


def _value(constant: Constant, fact: Fact) -> Iterator[Misfit]:
    if expected := unfit(fact, constant.value):
        message = f"`{said(constant)}` is not a value of `{fact.id}`"
        yield Misfit("unknown-value", message, expected, constant.at, fact.id)


def _unknown(name: Name) -> Misfit:
    return Misfit("unknown-fact", "", "", name.at, name.fact)


def _mistyped(message: str, help: str, part: Guard) -> Misfit:
    return Misfit("mistyped-guard", message, help, part.at)


def _decides_nothing(guard: Guard, answer: bool) -> Misfit:
    holds = "always holds" if answer else "can never hold"
    does = "every patient" if answer else "no patient"
    return Misfit(
        "empty-comparison",
        f"This comparison {holds}",
        f"{does} is on that side of it: correct the value, or leave it out",
        guard.at,
    )
