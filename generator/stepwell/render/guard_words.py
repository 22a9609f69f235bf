"""A guard in words: `age > 65 and falls` is `when age is over 65 years, and falls: yes`.

Takes the text of a guard and the register of facts; gives English. A guard
that cannot be read, or that names an unknown fact, is given as written.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stepwell.guard import (
    BrokenGuard,
    Compare,
    Constant,
    Every,
    Name,
    Not,
    OneOf,
    Some,
    Sum,
    parse,
)
from stepwell.model import OTHERWISE
from stepwell.quantity import Quantity

if TYPE_CHECKING:
    from stepwell.collection import Collection
    from stepwell.guard import Guard
    from stepwell.registers import Fact

_RELATION = {
    "==": "is",
    "!=": "is not",
    "<": "is under",
    "<=": "is at most",
    ">": "is over",
    ">=": "is at least",
}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def guard_words(when: str, collection: Collection) -> str:
    """The guard as a clinician would say it."""
    if when.strip() == OTHERWISE:
        return "in every other case"
    try:
        return f"when {_say(parse(when), collection)}"
    except BrokenGuard:
        return when


def _say(guard: Guard, of: Collection) -> str:
    match guard:
        case Name(fact=fact):
            said = f"{_name(fact, of)}: yes"
        case Constant():
            said = _value(guard, None)
        case Not(part=Name(fact=fact)):
            said = f"{_name(fact, of)}: no"
        case Not(part=part):
            said = f"not ({_say(part, of)})"
        case Every(parts=parts):
            said = ", and ".join(_within(part, of, Some) for part in parts)
        case Some(parts=parts):
            said = ", or ".join(_within(part, of, Every) for part in parts)
        case Compare():
            said = _compare(guard, of)
        case OneOf(part=part, values=values, negated=negated):
            about = _fact(part, of)
            listed = " or ".join(_value(one, about) for one in values)
            said = f"{_side(part, of)} {'is not' if negated else 'is'} {listed}"
        case Sum(parts=parts):
            said = "the sum of (" + "; ".join(_side(part, of) for part in parts) + ")"
    return said


def _within(part: Guard, of: Collection, other: type) -> str:
    return f"({_say(part, of)})" if isinstance(part, other) else _say(part, of)


def _compare(guard: Compare, of: Collection) -> str:
    left, op, right = guard.left, guard.op, guard.right
    if isinstance(left, Constant) and not isinstance(right, Constant):
        left, op, right = right, _MIRROR[op], left
    if not isinstance(right, Constant):
        return f"{_side(left, of)} {_RELATION[op]} {_side(right, of)}"
    if isinstance(right.value, bool) and op in {"==", "!="}:
        yes = right.value is (op == "==")
        return _say(left if yes else Not(left, guard.at), of)
    return f"{_side(left, of)} {_RELATION[op]} {_value(right, _fact(left, of))}"


def _side(guard: Guard, of: Collection) -> str:
    """One side of a comparison, where a bare fact stands for its value."""
    return _name(guard.fact, of) if isinstance(guard, Name) else _say(guard, of)


def _value(constant: Constant, fact: Fact | None) -> str:
    match constant.value:
        case bool():
            return "yes" if constant.value else "no"
        case Decimal():
            unit = fact.unit if fact and fact.unit else "1"
            return str(Quantity(constant.value, constant.value, unit))
        case str():
            said = {one.value: one.say for one in fact.values} if fact else {}
            return said.get(constant.value, constant.value)


def _fact(part: Guard, of: Collection) -> Fact | None:
    if isinstance(part, Name) and part.fact in of.facts:
        return of.facts[part.fact].value
    return None


def _name(fact: str, of: Collection) -> str:
    return of.facts[fact].value.name if fact in of.facts else fact
