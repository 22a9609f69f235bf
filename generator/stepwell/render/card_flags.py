"""The frame that stands first on a card: red flags and what to do about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render.citing import red_flags
from stepwell.typeface import ranges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.collection import Collection, Sheet


@dataclass(frozen=True, slots=True)
class Flag:
    """Red flags that share what to do about them."""

    text: str
    act: str
    urgent: bool
    cites: str


_OTHER = Flag(
    "Any other red flag", "card “Red flags” or of the pathway, before this one.", False, ""
)


def flags(sheet: Sheet, collection: Collection, numbers: Mapping[str, int]) -> tuple[Flag, ...]:
    """Red flags by what to do, the urgent ones first.

    A block that asks for none shows the urgent ones of the pathways it is part of, whose own
    cards give the sources and the rest.
    """
    found = red_flags(sheet, collection)
    if not found:
        return _of_hosts(sheet, collection)
    groups: dict[tuple[bool, str], list[int]] = {}
    for index, flag in enumerate(found):
        groups.setdefault((flag.urgent, flag.act.rstrip(".")), []).append(index)
    return tuple(
        Flag(
            " · ".join(found[index].flag.rstrip(".") for index in group),
            f"{act}.",
            urgent,
            ranges(numbers[one.source] for index in group for one in found[index].cite),
        )
        for (urgent, act), group in sorted(groups.items(), key=lambda one: not one[0][0])
    )


def _of_hosts(sheet: Sheet, collection: Collection) -> tuple[Flag, ...]:
    acts: dict[str, dict[str, None]] = {}
    for host in collection.hosts(sheet):
        for flag in red_flags(host, collection):
            if flag.urgent:
                acts.setdefault(flag.act.rstrip("."), {})[flag.flag.rstrip(".")] = None
    first = [Flag(" · ".join(texts), f"{act}.", True, "") for act, texts in acts.items()]
    return (*first, _OTHER) if first else ()
