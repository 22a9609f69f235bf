"""Whether a derived fact keeps to its own declaration: type, unit, least and greatest value.

Takes a fact and the register; yields `Misfit`s of what it is worked out from. A
guard that compares the fact then needs to look no further than its declaration.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stepwell.guard import Constant, Name, Sum, parse
from stepwell.guard_types import Misfit, misfits, unit_terms
from stepwell.interval import range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.registers import Fact


def derivation(fact: Fact, facts: Facts) -> Iterator[Misfit]:
    """Everything wrong with what a derived fact is worked out from; BrokenGuard if unreadable."""
    guard = parse(fact.derive or "")
    number = fact.type != "yes-no"
    found = [*misfits(guard, facts, number=number)]
    yield from found
    if number and not found:
        yield from _unit(fact, guard, facts)
        yield from _whole(fact, guard, facts)
        yield from _range(fact, guard, facts)


def _unit(fact: Fact, guard: Guard, facts: Facts) -> Iterator[Misfit]:
    own, bare = fact.unit or "", "a bare number"
    for unit, name in unit_terms(guard, facts):
        if unit != own:
            message = f"`{fact.id}` is in {own or bare}, and `{name}` in {unit or bare}"
            yield Misfit("unit-mismatch", message, "give both the same `unit`", guard.at)
            return


def _whole(fact: Fact, guard: Guard, facts: Facts) -> Iterator[Misfit]:
    if fact.type == "count" and not _is_whole(guard, facts):
        message = f"`{fact.id}` is a count, and this need not be a whole number"
        yield Misfit("mistyped-guard", message, "make it a number, or add up counts", guard.at)


def _is_whole(guard: Guard, facts: Facts) -> bool:
    match guard:
        case Sum(parts=parts):
            return all(_is_whole(part, facts) for part in parts)
        case Name(fact=name):
            return facts[name].type != "number"
        case Constant(value=Decimal() as value):
            return value == value.to_integral_value()
        case _:
            return True


def _range(fact: Fact, guard: Guard, facts: Facts) -> Iterator[Misfit]:
    low, high = range_of(guard, facts)
    below = fact.min is not None and (low is None or low < fact.min)
    above = fact.max is not None and (high is None or high > fact.max)
    if below or above:
        reached = low if below else high
        said = "has no bound" if reached is None else f"can be {reached}"
        key, bound = ("min", fact.min) if below else ("max", fact.max)
        message = f"This {said}, and the `{key}` of `{fact.id}` is {bound}"
        yield Misfit("unknown-value", message, f"set `{key}` to what it can be", guard.at)
