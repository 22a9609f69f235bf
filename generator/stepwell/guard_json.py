"""A guard as JSON: the same tree, for engines in other languages.

Takes a guard's tree; gives nested lists that begin with the kind of part. Numbers
are decimal text, so that no engine rounds them.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.guard import Compare, Constant, Every, Name, Not, OneOf, Some, Sum

if TYPE_CHECKING:
    from stepwell.guard import Guard
    from stepwell.registers import Fact


def guard_json(guard: Guard) -> list[Any]:
    """The tree: `["and", ["fact", "falls"], ["compare", ">", ["fact", "age"], ["number", "65"]]]`.

    Kinds are fact, number, value, not, and, or, compare, in and sum; `["in", fact, values,
    negated]` has its values as `number` or `value` parts.
    """
    match guard:
        case Name(fact=name):
            return ["fact", name]
        case Constant(value=Decimal() as value):
            return ["number", _text(value)]
        case Constant(value=value):
            return ["value", value]
        case Not(part=part):
            return ["not", guard_json(part)]
        case Every(parts=parts):
            return ["and", *map(guard_json, parts)]
        case Some(parts=parts):
            return ["or", *map(guard_json, parts)]
        case Compare(left=left, op=op, right=right):
            return ["compare", op, guard_json(left), guard_json(right)]
        case OneOf(part=part, values=values, negated=negated):
            return ["in", guard_json(part), [guard_json(one) for one in values], negated]
        case Sum(parts=parts):
            return ["sum", *map(guard_json, parts)]


def commuted(guard: Any) -> Any:
    """The tree of a guard with its `and`, `or` and sums in an order of their own."""
    if not isinstance(guard, list):
        return guard
    parts = [commuted(one) for one in guard]
    if parts and parts[0] in ("and", "or", "sum"):
        return [parts[0], *sorted(parts[1:], key=json.dumps)]
    return parts


def fact_json(fact: Fact, derive: Guard | None) -> dict[str, Any]:
    """What an engine must know of a fact to evaluate guards; keys without a value are absent."""
    found = {
        "type": fact.type,
        "min": None if fact.min is None else _text(fact.min),
        "max": None if fact.max is None else _text(fact.max),
        "derive": guard_json(derive) if derive else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _text(number: Decimal) -> str:
    return f"{number:f}"
