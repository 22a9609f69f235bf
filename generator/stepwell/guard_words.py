"""A guard in words: `age_years >= 65 and not nsaid_contraindicated` is "age 65 years or over and
no NSAID contraindication".

Takes the text or tree of a guard and the register of facts; gives English. A
guard that cannot be read, or that names an unknown fact, is given as written.
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
from stepwell.listing import listed
from stepwell.model import OTHERWISE
from stepwell.quantity import Quantity
from stepwell.verdict import MIRROR

if TYPE_CHECKING:
    from stepwell.given import Given
    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.registers import Fact

_RELATION = {
    "==": "{0}",
    "!=": "not {0}",
    "<": "under {0}",
    "<=": "{0} or less",
    ">": "over {0}",
    ">=": "{0} or more",
}
_OF_AGE = _RELATION | {"<=": "{0} or under", ">=": "{0} or over"}
_BETWEEN = {
    "==": "is equal to {0}",
    "!=": "is not equal to {0}",
    "<": "is under {0}",
    "<=": "is at most {0}",
    ">": "is over {0}",
    ">=": "is at least {0}",
}
"""Between two numbers neither of which is written out."""
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_LISTED = 3
"""The most values that stand for "not" another one."""


def guard_words(when: str, facts: Facts) -> str:
    """The guard of a branch as a clinician would say it."""
    if when.strip() == OTHERWISE:
        return "in every other case"
    try:
        return words(parse(when), facts)
    except BrokenGuard:
        return when


def words(guard: Guard, facts: Facts, negated: bool = False) -> str:
    """A tree in words; `negated` says the opposite."""
    match guard:
        case Name(fact=name):
            return _yes_no(facts.get(name), name, not negated)
        case Not(part=part):
            return words(part, facts, not negated)
        case Every(parts=parts) | Some(parts=parts):
            every = isinstance(guard, Every) is not negated
            return _joined(parts, facts, "and" if every else "or", negated)
        case Compare():
            return _compare(guard, facts, negated)
        case OneOf(part=part, values=values):
            fact = facts.get(part.fact) if isinstance(part, Name) else None
            held = [one.value for one in values]
            return _one_of(fact, _side(part, facts), held, guard.negated is negated)
        case _:
            return f"{'not ' if negated else ''}{_side(guard, facts)}"


def value_words(value: Given, fact: Fact | None) -> str:
    """A value of a fact: `yes`, `72 years`, `minor and stable`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return str(Quantity(value, value, fact.unit if fact and fact.unit else "1"))
        case _:
            said = {one.value: one.say for one in fact.values} if fact else {}
            return said.get(value, value)


def known_words(value: Given, fact: Fact) -> str:
    """What is known of a patient: `age 72 years`, `no recent falls`."""
    match value:
        case bool():
            return _yes_no(fact, fact.id, value)
        case Decimal():
            return f"{fact.name} {value_words(value, fact)}"
        case _:
            return f"{fact.name}: {value_words(value, fact)}"


def _yes_no(fact: Fact | None, name: str, yes: bool) -> str:
    if fact is None:
        return name if yes else f"not {name}"
    return (fact.yes or fact.name) if yes else (fact.no or f"no {fact.name}")


def _joined(parts: tuple[Guard, ...], facts: Facts, word: str, negated: bool) -> str:
    said = []
    for part in parts:
        one = words(part, facts, negated)
        said.append(f"({one})" if _several(part) else one)
    listing = any(": " in one and " or " in one for one in said)
    return f"{'; ' if listing else ' '}{word} ".join(said)


def _several(guard: Guard) -> bool:
    """Whether a part is said as several joined by "and" or "or", negated or not."""
    match guard:
        case Every() | Some():
            return True
        case Not(part=part):
            return _several(part)
        case Compare(left=left, right=right):
            truths = (
                isinstance(one, Constant) and isinstance(one.value, bool) for one in (left, right)
            )
            return any(truths) and (_several(left) or _several(right))
    return False


def _one_of(fact: Fact | None, named: str, held: list[bool | Decimal | str], yes: bool) -> str:
    known: list[bool | Decimal | str] = [one.value for one in fact.values] if fact else []
    others = [one for one in known if one not in held]
    if not yes and others and len(others) <= _LISTED:
        yes, held = True, others
    said = listed([value_words(one, fact) for one in held], "or")
    return f"{named}: {said}" if yes else f"{named}: not {said}"


def _compare(guard: Compare, facts: Facts, negated: bool) -> str:
    left, op, right = guard.left, guard.op, guard.right
    if isinstance(left, Constant) and not isinstance(right, Constant):
        left, op, right = right, MIRROR[op], left
    if negated:
        op = _NEGATED[op]
    if isinstance(right, Constant) and isinstance(right.value, bool):
        return words(left, facts, right.value is (op == "!="))
    fact = _measured(left, facts)
    if isinstance(left, Name) and isinstance(right, Constant) and isinstance(right.value, str):
        return _one_of(fact, _side(left, facts), [right.value], op == "==")
    if not isinstance(right, Constant):
        return f"{_side(left, facts)} {_BETWEEN[op].format(_side(right, facts))}"
    relation = (_OF_AGE if fact and fact.unit == "a" else _RELATION)[op]
    verb = "is " if isinstance(left, Sum) else ""
    return f"{_side(left, facts)} {verb}{relation.format(value_words(right.value, fact))}"


def _measured(guard: Guard, facts: Facts) -> Fact | None:
    """The fact that has the unit of a number."""
    match guard:
        case Name(fact=name):
            return facts.get(name)
        case Sum(parts=parts):
            return next((facts.get(one.fact) for one in parts if isinstance(one, Name)), None)
    return None


def _side(guard: Guard, facts: Facts) -> str:
    """A number: a fact by its name, a sum by its parts."""
    match guard:
        case Name(fact=name):
            return facts[name].name if name in facts else name
        case Constant():
            return value_words(guard.value, None)
        case Sum(parts=parts):
            return f"the sum of {listed([_side(one, facts) for one in parts], 'and')}"
        case _:
            return f"({words(guard, facts)})"
