"""Numbers that are known within bounds: what a comparison gives before all is known.

Takes parts of a guard and the register of facts; gives ranges and verdicts. A
yes-no item counts as 0 or 1 and an unknown number as whatever its fact allows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from stepwell.guard import Constant, Name, Sum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.guard import Guard
    from stepwell.registers import Fact

    Facts: TypeAlias = Mapping[str, Fact]

Range: TypeAlias = tuple[Decimal | None, Decimal | None]
"""Least and greatest value; None where there is no bound."""

ZERO, ONE = Decimal(0), Decimal(1)
ITEM: Range = (ZERO, ONE)
"""A yes-no item of which nothing is known."""


def plus(left: Range, right: Range) -> Range:
    """The sum of two ranges."""
    (a, b), (c, d) = left, right
    return (
        None if a is None or c is None else a + c,
        None if b is None or d is None else b + d,
    )


def range_of(guard: Guard, facts: Facts) -> Range:
    """The numbers that a part can be for any patient."""
    match guard:
        case Constant(value=Decimal() as value):
            return value, value
        case Name(fact=name):
            fact = facts[name]
            return ITEM if fact.type == "yes-no" else (fact.min, fact.max)
        case Sum(parts=parts):
            total: Range = (ZERO, ZERO)
            for part in parts:
                total = plus(total, range_of(part, facts))
            return total
        case _:
            return ITEM


def decided(left: Range, op: str, right: Range) -> bool | None:
    """What a comparison of two ranges gives, whatever the numbers in them; None when it depends."""
    (a, b), (c, d) = left, right
    below = b is not None and c is not None and b < c
    above = a is not None and d is not None and a > d
    at_most = b is not None and c is not None and b <= c
    at_least = a is not None and d is not None and a >= d
    same = a is not None and a == b == c == d
    true, false = {
        "<": (below, at_least),
        "<=": (at_most, above),
        ">": (above, at_most),
        ">=": (at_least, below),
        "==": (same, below or above),
        "!=": (below or above, same),
    }[op]
    return True if true else False if false else None
