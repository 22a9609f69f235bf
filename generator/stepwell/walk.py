"""A pathway run on one patient: the steps taken, the advice, what is still unknown.

Takes a pathway, its collection and the facts known; gives a `Walk`. A walk takes
the one answer whose guard is true, follows `unknown` where a question names it,
and else stops and says what it needs. It never guesses, and it always ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stepwell.choice import ENDS, Ask, Stop, Way, chooser
from stepwell.graph import EdgeKind, whole

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.given import Given, Patient
    from stepwell.graph import Edge, Graph, Node
    from stepwell.interval import Facts


@dataclass(frozen=True, slots=True)
class Need:
    """Facts that a question lacks; those that can settle it alone stand first."""

    step: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The branch taken at a question, and the known facts that decided."""

    step: str
    edge: Edge
    known: tuple[tuple[str, Given], ...]


class Walk:
    """One run for one patient."""

    __slots__ = ("patient", "walker", "ways")

    def __init__(self, walker: Walker, patient: Patient, ways: list[Way]) -> None:
        self.walker, self.patient, self.ways = walker, patient, ways

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the steps taken, in order; those of a block as `block/step`."""
        return tuple(way.step for way in self.ways)

    @property
    def stop(self) -> Stop:
        """Why it ended."""
        return self.ways[-1].stop or Stop.GAP

    @property
    def outcome(self) -> str | None:
        """The step it ends in; None when it stops short of an end."""
        return self.ways[-1].step if self.stop in ENDS else None

    @property
    def effects(self) -> tuple[str, ...]:
        """Effects on care that the steps advise, each once, in order."""
        taken = (self.walker.effects[way.step] for way in self.ways if not way.used_up)
        return tuple(dict.fromkeys(effect for effects in taken for effect in effects))

    @property
    def advice(self) -> Iterator[Node]:
        """The actions, outcomes and links taken; not those whose return is used up."""
        for way in self.ways:
            node = self.walker.graph.nodes[way.step]
            if node.kind != "question" and not way.used_up:
                yield node

    @property
    def answers(self) -> Iterator[Answer]:
        """The branch taken at each question that was settled, and why."""
        for way in self.ways:
            if way.edge and way.edge.kind is EdgeKind.BRANCH:
                asked = self.walker.questions[way.step].asked
                known = ((name, self.patient[name]) for name in asked if name in self.patient)
                yield Answer(way.step, way.edge, tuple(known))

    @property
    def needs(self) -> tuple[Need, ...]:
        """What is missing at the questions that were not settled, fewest facts first."""
        found = [
            Need(step, self.walker.questions[step].missing(self.patient))
            for step in self._unsettled
        ]
        return tuple(sorted(found, key=lambda need: len(need.facts)))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts of all needs, each once."""
        return tuple(dict.fromkeys(name for need in self.needs for name in need.facts))

    def next(self, declined: Container[str]) -> tuple[str, str] | None:
        """The question and the fact to ask for now; None when no answer is left to give.

        `declined` are facts that were asked for and are not known.
        """
        for step in self._unsettled:
            for name in self.walker.questions[step].missing(self.patient):
                if name not in declined:
                    return step, name
        return None

    @property
    def _unsettled(self) -> Iterator[str]:
        yield from (way.step for way in self.ways if way.unsettled)


class Walker:
    """A pathway made ready to be run on many patients."""

    def __init__(self, sheet: Sheet, collection: Collection) -> None:
        self.sheet = sheet
        self.facts: Facts = collection.known_facts
        self.graph: Graph = whole(sheet, collection)
        self.questions = {
            name: Ask(name, self.graph.ways[name], self.facts)
            for name, node in self.graph.nodes.items()
            if node.kind == "question"
        }
        self.effects = {name: _effects(node) for name, node in self.graph.nodes.items()}
        self._choose = {
            name: self.questions[name].choose
            if name in self.questions
            else chooser(node, self.graph.ways[name])
            for name, node in self.graph.nodes.items()
        }

    def walk(self, patient: Patient, used_up: Container[str] = (), at: str = "") -> Walk:
        """Run the pathway; `used_up` are steps whose return has been taken as often as it may be.

        `at` is the step at which the visit begins, the start unless said. The patient's values
        must be those of their facts (`given.unfit` says nothing of them).
        """
        ways: list[Way] = []
        choose, step = self._choose, at or self.graph.start
        for _ in choose:
            way = choose[step](patient, used_up)
            ways.append(way)
            if way.edge is None:
                return Walk(self, patient, ways)
            step = way.edge.target
        ways.append(Way(step, None, Stop.LOOP))
        return Walk(self, patient, ways)


def _effects(node: Node) -> tuple[str, ...]:
    step = node.step.value
    match step.kind:
        case "action" | "outcome":
            return step.all_effects
        case "link":
            return step.effects
        case _:
            return ()


@lru_cache(maxsize=64)
def walker(sheet: Sheet, collection: Collection) -> Walker:
    """The pathway made ready, once."""
    return Walker(sheet, collection)


def walk(
    sheet: Sheet,
    collection: Collection,
    patient: Patient,
    used_up: Container[str] = (),
    at: str = "",
) -> Walk:
    """One run of a pathway; see `Walker.walk`."""
    return walker(sheet, collection).walk(patient, used_up, at)


def follow(first: Walk, collection: Collection) -> Iterator[Walk]:
    """A walk, then those through the pathways that it leads to, each pathway once."""
    one, seen = first, {first.walker.sheet.slug}
    yield one
    while one.stop is Stop.LINK:
        step = one.walker.graph.nodes[one.steps[-1]].step.value
        slug = step.to if step.kind == "link" else ""
        if slug in seen or slug not in collection.pathways:
            return
        seen.add(slug)
        one = walk(collection.pathways[slug], collection, first.patient)
        yield one
