"""What is known of one patient: values of facts, read from text or JSON and held to the register.

Takes a fact and what somebody wrote; gives a typed value, None for "not known",
or `Unfit`, whose text says what was expected. A fact that is absent from a
patient is unknown; nothing here guesses one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from stepwell.diagnostics import did_you_mean
from stepwell.guard import parse
from stepwell.interval import decided
from stepwell.quantity import UNIT_WORDS, fits
from stepwell.verdict import bounds, verdict

if TYPE_CHECKING:
    from stepwell.interval import Facts
    from stepwell.registers import Fact

Given: TypeAlias = bool | Decimal | str
"""A known value: yes or no, a number in the unit of its fact, or one of its words."""
Patient: TypeAlias = Mapping[str, Given]
"""Known facts by name; every other fact is unknown."""

UNKNOWN = ("unknown", "?", "don't know", "not known")
"""Ways to write that a fact is not known."""
_YES, _NO = ("yes", "true", "y"), ("no", "false", "n")
_NUMBER = re.compile(r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(\S.*)?")


class Unfit(ValueError):
    """A value is not one of its fact's; says what was expected."""


def unfit(fact: Fact, value: Any) -> str:
    """What the fact expects, when a typed value is not one of its own; else nothing."""
    match fact.type:
        case "yes-no":
            return "" if isinstance(value, bool) else "expected true or false"
        case "one-of":
            known = [one.value for one in fact.values]
            if isinstance(value, str) and value in known:
                return ""
            return did_you_mean(str(value), known) or f"expected one of {', '.join(known)}"
    if not isinstance(value, Decimal) or isinstance(value, bool) or not fits(value):
        return "expected a number"
    if fact.type == "count" and value != value.to_integral_value():
        return "expected a whole number"
    if (fact.min is not None and value < fact.min) or (fact.max is not None and value > fact.max):
        low = "any" if fact.min is None else fact.min
        return f"expected a number from {low} to {'any' if fact.max is None else fact.max}"
    return ""


def expected(fact: Fact, *, code: bool = True) -> str:
    """What a person may answer: `yes or no`, `a number from 0 to 5200, in weeks (wk)`.

    Without `code` the unit stands in words alone.
    """
    match fact.type:
        case "yes-no":
            return "yes or no"
        case "one-of":
            return f"one of {', '.join(one.value for one in fact.values)}"
    kind = "a whole number" if fact.type == "count" else "a number"
    low, high = fact.min, fact.max
    if low is not None and high is not None:
        kind += f" from {low} to {high}"
    elif low is not None or high is not None:
        kind += f" of {low} or more" if high is None else f" of {high} or less"
    return f"{kind}{_unit(fact, code)}"


def _unit(fact: Fact, code: bool) -> str:
    words = UNIT_WORDS.get(fact.unit or "1", ("", ""))[1] or fact.unit
    if not words:
        return ""
    return f", in {words} ({fact.unit})" if code and words != fact.unit else f", in {words}"


def read(fact: Fact, text: str) -> Given | None:
    """The value that a person wrote; None when they wrote that it is not known."""
    word = text.strip().lower()
    if word in UNKNOWN:
        return None
    match fact.type:
        case "yes-no":
            if word not in _YES + _NO:
                raise Unfit(f"expected {expected(fact)}, not `{text}`")
            return word in _YES
        case "one-of":
            return _choice(fact, text.strip())
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise Unfit(f"expected {expected(fact)}, not `{text}`")
    if found[2] and found[2] not in {fact.unit, *UNIT_WORDS.get(fact.unit or "", ())}:
        raise Unfit(f"expected {expected(fact)}; `{found[2]}` is not its unit")
    return _held(fact, Decimal(found[1]))


def typed(fact: Fact, value: Any) -> Given | None:
    """The value that a JSON document holds, its numbers read as decimals; null is not known."""
    if value is None:
        return None
    if isinstance(value, str):
        return read(fact, value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    return _held(fact, value)


def _choice(fact: Fact, text: str) -> str:
    for one in fact.values:
        if text.lower() in {one.value.lower(), one.say.lower()}:
            return one.value
    near = did_you_mean(text, [one.value for one in fact.values])
    raise Unfit(f"expected {expected(fact)}, not `{text}`{'; ' + near if near else ''}")


def _held(fact: Fact, value: Any) -> Given:
    if unfit(fact, value):
        written = str(value).lower() if isinstance(value, bool) else str(value)
        raise Unfit(f"expected {expected(fact)}, not `{written[:60]}`")
    known: Given = value
    return known


def contradiction(patient: Patient, facts: Facts) -> tuple[str, str] | None:
    """A given fact that differs from what the other given facts make it, and what they make it."""
    for name in patient:
        fact = facts.get(name)
        if fact is None or fact.derive is None:
            continue
        others = {key: value for key, value in patient.items() if key != name}
        if fact.type == "yes-no":
            made = verdict(parse(fact.derive), facts)(others)
            if made is not None and made is not patient[name]:
                return name, f"they make it {'yes' if made else 'no'}"
        else:
            known = patient[name]
            low, high = bounds(parse(fact.derive), facts)(others)
            if isinstance(known, Decimal) and decided((known, known), "==", (low, high)) is False:
                between = f"{low}" if low == high else f"{low} to {high}"
                return name, f"they make it {between}"
    return None
