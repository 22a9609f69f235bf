"""Registers of facts, guards, patients and pathways made at random, for Hypothesis.

All guards are well-typed and all patients fit their facts without contradiction;
numbers lean to where comparisons change, and much is unknown. Pathways may have
gaps, overlaps and circles: every walk must cope with them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stepwell.collection import Collection, Located, Sheet
from stepwell.given import Given, contradiction, unfit
from stepwell.guard import constants, parse
from stepwell.interval import range_of
from stepwell.model import OTHERWISE, Block, Pathway
from stepwell.registers import CollectionInfo, Fact
from stepwell.source import Source
from stepwell.verdict import bounds, verdict
from stepwell.walk import Walker, walker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

EXAMPLES = 10_000 if os.environ.get("STEPWELL_NIGHTLY") else 1_000
"""How many of each kind are tried."""
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
MILLIONTH = Decimal("0.000001")
_LOWS = (None, Decimal(-40), Decimal(0), Decimal("0.1"), Decimal(18))
_SPANS = (None, Decimal("0.2"), Decimal(1), Decimal(12), Decimal(500))
_WORDS = ("none", "mild", "severe", "other")
_EFFECTS = ("avoid:imaging", "offer:advice", "refer:specialist", "order:test")
_BYTES = st.binary(min_size=16, max_size=16)
_NOWHERE = Source("random.toml", "")
_INFO = CollectionInfo(title="Random", publisher="-", licence="-", disclaimer="-")


@dataclass(frozen=True)
class OnePatient:
    """A guard over a register, what is known of one patient, and what may be known later."""

    facts: dict[str, Fact]
    guard: str
    known: dict[str, Given]
    later: dict[str, Given]
    """What is known, and more."""


@dataclass(frozen=True)
class OneWalk:
    """A pathway, and one patient who walks it."""

    collection: Collection
    sheet: Sheet
    known: dict[str, Given]
    used_up: tuple[str, ...] = ()
    at: str = ""

    @property
    def walker(self) -> Walker:
        return walker(self.sheet, self.collection)


@cache
def sampled(strategy: Callable[[], st.SearchStrategy[T]], count: int = EXAMPLES) -> list[T]:
    """The first examples of a strategy, for tests that need many at once."""
    found: list[T] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy())
    def keep(one: T) -> None:
        found.append(one)

    keep()
    return found


class _Dice:
    """Many small choices from few draws of Hypothesis, which makes it an order faster."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw, self._pool, self._left = draw, 0, 1

    def below(self, end: int) -> int:
        """A number from nought to `end`, without `end`."""
        if self._left < end:
            self._pool, self._left = int.from_bytes(self._draw(_BYTES), "little"), 2**128
        self._pool, found = divmod(self._pool, end)
        self._left //= end
        return found

    def pick(self, *choices: T) -> T:
        return choices[self.below(len(choices))]

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)


# facts


def _register(dice: _Dice) -> dict[str, Fact]:
    """Facts of every type; derived ones stand on those before them."""
    facts: dict[str, Fact] = {}

    def add(name: str, type: str, **more: Any) -> None:
        facts[name] = Fact.model_validate(
            {"id": name, "name": name.replace("_", " "), "type": type, "ask": "?", "plain": "?"}
            | {key: value for key, value in more.items() if value is not None}
        )

    for n in range(dice.between(1, 4)):
        add(f"flag_{n}", "yes-no")
    for n in range(dice.between(0, 2)):
        words = _WORDS[: dice.between(2, len(_WORDS))]
        add(f"kind_{n}", "one-of", value=[{"value": one, "say": f"{one} of it"} for one in words])
    for n in range(dice.between(0, 3)):
        kind = dice.pick("number", "number", "count")
        low, span = dice.pick(*_LOWS), dice.pick(*_SPANS)
        if kind == "count":
            low, span = low and low.to_integral_value(), span and (span + 1).to_integral_value()
        high = None if low is None or span is None else low + span
        unit = dice.pick(None, None, "wk", "mg")
        add(f"number_{n}", kind, unit=unit, min=low, max=high)
    for n in range(dice.between(0, 3)):
        write = _Writer(dice, facts)
        if dice.pick(True, False):
            add(f"so_{n}", "yes-no", derive=write.truth(1))
        else:
            text, unit, whole = write.sum(1)
            low, high = range_of(parse(text), facts) if dice.pick(True, False) else (None, None)
            kind = "count" if whole and dice.pick(True, False) else "number"
            add(f"sum_{n}", kind, unit=unit, min=low, max=high, derive=text)
    return facts


# guards


@dataclass
class _Writer:
    """Writes guards; each part is drawn, and each is well-typed."""

    dice: _Dice
    facts: dict[str, Fact]
    groups: dict[str | None, list[Fact]] = field(init=False)
    """Numbers by their unit; those without one stand with the yes-no facts."""

    def __post_init__(self) -> None:
        self.groups = {None: []}
        for fact in self.facts.values():
            if fact.type != "one-of":
                self.groups.setdefault(fact.unit, []).append(fact)

    def pick(self, *choices: T) -> T:
        return self.dice.pick(*choices)

    def truth(self, depth: int) -> str:
        """A part that is true or false, not deeper than `depth`."""
        leaves = [self.flag, self.flag, self.compared_sum]
        leaves += [self.choice, self.listed] if self.of_type("one-of") else []
        numbers = self.of_type("number", "count")
        leaves += [self.compared, self.compared, self.listed_numbers] if numbers else []
        if not depth:
            return self.pick(*leaves)()
        shape = self.pick("leaf", "not", "and", "or", "with a truth", "and", "or")
        match shape:
            case "leaf":
                return self.pick(*leaves)()
            case "not":
                part = self.truth(depth - 1)
                return f"not {part}" if self.pick(True, False) else f"not ({part})"
            case "with a truth":
                sides = [f"({self.truth(depth - 1)})", self.pick("true", "false")]
                left, right = self.pick(sides, sides[::-1])
                return f"{left} {self.pick('==', '!=')} {right}"
        parts = [self.truth(depth - 1) for _ in range(self.pick(2, 2, 3))]
        return f" {shape} ".join(
            f"({one})" if self.pick(True, True, False) else one for one in parts
        )

    def of_type(self, *types: str) -> list[Fact]:
        return [fact for fact in self.facts.values() if fact.type in types]

    def flag(self) -> str:
        return self.pick(*self.of_type("yes-no")).id

    def choice(self) -> str:
        fact = self.pick(*self.of_type("one-of"))
        sides = [fact.id, f"'{self.pick(*fact.values).value}'"]
        left, right = self.pick(sides, sides, sides[::-1])
        return f"{left} {self.pick('==', '!=')} {right}"

    def listed(self) -> str:
        fact = self.pick(*self.of_type("one-of"))
        words = [f"'{self.pick(*fact.values).value}'" for _ in range(self.pick(1, 2))]
        return f"{fact.id} {self.pick('in', 'not in')} [{', '.join(words)}]"

    def listed_numbers(self) -> str:
        fact = self.pick(*self.of_type("number", "count"))
        words = [f"{self.constant(fact):f}" for _ in range(self.pick(1, 2))]
        return f"{fact.id} {self.pick('in', 'not in')} [{', '.join(words)}]"

    def compared(self) -> str:
        fact = self.pick(*self.of_type("number", "count"))
        alike = [one for one in self.groups[fact.unit] if one.type != "yes-no" and one is not fact]
        other = f"{self.constant(fact):f}"
        if alike and self.pick(True, False, False):
            other = self.pick(*alike).id
        left, right = self.pick([fact.id, other], [fact.id, other], [other, fact.id])
        return f"{left} {self.pick(*OPERATORS)} {right}"

    def compared_sum(self) -> str:
        text, unit, whole = self.sum(0)
        if self.pick(True, True, False):
            low, high = range_of(parse(text), self.facts)
            other = f"{self.number(low, high, whole):f}"
        else:
            other = self.sum(0, unit)[0]
        left, right = self.pick([text, other], [text, other], [other, text])
        return f"{left} {self.pick(*OPERATORS)} {right}"

    def sum(self, depth: int, unit: str | None = "any") -> tuple[str, str | None, bool]:
        """A sum, its unit, and whether it is always a whole number."""
        if unit == "any":
            unit = self.pick(*self.groups)
        parts, whole = [], True
        for _ in range(self.pick(2, 2, 3, 4)):
            shape = self.pick("fact", "fact", "item" if unit is None else "fact", "constant")
            if shape == "constant" and parts:
                value = self.pick(Decimal(1), Decimal(-2), Decimal("0.1"), Decimal("0.2"))
                whole &= value == value.to_integral_value()
                parts.append(f"{value:f}")
            elif shape == "item":
                parts.append(f"({self.truth(depth)})")
            else:
                fact = self.pick(*self.groups[unit])
                whole &= fact.type != "number"
                parts.append(fact.id)
        return " + ".join(parts), unit, whole

    def constant(self, fact: Fact) -> Decimal:
        """A value that the fact may have."""
        return self.number(fact.min, fact.max, fact.type == "count")

    def number(self, low: Decimal | None, high: Decimal | None, whole: bool) -> Decimal:
        """A number within bounds, not seldom one of them."""
        ends = [one for one in (low, high) if one is not None]
        if ends and self.pick(True, False, False):
            return self.pick(*ends)
        low = low if low is not None else (high or 0) - self.pick(3, 3, 999_999)
        high = high if high is not None else low + self.pick(9, 9, 999_999)
        places = 0 if whole else self.pick(0, 0, 1, 1, 6)
        number = self.dice.between(int(low * 10**places), int(high * 10**places))
        return min(max(Decimal(number).scaleb(-places), low), high)


# patients


def _patient(dice: _Dice, facts: dict[str, Fact], guards: Iterable[str]) -> dict[str, Given]:
    """A patient of whom some facts are known; numbers lean to the constants of the guards."""
    near: set[Decimal] = set()
    for text in [*guards, *(fact.derive for fact in facts.values() if fact.derive)]:
        found = [one.value for _, one in constants(parse(text)) if isinstance(one.value, Decimal)]
        near |= {one + step for one in found for step in (0, 0, 1, -1, MILLIONTH, -MILLIONTH)}
    odds = dice.pick(0, 2, 5, 5, 8, 8, 10)
    known = {
        fact.id: _value(dice, fact, near)
        for fact in facts.values()
        if not fact.derive and dice.below(10) < odds
    }
    for fact in facts.values():
        if fact.derive and not dice.below(4):
            value = dice.pick(*_possible(fact, facts, known))
            more = known | {fact.id: value}
            if not unfit(fact, value) and contradiction(more, facts) is None:
                known = more
    return known


def _value(dice: _Dice, fact: Fact, near: set[Decimal]) -> Given:
    match fact.type:
        case "yes-no":
            return dice.pick(True, False)
        case "one-of":
            return dice.pick(*fact.values).value
    ends = [one for one in (fact.min, fact.max) if one is not None]
    fit = sorted(one for one in {*near, *ends, Decimal(0)} if not unfit(fact, one))
    if fit and dice.below(3):
        return dice.pick(*fit)
    low = fact.min if fact.min is not None else (fact.max or 0) - 20
    high = fact.max if fact.max is not None else low + 40
    places = 0 if fact.type == "count" else 1
    number = dice.between(int(low * 10**places), int(high * 10**places))
    return min(max(Decimal(number).scaleb(-places), low), high)


def _possible(fact: Fact, facts: dict[str, Fact], known: dict[str, Given]) -> list[Given]:
    """Values that a derived fact may be given as, beside what is known."""
    tree = parse(fact.derive or "")
    if fact.type == "yes-no":
        settled = verdict(tree, facts)(known)
        return [True, False] if settled is None else [settled]
    low, high = bounds(tree, facts)(known)
    return [one for one in (low, high) if one is not None] or [Decimal(3)]


@st.composite
def guarded(draw: st.DrawFn) -> OnePatient:
    """A guard and a patient."""
    dice = _Dice(draw)
    facts = _register(dice)
    guard = _Writer(dice, facts).truth(dice.below(4))
    later = _patient(dice, facts, [guard])
    known = {name: value for name, value in later.items() if dice.below(4)}
    return OnePatient(facts, guard, known, later)


# pathways


def _pathway(dice: _Dice) -> tuple[Sheet, Collection]:
    """A small pathway that may include a block."""
    facts = _register(dice)
    write = _Writer(dice, facts)
    circles = write.pick(False, False, False, True)
    ids = [f"step-{n}" for n in range(dice.between(3, 8))]
    with_block = write.pick(False, True)
    steps = [_step(write, name, _onward(ids, n, circles)) for n, name in enumerate(ids)]
    blocks = {}
    if with_block:
        inner = [_step(write, f"inner-{n}", ["inner-2", "@exit"]) for n in range(2)]
        inner.append({"kind": "outcome", "id": "inner-2", "say": "Stay."})
        block = {"title": "Block", "asks": "?", "start": "inner-0", "step": inner}
        blocks["gate"] = Sheet("gate", Located(Block.model_validate(block), _NOWHERE))
        place = dice.below(len(steps))
        steps.insert(place, {"kind": "include", "block": "gate", "goto": ids[place]})
    table = {
        "title": "Random",
        "asks": "?",
        "edition": "1",
        "status": "draft",
        "start": steps[0].get("id", "gate"),
        "population": {"include": ["Everyone"]},
        "review": {"due": date(2030, 1, 1)},
        "step": steps,
    }
    sheet = Sheet("random", Located(Pathway.model_validate(table), _NOWHERE))
    collection = Collection(
        info=Located(_INFO, _NOWHERE),
        pathways={"random": sheet},
        blocks=blocks,
        facts={name: Located(fact, _NOWHERE) for name, fact in facts.items()},
    )
    return sheet, collection


def _onward(ids: list[str], place: int, circles: bool) -> list[str]:
    """The steps that a step may lead to: later ones, unless circles are wanted."""
    return ids if circles and place else ids[place + 1 :]


def _step(write: _Writer, name: str, onward: list[str]) -> dict[str, Any]:
    """One step, as a table of TOML."""
    kinds = ["question"] * 9 + ["action"] * 5 + ["outcome"] * 2 + ["link"]
    kind = write.pick(*kinds) if onward else write.pick("outcome", "link")
    effects = [write.pick(*_EFFECTS) for _ in range(write.pick(0, 1, 2))]
    step: dict[str, Any] = {"kind": kind, "id": name}
    match kind:
        case "question":
            step |= {"ask": "?", "branch": _branches(write, onward)}
            if write.pick(True, False):
                step["unknown"] = write.pick(*onward)
        case "action":
            step |= {"do": "Do it.", "goto": write.pick(*onward), "effects": effects}
            step["start"] = write.pick([], ["exampline"])
        case "outcome":
            step |= {"say": "So be it.", "effects": effects}
            if onward and write.pick(True, True, False):
                back = {"after": "4 wk", "resume": write.pick(*onward), "at_most": 2}
                step["return"] = back | {"then": write.pick(*onward)}
        case "link":
            step |= {"say": "Go on.", "to": "random", "effects": effects}
    return step


def _branches(write: _Writer, onward: list[str]) -> list[dict[str, str]]:
    """Answers that exclude each other, for most questions."""
    whens = _whens(write)
    return [
        {"label": f"Answer {n}", "when": when, "goto": write.pick(*onward)}
        for n, when in enumerate(whens)
    ]


def _whens(write: _Writer) -> list[str]:
    shape = write.pick("not", "otherwise", "values", "thresholds", "any")
    choices, numbers = write.of_type("one-of"), write.of_type("number", "count")
    if shape == "values" and choices:
        fact = write.pick(*choices)
        return [f"{fact.id} == '{one.value}'" for one in fact.values]
    if shape == "thresholds" and numbers:
        fact = write.pick(*numbers)
        low, high = sorted([write.constant(fact), write.constant(fact)])
        middle = f"{fact.id} >= {low:f} and {fact.id} < {high:f}"
        return [f"{fact.id} < {low:f}", middle, f"{fact.id} >= {high:f}"]
    first = write.truth(write.pick(0, 1, 2))
    if shape == "any":
        return [first, write.truth(1), write.truth(0)]
    return [first, f"not ({first})" if shape == "not" else OTHERWISE]


@st.composite
def walks(draw: st.DrawFn) -> OneWalk:
    """A small pathway and a patient."""
    dice = _Dice(draw)
    return _walk(dice, *_pathway(dice))


@st.composite
def walks_of(draw: st.DrawFn, sheet: Sheet, collection: Collection) -> OneWalk:
    """A patient for a pathway."""
    return _walk(_Dice(draw), sheet, collection)


def _walk(dice: _Dice, sheet: Sheet, collection: Collection) -> OneWalk:
    """A patient of whom only facts that the pathway asks for are known."""
    made = walker(sheet, collection)
    asked = {name for ask in made.questions.values() for name in ask.asked}
    facts = {name: fact for name, fact in made.facts.items() if name in asked}
    guards = [edge.when for ask in made.questions.values() for _, edge in ask.guarded]
    known = _patient(dice, facts, guards)
    used_up = [
        name
        for name, node in made.graph.nodes.items()
        if node.kind == "outcome" and not dice.below(3)
    ]
    at = dice.pick(*dice.pick([""], [""], [""], list(made.graph.nodes)))
    return OneWalk(collection, sheet, known, tuple(used_up), at)
