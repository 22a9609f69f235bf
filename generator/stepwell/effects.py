"""Effects on care and the patterns that mean them: `start:nsaid`, `start:*`.

Takes effects as steps write them; gives whether a pattern means one. Safety
rules, cases and comparisons share this one meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stepwell.collection import Collection


def matching(patterns: Iterable[str], effect: str, collection: Collection) -> bool:
    """Whether an effect is meant by one of the patterns.

    `start:*` means every start; a class means its members, and a step that starts a class
    may start any member of it.
    """
    verb, _, thing = effect.partition(":")
    for pattern in patterns:
        wanted, _, other = pattern.partition(":")
        if verb == wanted and (
            other in {"*", thing}
            or _class(thing, collection) == other
            or _class(other, collection) == thing
        ):
            return True
    return False


def _class(name: str, collection: Collection) -> str | None:
    known = collection.medications.get(name)
    return known.value.medication_class if known else None
