"""What the guards of two editions can tell apart, for describing sets of patients in words.

Takes guards, each with its edition's encoder; gives `Trait`s: facts or comparisons, each
with cells that exclude each other and leave no patient out, one of them "not known".
Guards depend on patients through these cells alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import z3

from stepwell.guard import At, Compare, Constant, Every, Name, Not, OneOf, Some, parse
from stepwell.guard_words import known_words, value_words, words
from stepwell.listing import listed
from stepwell.prove.encode import millionths
from stepwell.verdict import MIRROR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stepwell.guard import Guard
    from stepwell.interval import Facts
    from stepwell.prove.encode import Encoder
    from stepwell.registers import Fact

_HERE = At(0, 0)
_UNKNOWN = "not known"


@dataclass(frozen=True)
class Edition:
    """The facts of one edition and how its patients are encoded."""

    facts: Facts
    encoder: Encoder


@dataclass(frozen=True)
class Trait:
    """Something that is told apart, and its cells as formulas; the last cell is "not known"."""

    name: str
    cells: tuple[z3.BoolRef, ...]

    def said(self, chosen: frozenset[int]) -> str:
        """The chosen cells in words."""
        raise NotImplementedError

    def _also_unknown(self, said: str, chosen: frozenset[int]) -> str:
        return f"{said}, or {_UNKNOWN}" if len(self.cells) - 1 in chosen else said


@dataclass(frozen=True)
class Truth(Trait):
    """A yes-no fact or a comparison: true, false, not known."""

    yes: str
    no: str
    about: str

    def said(self, chosen: frozenset[int]) -> str:
        if chosen == {2}:
            return f"{self.about} {_UNKNOWN}"
        if {0, 1} <= chosen:
            return f"{self.about} known"
        return self._also_unknown(self.yes if 0 in chosen else self.no, chosen)


@dataclass(frozen=True)
class Values(Trait):
    """A fact with several values."""

    fact: Fact

    def said(self, chosen: frozenset[int]) -> str:
        known = [one.say for index, one in enumerate(self.fact.values) if index in chosen]
        if not known:
            return f"{self.fact.name} {_UNKNOWN}"
        return self._also_unknown(f"{self.fact.name}: {listed(known, 'or')}", chosen)


@dataclass(frozen=True)
class Numbers(Trait):
    """A number: below, at and between the numbers that guards compare it with."""

    fact: Fact
    cuts: tuple[Decimal, ...]

    def said(self, chosen: frozenset[int]) -> str:
        runs: list[list[int]] = []
        for index in sorted(chosen - {len(self.cells) - 1}):
            if runs and runs[-1][-1] == index - 1:
                runs[-1].append(index)
            else:
                runs.append([index])
        if not runs:
            return f"{self.fact.name} {_UNKNOWN}"
        said = " or ".join(self._run(run[0], run[-1]) for run in runs)
        return self._also_unknown(f"{self.fact.name} {said}", chosen)

    def _run(self, first: int, last: int) -> str:
        """Cells are, from below: under the first cut, at it, between it and the second, …"""
        low = self.cuts[(first - 1) // 2] if first else None
        high = self.cuts[last // 2] if last < 2 * len(self.cuts) else None
        with_low, with_high = first % 2 == 1, last % 2 == 1
        if self.fact.type == "count":  # whole numbers have a next one
            low = low if low is None or with_low else low + 1
            high = high if high is None or with_high else high - 1
            with_low = with_high = True
        if low is None and high is None:
            return "known"
        if low is None:
            return f"{'up to' if with_high else 'under'} {self._said(high)}"
        if high is None:
            return f"{'at least' if with_low else 'over'} {self._said(low)}"
        low_words, high_words = value_words(low, None), self._said(high)
        if low == high:
            return f"exactly {high_words}"
        if not with_low:
            return f"{'over' if with_high else 'between'} {low_words} and " + (
                f"up to {high_words}" if with_high else high_words
            )
        return f"{low_words} to {'' if with_high else 'under '}{high_words}"

    def _said(self, number: Decimal | None) -> str:
        return value_words(Decimal(0) if number is None else number, self.fact)


@dataclass
class Traits:
    """The traits of many guards, in the order in which the guards name them."""

    old: Edition
    new: Edition
    _cuts: dict[str, set[Decimal]] = field(default_factory=dict)
    _found: dict[str, tuple[Edition, Guard]] = field(default_factory=dict)

    def add(self, guards: Iterable[Guard], edition: Edition) -> None:
        """Tell apart what these guards of one edition do."""
        for guard in guards:
            for leaf in self._leaves(guard, edition):
                self._found.setdefault(self._name(leaf, edition), (edition, leaf))

    def all(self) -> Iterator[Trait]:
        """Each trait once."""
        for name, (edition, leaf) in self._found.items():
            yield self._trait(name, leaf, edition)

    def _leaves(self, guard: Guard, edition: Edition) -> Iterator[Guard]:
        match guard:
            case Name(fact=name) if self._redefined(name):
                yield Name(name, _HERE)
                if derive := edition.facts[name].derive:
                    yield from self._leaves(parse(derive), edition)
            case Not(part=part):
                yield from self._leaves(part, edition)
            case Every(parts=parts) | Some(parts=parts):
                for one in parts:
                    yield from self._leaves(one, edition)
            case Compare(left=left, right=Constant(value=bool())):
                yield from self._leaves(left, edition)
            case Compare(left=Constant(value=bool()), right=right):
                yield from self._leaves(right, edition)
            case _:
                yield guard

    def _redefined(self, name: str) -> bool:
        """Whether a fact is worked out otherwise in the two editions."""
        both = (self.old.facts.get(name), self.new.facts.get(name))
        return None not in both and len({one.derive for one in both if one}) > 1

    def _name(self, leaf: Guard, edition: Edition) -> str:
        """The fact that a leaf is about, or its own words; numbers gather their cuts."""
        match leaf:
            case Name(fact=name):
                return name
            case OneOf(part=Name(fact=name), values=values) if _plain(edition.facts[name]):
                self._cut(name, [one.value for one in values])
                return name
            case Compare(left=Name(fact=name), right=Constant(value=value)) if _plain(
                edition.facts[name]
            ):
                self._cut(name, [value])
                return name
            case Compare(left=Constant() as left, op=op, right=Name() as right):
                return self._name(Compare(right, MIRROR[op], left, _HERE), edition)
        return words(leaf, edition.facts)

    def _cut(self, name: str, values: Iterable[bool | Decimal | str]) -> None:
        numbers = {one for one in values if isinstance(one, Decimal)}
        self._cuts.setdefault(name, set()).update(numbers)

    def _trait(self, name: str, leaf: Guard, edition: Edition) -> Trait:
        fact = edition.facts.get(name)
        if fact and fact.type != "yes-no" and _plain(fact):
            edition.encoder.guard(leaf)  # the encoder learns of the fact
            known, value = edition.encoder.known[name], edition.encoder.value[name]
            if fact.type == "one-of":
                each = [z3.And(known, value == index) for index, _ in enumerate(fact.values)]
                return Values(name, (*each, z3.Not(known)), fact)
            cuts = tuple(sorted(self._cuts[name]))
            inside = [z3.And(known, one) for one in _intervals(value, cuts)]
            return Numbers(name, (*inside, z3.Not(known)), fact, cuts)
        truth = edition.encoder.guard(leaf)
        cells = (truth.true, truth.false, truth.unknown)
        yes, no = words(leaf, edition.facts), words(leaf, edition.facts, negated=True)
        if fact and isinstance(leaf, Name):
            if self._redefined(name):
                known, value = edition.encoder.known[name], edition.encoder.value[name]
                cells = (z3.And(known, value), z3.And(known, z3.Not(value)), z3.Not(known))
            yes, no = known_words(True, fact), known_words(False, fact)
            return Truth(name, cells, yes, no, fact.name)
        return Truth(name, cells, yes, no, f"whether {yes} is")


def _plain(fact: Fact) -> bool:
    return fact.derive is None


def _intervals(value: z3.ArithRef, cuts: tuple[Decimal, ...]) -> Iterator[z3.BoolRef]:
    """Below, at and between the cuts, from below."""
    at = [millionths(one) for one in cuts]
    yield value < at[0]
    for index, one in enumerate(at):
        yield value == one
        later = at[index + 1 :]
        yield z3.And(value > one, value < later[0]) if later else value > one


def merged(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> tuple[Facts, Facts]:
    """Both registers with the values of each fact in one common order, as formulas count them."""

    def common(name: str, own: Fact) -> Fact:
        sides = [side[name] for side in (old, new) if name in side]
        values = {one.value: one for side in sides for one in side.values}
        own_values = {one.value: one for one in own.values}
        return own.model_copy(update={"values": tuple((values | own_values)[v] for v in values)})

    return (
        {name: common(name, fact) for name, fact in old.items()},
        {name: common(name, fact) for name, fact in new.items()},
    )
