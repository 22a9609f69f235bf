"""Where the ways of patients part between two editions of one pathway, and for whom.

Takes a pathway made ready to walk in both; gives `Turn`s: steps that both know,
from which some patient is led to one place by the old edition and to another by
the new. Questions that one edition alone asks are looked through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import z3

from stepwell.choice import ENDS, Stop
from stepwell.prove.encode import TRUE
from stepwell.prove.reach import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.prove.reach import Reach

START = ""
"""The place before the first step."""


class Landing(NamedTuple):
    """Where patients come to next: a step, or a stop at one."""

    step: str
    stop: Stop | None = None


@dataclass
class Turn:
    """Patients at a step of both editions who are led to `was` by the old, to `now` by the new."""

    step: str
    """Its name in the new edition; `START` before the first step."""
    was: Landing
    now: Landing
    ways: list[tuple[Entry, z3.BoolRef, z3.BoolRef]] = field(default_factory=list)
    """A way in, who comes to the step that way, and who of them turns."""

    @property
    def there(self) -> z3.BoolRef:
        """Who comes to the step."""
        return z3.Or([there for _, there, _ in self.ways])

    @property
    def turning(self) -> z3.BoolRef:
        """Who of them is led elsewhere."""
        return z3.Or([z3.And(there, turn) for _, there, turn in self.ways])


class Turns:
    """The walks of both editions side by side; `names` are old names with new ones."""

    def __init__(self, old: Reach, new: Reach, names: Mapping[str, str]) -> None:
        self._old, self._new, self._names = old, new, names
        self._back = {now: was for was, now in names.items()}

    def found(self) -> Iterator[Turn]:
        """Every turn that the graphs allow; the solver says whether somebody takes it."""
        turns: dict[tuple[str, Landing, Landing], Turn] = {}
        for old_entry, new_entry in self._entries():
            there: dict[str, list[z3.BoolRef]] = {}
            entry = Entry(new_entry.step, z3.And(old_entry.condition, new_entry.condition))
            at_start = entry.step == self._new.walker.graph.start
            if at_start:
                self._part(START, entry, entry.condition, turns, there)
            else:
                there[entry.step] = [entry.condition]
            for name in self._new.order:
                if name in there:
                    self._part(name, entry, z3.Or(there[name]), turns, there)
        for turn in turns.values():
            differs = self._differs(turn.was, turn.now)
            turn.ways = [(entry, there, z3.And(who, differs)) for entry, there, who in turn.ways]
            yield turn

    def _part(
        self,
        name: str,
        entry: Entry,
        here: z3.BoolRef,
        turns: dict[tuple[str, Landing, Landing], Turn],
        there: dict[str, list[z3.BoolRef]],
    ) -> None:
        """Send those who are at a step onward, together or apart."""
        olds = [*_onward(self._old, self._back.get(name, name), {*self._names})]
        news = [*_onward(self._new, name, {*self._back})]
        for was, by_old in olds:
            for now, by_new in news:
                if _apart(by_old, by_new, olds, news):
                    continue
                both = z3.And(by_old, by_new)
                if was.stop is now.stop and self._names.get(was.step) == now.step:
                    if now.stop is None:
                        there.setdefault(now.step, []).append(z3.And(here, both))
                else:
                    turn = turns.setdefault((name, was, now), Turn(name, was, now))
                    turn.ways.append((entry, here, both))

    def _entries(self) -> Iterator[tuple[Entry, Entry]]:
        """The ways in that both editions have: the start, and where visits resume in both."""
        known = {one.step: one for one in self._new.entries}
        start = self._old.walker.graph.start
        for one in self._old.entries:
            if one.step == start:
                yield one, known[self._new.walker.graph.start]
            elif self._names.get(one.step) in known:
                yield one, known[self._names[one.step]]

    def _differs(self, was: Landing, now: Landing) -> z3.BoolRef:
        """Who is advised otherwise from there on, or stops elsewhere."""
        old, new = _advised(self._old, was), _advised(self._new, now)
        renamed = {
            (self._names.get(step, f"old {step}"), stop): one for (step, stop), one in old.items()
        }
        places = {**renamed, **new}
        apart = [
            z3.Xor(renamed.get(one, z3.BoolVal(False)), new.get(one, z3.BoolVal(False)))
            for one in places
        ]
        return z3.Or(apart)


def _apart(
    by_old: z3.BoolRef,
    by_new: z3.BoolRef,
    olds: list[tuple[Landing, z3.BoolRef]],
    news: list[tuple[Landing, z3.BoolRef]],
) -> bool:
    """Whether a condition stands on both sides, once each, and so excludes all others."""
    if by_old.eq(by_new):
        return False
    return any(one.eq(by_new) for _, one in olds) or any(one.eq(by_old) for _, one in news)


def _onward(reach: Reach, name: str, shared: set[str]) -> Iterator[tuple[Landing, z3.BoolRef]]:
    """Where the patients at a step come to next, and on which condition."""
    walker = reach.walker
    if name == START:
        yield from _through(reach, walker.graph.start, TRUE, shared)
        return
    for edge, condition in reach.ways(name):
        yield from _through(reach, edge.target, condition, shared)
    for stop, condition in _stops(reach, name):
        yield Landing(name, stop), condition


def _through(
    reach: Reach, name: str, condition: z3.BoolRef, shared: set[str]
) -> Iterator[tuple[Landing, z3.BoolRef]]:
    """The step itself, or what follows a question that the other edition does not ask."""
    if name in reach.asked and name not in shared:
        for landing, one in _onward(reach, name, shared):
            yield landing, z3.And(condition, one)
    else:
        yield Landing(name), condition


def _stops(reach: Reach, name: str) -> Iterator[tuple[Stop, z3.BoolRef]]:
    """Why a walk may end at a step, and for whom."""
    if asked := reach.asked.get(name):
        yield Stop.OVERLAP, asked.overlap
        if asked.unknown is None:
            yield Stop.NEEDS, asked.unsettled
        if asked.rest is None:
            yield Stop.GAP, asked.gap
        return
    node = reach.walker.graph.nodes[name]
    if node.kind == "link":
        yield Stop.LINK, TRUE
    elif node.kind == "outcome":
        used_up = reach.used_up.get(name)
        yield Stop.OUTCOME, TRUE if used_up is None else z3.Not(used_up)


def _advised(reach: Reach, landing: Landing) -> dict[tuple[str, Stop | None], z3.BoolRef]:
    """Who is advised each step, and who stops without an end, from a landing on."""
    if landing.stop is not None:
        return {} if landing.stop in ENDS else {landing: TRUE}
    reached = reach.from_step(landing.step)
    found: dict[tuple[str, Stop | None], z3.BoolRef] = {}
    for name, condition in reached.items():
        if name in reach.asked:
            for stop, who in _stops(reach, name):
                found[name, stop] = z3.And(condition, who)
        else:
            flag = reach.used_up.get(name)
            found[name, None] = condition if flag is None else z3.And(condition, z3.Not(flag))
    return found
