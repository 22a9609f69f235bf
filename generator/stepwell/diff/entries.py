"""Which entries of a list are the same entry in two editions.

Takes two lists of tables; gives pairs. Where order has no meaning, entries are
the same by their name, or else by what they say.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

from stepwell.fields import Citation, Value
from stepwell.registers import Dose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

IN_ORDER = {"step", "basics", "more", "item", "order"}
"""Lists whose order is their meaning."""
_LIKE = 0.6
"""From which likeness on two texts are one text that was changed."""
_NAMED_BY = ("id", "slug", "label", "flag", "who", "heading", "value", "fact", "name", "short")


def called(value: Value) -> str:
    """What an entry is called among its like."""
    found = (getattr(value, name, None) for name in _NAMED_BY)
    return str(next((one for one in found if one), ""))


def only(these: Sequence[T], others: Sequence[T]) -> tuple[T, ...]:
    return tuple(one for one in these if one not in others)


def pairs(
    key: str, old: tuple[Value, ...], new: tuple[Value, ...]
) -> Iterator[tuple[Value | None, Value | None]]:
    """Entries of both editions that are the same entry, then those of one alone.

    The same are: equal ones, ones of one name, ones whose text is much alike.
    """
    if key in IN_ORDER:
        size = max(len(old), len(new))
        yield from zip(_filled(old, size), _filled(new, size), strict=True)
        return
    lost, found = [*only(old, new)], [*only(new, old)]
    for after in [*found]:
        if before := _same(after, lost):
            lost.remove(before)
            found.remove(after)
            yield before, after
    yield from ((one, None) for one in lost)
    yield from ((None, one) for one in found)


def _filled(items: tuple[Value, ...], size: int) -> list[Value | None]:
    return [*items, *[None] * (size - len(items))]


def _same(value: Value, others: list[Value]) -> Value | None:
    name = _identity(value)
    alike = [one for one in others if name and _identity(one) == name]
    if alike:
        return alike[0]
    text = _text(value)
    near = [(difflib.SequenceMatcher(None, text, _text(one)).ratio(), one) for one in others]
    best = max(near, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] >= _LIKE else None


def _identity(value: Value) -> object:
    match value:
        case Dose():
            return value.of, value.patients, value.route, value.as_needed
        case Citation():
            return value.source
    return called(value)


def _text(value: Value) -> str:
    return repr(sorted(value.model_dump(exclude={"cite"}).items()))
