"""Words as a sentence lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def listed(words: Iterable[str], last_by: str = "and") -> str:
    """Several words as one: `a, b and c`.

    >>> listed(["mild", "severe"], "or")
    'mild or severe'
    """
    *most, last = words
    return f"{', '.join(most)} {last_by} {last}" if most else last
