"""Numbered citations of one page, and the list they lead to and back from.

Takes the numbering of `citing`; hands out a mark for each citation in the
order in which the page shows them. A `References` lives for one page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stepwell.render.citing import numbering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.bibliography import Entry
    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Citation
    from stepwell.head import Reviewer


@dataclass(frozen=True, slots=True)
class Mark:
    """One citation at one place of the page."""

    id: str
    number: int
    source: str
    at: str
    where: str
    """The place on the page, such as `step 2.3`."""
    kind: str = ""
    """Kind of evidence in words."""
    before: str = ""
    """What stands before the number: nothing, a comma or a dash."""
    hidden: bool = False
    """Whether a range or an equal number stands for it; it is still led back to."""

    @property
    def title(self) -> str:
        """What the number stands for: `Qaseem 2017, recommendation 1`."""
        return f"{self.source}, {self.at}" if self.at else self.source


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list, with the marks that lead to it."""

    number: int
    entry: Entry
    marks: tuple[Mark, ...]


@dataclass
class References:
    """Hands out marks, and lists the entries in the end."""

    entries: Mapping[str, Entry]
    numbers: Mapping[str, int]
    _marks: dict[str, list[Mark]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet, collection: Collection) -> References:
        """The references of the page of a sheet."""
        return cls(collection.references, numbering(sheet, collection))

    def mark(self, cites: Iterable[Citation], where: str) -> tuple[Mark, ...]:
        """Marks for the citations of one statement, in print's order: `1,3–5`."""
        known = [one for one in cites if one.source in self.numbers]
        known.sort(key=lambda one: self.numbers[one.source])
        shown = sorted({self.numbers[one.source] for one in known})
        marks: list[Mark] = []
        for cite in known:
            number = self.numbers[cite.source]
            first = not any(mark.number == number for mark in marks)
            before, hidden = _print(number, shown) if first else ("", True)
            marks.append(self._new(cite, number, where, before, hidden))
        return tuple(marks)

    def _new(self, cite: Citation, number: int, where: str, before: str, hidden: bool) -> Mark:
        made = self._marks.setdefault(cite.source, [])
        name = short_name(cite.source, self.entries)
        kind = self.entries[cite.source].kind if cite.source in self.entries else ""
        own = f"cite-{number}-{len(made) + 1}"
        made.append(Mark(own, number, name, cite.at, where, kind, before, hidden))
        return made[-1]

    def listed(self) -> Iterator[Reference]:
        """Every reference of the page in the order of its number."""
        for key, number in self.numbers.items():
            if key in self.entries:
                yield Reference(number, self.entries[key], tuple(self._marks.get(key, ())))


def _print(number: int, shown: list[int]) -> tuple[str, bool]:
    """What stands before a number among those shown, and whether a range swallows it."""
    inside = number - 1 in shown
    if inside and number + 1 in shown:
        return "", True
    if inside and number - 2 in shown:
        return "–", False
    return ("" if number == shown[0] else ","), False


def short_name(key: str, entries: Mapping[str, Entry]) -> str:
    """First author and year of a source, or its key."""
    return (entries[key].short if key in entries else "") or key


def compared_words(reviewer: Reviewer, entries: Mapping[str, Entry]) -> str:
    """What a reviewer compared: `Doe 2020 (second edition); Roe 2021 (web page)`."""
    return "; ".join(
        f"{short_name(one.source, entries)} ({one.edition})" for one in reviewer.compared
    )


def source_anchor(key: str) -> str:
    """The anchor of a source in the register of sources."""
    return "source-" + re.sub(r"[^A-Za-z0-9_-]", "-", key)
