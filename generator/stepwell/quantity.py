"""Amounts and spans of time with a unit, as an editor writes them: `10-25 mg`, `4-6 wk`.

Decimals throughout: a dose is never a binary fraction. Units are UCUM codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SHAPE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(?:-([0-9]{1,9}(?:\.[0-9]{1,6})?))? (\S{1,20})")

TIME = ("min", "h", "d", "wk", "mo", "a")
"""UCUM units of time, shortest first."""

UNIT_WORDS = {
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "d": ("day", "days"),
    "wk": ("week", "weeks"),
    "mo": ("month", "months"),
    "a": ("year", "years"),
    "1": ("", ""),
    "{point}": ("point", "points"),
    "{injection}": ("injection", "injections"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range of two, in one UCUM unit; `low <= high`."""

    low: Decimal
    high: Decimal
    unit: str

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read `5 mg` or `5-10 mg`; ValueError says what was expected."""
        found = _SHAPE.fullmatch(text)
        if not found:
            raise ValueError(
                "expected a number or range and a UCUM unit, such as `5-10 mg` or `4 wk`"
            )
        low = Decimal(found[1])
        high = Decimal(found[2] or found[1])
        if high < low:
            raise ValueError(f"the range runs backwards: {low} is more than {high}")
        return cls(low, high, found[3])

    @property
    def numbers(self) -> str:
        return f"{self.low}" if self.low == self.high else f"{self.low}–{self.high}"

    @property
    def code(self) -> str:
        """As an editor writes it; `Quantity.parse` reads it back."""
        return f"{self.numbers.replace('–', '-')} {self.unit}"

    def __str__(self) -> str:
        """As a reader reads it: `4–6 weeks`, `10–25 mg`."""
        one, many = UNIT_WORDS.get(self.unit, (self.unit, self.unit))
        return f"{self.numbers} {one if self.high == 1 else many}".strip()


def fits(number: Decimal) -> bool:
    """Whether a number is finite, below a milliard, and has six decimals at most.

    Every engine that evaluates guards holds such a number without rounding it.
    """
    if not number.is_finite() or abs(number) >= 10**9:
        return False
    return number == number.quantize(Decimal("0.000001"))
