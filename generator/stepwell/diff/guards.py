"""How a guard differs between two editions: not at all, in a threshold, or as a whole.

Takes guards as they are written; None and empty are no guard.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.guard import constants, parse
from stepwell.guard_json import commuted, guard_json
from stepwell.model import OTHERWISE

if TYPE_CHECKING:
    from collections.abc import Iterator


def meaning(when: str | None) -> Any:
    """What a guard says, whatever the order in which its parts are written."""
    if not when or when.strip() == OTHERWISE:
        return (when or "").strip()
    return commuted(guard_json(parse(when)))


def thresholds(old: str | None, new: str | None) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The numbers that differ between two guards that differ in nothing else, by their facts."""
    if not old or not new or OTHERWISE in (old.strip(), new.strip()):
        return
    was, now = parse(old), parse(new)
    if _masked(guard_json(was)) != _masked(guard_json(now)):
        return
    for (name, before), (_, after) in zip(constants(was), constants(now), strict=True):
        match before.value, after.value:
            case Decimal() as old_number, Decimal() as new_number if old_number != new_number:
                yield name.fact if name else "the sum", old_number, new_number


def _masked(guard: Any) -> Any:
    """A guard without its numbers."""
    if isinstance(guard, list):
        return ["number"] if guard[:1] == ["number"] else [_masked(one) for one in guard]
    return guard
