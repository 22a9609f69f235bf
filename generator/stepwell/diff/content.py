"""How one table of a file reads in two editions: every change, in clinic words.

Takes two values of one class; gives `Change`s. The order of entries does not count
where it has no meaning, nor do the ways in which a guard can be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.diff.entries import IN_ORDER, called, only, pairs
from stepwell.diff.field_words import field_words
from stepwell.diff.guards import meaning, thresholds
from stepwell.diff.values import Change, Weight
from stepwell.fields import Citation, Statement, Value
from stepwell.guard_words import guard_words, known_words, value_words
from stepwell.listing import listed
from stepwell.model import EXIT
from stepwell.quantity import Quantity
from stepwell.registers import Dose
from stepwell.render.doses import dose_words
from stepwell.render.templating import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.bibliography import Entry
    from stepwell.collection import Collection
    from stepwell.interval import Facts

_GUARDS = {"when", "unless", "derive"}
_TARGETS = {"goto", "unknown", "then", "resume", "start"}
"""Keys that name a step, where their value is text."""
_SAID_BY = ("say", "says", "flag", "label", "title", "name", "question", "why", "change", "reason")


@dataclass(frozen=True)
class Side:
    """One edition: its facts, and what its steps are called."""

    facts: Facts
    sources: Mapping[str, Entry]
    steps: Mapping[str, str]
    """Step names, as the file has them, with what they say."""

    @classmethod
    def of(cls, collection: Collection, steps: Mapping[str, str] | None = None) -> Side:
        return cls(collection.known_facts, collection.references, steps or {})


@dataclass(frozen=True)
class Reader:
    """Reads both editions of a file; `names` are old names of steps with new ones."""

    old: Side
    new: Side
    names: Mapping[str, str]

    def changes(self, old: Value, new: Value, skip: frozenset[str] = frozenset()) -> list[Change]:
        """Everything that reads otherwise, in the order of the keys of the format."""
        return [*self._tables(old, new, "", None, skip)]

    def _tables(
        self,
        old: Value,
        new: Value,
        lead: str,
        weight: Weight | None,
        skip: frozenset[str] = frozenset(),
    ) -> Iterator[Change]:
        for name, info in type(new).model_fields.items():
            key = info.alias or name
            if key in skip:
                continue
            said, own = field_words(type(new), key)
            field = f"{lead}: {said}" if lead else said
            before, after = getattr(old, name), getattr(new, name)
            yield from self._values(key, before, after, field, weight or own)

    def _values(self, key: str, old: Any, new: Any, field: str, weight: Weight) -> Iterator[Change]:
        if isinstance(old, Value) and isinstance(new, Value):
            yield from self._tables(
                old, new, field, None if weight is not Weight.RECORD else weight
            )
        elif isinstance(old, tuple) and isinstance(new, tuple):
            yield from self._lists(key, old, new, field, weight)
        elif key in _GUARDS and (old or new):
            yield from self._guards(old, new, field, weight)
        elif key in _TARGETS and isinstance(old or new, str):
            if self.names.get(old, old) != new:
                yield Change(
                    field, self._target(old, self.old), self._target(new, self.new), weight
                )
        elif old != new:
            yield Change(field, self._said(old, self.old), self._said(new, self.new), weight)

    def _lists(
        self, key: str, old: tuple[Any, ...], new: tuple[Any, ...], field: str, weight: Weight
    ) -> Iterator[Change]:
        if not any(isinstance(one, Value) for one in (*old, *new)):
            if key in IN_ORDER:
                lost, found = ((), ()) if old == new else (old, new)
            else:
                lost, found = only(old, new), only(new, old)
            if lost or found:
                yield Change(
                    field,
                    self._each(lost, self.old),
                    self._each(found, self.new),
                    weight,
                )
            return
        for before, after in pairs(key, old, new):
            if before is None:
                yield Change(f"{field} added", "", self._said(after, self.new), weight)
            elif after is None:
                yield Change(f"{field} removed", self._said(before, self.old), "", weight)
            else:
                yield from self._entries(before, after, field, weight)

    def _entries(self, old: Value, new: Value, field: str, weight: Weight) -> Iterator[Change]:
        """An entry of a list in both editions."""
        match old, new:
            case Citation(), Citation():
                if old != new:
                    yield Change(
                        field, self._said(old, self.old), self._said(new, self.new), weight
                    )
            case Dose(), Dose():
                yield from self._doses(old, new, field, weight)
            case Statement(), Statement():
                if old.say != new.say:
                    yield Change(field, old.say, new.say, weight)
                yield from self._values(
                    "cite", old.cite, new.cite, _of(field, new.say), Weight.EVIDENCE
                )
            case _:
                lead = _of(field, called(new))
                yield from self._tables(
                    old, new, lead, None if weight is not Weight.RECORD else weight
                )

    def _doses(self, old: Dose, new: Dose, field: str, weight: Weight) -> Iterator[Change]:
        if old.model_dump(exclude={"cite"}) != new.model_dump(exclude={"cite"}):
            yield Change(field, dose_words(old), dose_words(new), weight)
        yield from self._values("cite", old.cite, new.cite, f"{field}: sources", Weight.EVIDENCE)

    def _guards(
        self, old: str | None, new: str | None, field: str, weight: Weight
    ) -> Iterator[Change]:
        if meaning(old) == meaning(new):
            return
        numbers = [*thresholds(old, new)]
        for name, was, now in numbers:
            fact = self.new.facts.get(name)
            called = fact.name if fact else name
            yield Change(
                f"{field.removesuffix(': for whom')}: threshold of {called}",
                value_words(was, self.old.facts.get(name)),
                value_words(now, fact),
                weight,
            )
        if not numbers:
            yield Change(field, self._guard(old, self.old), self._guard(new, self.new), weight)

    def _guard(self, when: str | None, side: Side) -> str:
        return guard_words(when, side.facts) if when else ""

    def _target(self, name: str | None, side: Side) -> str:
        if not name:
            return ""
        return "the end of this block" if name == EXIT else side.steps.get(name, name)

    def _said(self, value: Any, side: Side) -> str:
        match value:
            case None | "" | ():
                return ""
            case bool():
                return "yes" if value else "no"
            case Quantity() | Decimal() | int():
                return str(value)
            case date():
                return day(value)
            case Citation():
                source = side.sources.get(value.source)
                called_by = (source and source.short) or value.source
                return f"{called_by}, {value.at}" if value.at else called_by
            case Dose():
                return dose_words(value)
            case Mapping():
                facts = side.facts
                said = [known_words(one, facts[k]) if k in facts else k for k, one in value.items()]
                return "; ".join(said) or "nothing known"
            case Value():
                return self._table(value, side)
        return str(value)

    def _table(self, value: Value, side: Side) -> str:
        """A whole table in a line: its sentence, or each of its values."""
        for name in _SAID_BY:
            if text := getattr(value, name, None):
                ways = getattr(value, "goto", None), getattr(value, "when", None)
                to = f" → {self._target(ways[0], side)}" if ways[0] else ""
                whom = f" ({self._guard(ways[1], side)})" if ways[1] else ""
                act = f": {value.act}" if hasattr(value, "act") else ""
                return f"{text}{whom}{act}{to}"
        said = []
        for name, info in type(value).model_fields.items():
            key, one = info.alias or name, getattr(value, name)
            if one not in (None, (), "", False):
                text = self._target(one, side) if key in _TARGETS else self._each(one, side)
                said.append(f"{field_words(type(value), key).said} {text}")
        return ", ".join(said)

    def _each(self, value: Any, side: Side) -> str:
        items = value if isinstance(value, tuple) else (value,)
        return listed(self._said(one, side) for one in items) if items else ""


def _of(field: str, name: str) -> str:
    return f"{field} “{name}”" if name else field
