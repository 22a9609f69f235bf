"""Which patients reach which step: the walk of a pathway as formulas.

Takes a pathway made ready to walk; gives for each way in a condition for every
step and edge. Ways in are the start, and the steps at which later visits resume:
any patient may come to those, unless no time has passed since the visit began.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import z3

from stepwell.graph import Edge, EdgeKind
from stepwell.prove.encode import TRUE, Encoder, Kleene

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stepwell.interval import Facts
    from stepwell.walk import Walker


@dataclass(frozen=True, slots=True)
class Entry:
    """A step at which a visit may begin, and the patients for whom it may."""

    step: str
    condition: z3.BoolRef
    same_visit: bool = False
    """Whether the visit has been going on before: a return after no time."""
    before: frozenset[str] = frozenset()
    """Steps whose advice everybody who comes this way has been given in this visit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a question, whoever reaches it."""

    answers: tuple[tuple[Edge, Kleene], ...]
    """The guarded branches."""
    rest: Edge | None
    unknown: Edge | None

    @property
    def gap(self) -> z3.BoolRef:
        """Every guard is known false."""
        return z3.And([kleene.false for _, kleene in self.answers])

    @property
    def overlap(self) -> z3.BoolRef:
        """Two guards are known true."""
        return z3.PbGe([(kleene.true, 1) for _, kleene in self.answers], 2)

    @property
    def none_true(self) -> z3.BoolRef:
        return z3.Not(z3.Or([kleene.true for _, kleene in self.answers]))

    @property
    def unsettled(self) -> z3.BoolRef:
        """No guard is known true, and not every one is known false."""
        return z3.And(self.none_true, z3.Not(self.gap))

    def holds(self, edge: Edge) -> z3.BoolRef:
        """On which condition an answer applies, alone or with another."""
        return next((kleene.true for one, kleene in self.answers if one is edge), self.gap)

    def taken(self) -> Iterator[tuple[Edge, z3.BoolRef]]:
        """Each edge with the condition on which a walk takes it."""
        alone = z3.Not(self.overlap)
        for edge, kleene in self.answers:
            yield edge, z3.And(kleene.true, alone)
        if self.rest:
            yield self.rest, self.gap
        if self.unknown:
            yield self.unknown, self.unsettled


class Reach:
    """The conditions of one pathway over one encoded patient."""

    def __init__(self, walker: Walker, facts: Facts | None = None) -> None:
        """`facts` stand for those of the pathway, with the same meaning in another order."""
        self.walker = walker
        self.encoder = Encoder(walker.facts if facts is None else facts)
        self.used_up: dict[str, z3.BoolRef] = {
            edge.source: z3.Bool(f"used up {edge.source}")
            for edge in walker.graph.edges
            if edge.kind is EdgeKind.THEN
        }
        self.asked = {
            name: Asked(
                tuple((edge, self.encoder.guard(guard)) for guard, edge in ask.guarded),
                ask.rest,
                ask.unknown,
            )
            for name, ask in walker.questions.items()
        }
        self.order = self._sorted()
        """Every step, after all that lead to it."""
        self._advised: dict[int, tuple[Entry, dict[str, z3.BoolRef]]] = {}
        """Worked out once for each way in, which is kept beside it."""
        self._conditions = {name: tuple(self._taken(name)) for name in walker.graph.nodes}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The ways in, the start first."""
        graph = self.walker.graph
        anybody = {graph.start: Entry(graph.start, TRUE)}
        back: list[tuple[str, str]] = []
        for edge in graph.edges:
            step = graph.nodes[edge.source].step.value
            if edge.kind is not EdgeKind.RESUME or step.kind != "outcome" or not step.returns:
                continue
            if step.returns.after is None or step.returns.after.high > 0:
                anybody[edge.target] = Entry(edge.target, TRUE)
            else:
                back.append((edge.source, edge.target))
        left = [(source, target) for source, target in back if target not in anybody]
        return *anybody.values(), *self._same_visit(left, [*anybody.values()])

    def _same_visit(self, back: list[tuple[str, str]], anybody: list[Entry]) -> list[Entry]:
        """Ways in for those who are sent back, at once, from one step to another.

        One such return can follow another, so the conditions grow until all chains are in.
        """
        found: list[Entry] = []
        for _ in back:
            reached = self._spread([*anybody, *found], lenient=True)
            advised = self._advised_before([*anybody, *found])
            found = [
                Entry(target, reached[one], same_visit=True, before=advised[one] | {one})
                for one, target in back
                if one in advised
            ]
        return found

    def _advised_before(self, entries: Sequence[Entry]) -> dict[str, frozenset[str]]:
        """For each step that some way leads to, the steps whose advice is given on every way."""
        ways: dict[str, list[frozenset[str]]] = {}
        for entry in entries:
            ways.setdefault(entry.step, []).append(entry.before)
        found: dict[str, frozenset[str]] = {}
        for name in self.order:
            if name not in ways:
                continue
            found[name] = frozenset.intersection(*ways[name])
            for edge, _ in self._conditions[name]:
                given = {name} if edge.kind is EdgeKind.GOTO else set()
                ways.setdefault(edge.target, []).append(found[name] | given)
        return found

    @cached_property
    def steps(self) -> dict[str, z3.BoolRef]:
        """For each step, the patients who reach it by any way in."""
        return self._spread(self.entries)

    def advised(self, entry: Entry) -> dict[str, z3.BoolRef]:
        """For each step, the patients who are advised it in a visit that begins at one way in."""
        if id(entry) not in self._advised:
            reached = self._spread([entry])
            for name, flag in self.used_up.items():
                reached[name] = z3.And(reached[name], z3.Not(flag))
            self._advised[id(entry)] = entry, reached
        return self._advised[id(entry)][1]

    def ways(self, name: str) -> Iterator[tuple[Edge, z3.BoolRef]]:
        """The ways onward from a step, and on which condition each is taken."""
        yield from self._conditions[name]

    def from_step(self, name: str) -> dict[str, z3.BoolRef]:
        """For each step that a step leads to, itself too, who of those at it come there."""
        reached = self._spread([Entry(name, TRUE)])
        after = self._after(name)
        return {one: condition for one, condition in reached.items() if one in after}

    def _after(self, name: str) -> set[str]:
        seen, todo = {name}, [name]
        while todo:
            for edge, _ in self._conditions[todo.pop()]:
                if edge.target not in seen:
                    seen.add(edge.target)
                    todo.append(edge.target)
        return seen

    def edges(self) -> Iterator[tuple[Edge, z3.BoolRef]]:
        """Each edge in the order of steps, with the patients who take it."""
        for name in self.order:
            for edge, condition in self._conditions[name]:
                yield edge, z3.And(self.steps[name], condition)

    def _spread(self, entries: Sequence[Entry], lenient: bool = False) -> dict[str, z3.BoolRef]:
        """Conditions along the order of steps; `lenient` lets every patient take `unknown` ways.

        A patient who went on with a fact unknown may know it by now.
        """
        reached: dict[str, list[z3.BoolRef]] = {name: [] for name in self.order}
        for entry in entries:
            reached[entry.step].append(entry.condition)
        found: dict[str, z3.BoolRef] = {}
        for name in self.order:
            found[name] = z3.Or(reached[name])
            for edge, condition in self._conditions[name]:
                free = lenient and edge.kind is EdgeKind.UNKNOWN
                reached[edge.target].append(found[name] if free else z3.And(found[name], condition))
        return found

    def _taken(self, name: str) -> Iterator[tuple[Edge, z3.BoolRef]]:
        if name in self.asked:
            yield from self.asked[name].taken()
            return
        for edge in self.walker.graph.ways[name]:
            if edge.kind is EdgeKind.GOTO:
                yield edge, TRUE
            elif edge.kind is EdgeKind.THEN:
                yield edge, self.used_up[name]

    def _sorted(self) -> list[str]:
        graph = self.walker.graph
        before: dict[str, dict[str, None]] = {name: {} for name in graph.nodes}
        for edge in graph.edges:
            if edge.ordered:
                before[edge.target][edge.source] = None
        return [*TopologicalSorter(before).static_order()]
