"""How a walk leaves one step: the choosers of all kinds of step, compiled once.

Takes a node of the graph and its edges; gives a function from a patient to the
`Way` onward. Of the answers to a question exactly one may be true: none and two
are faults, which the proofs find before a reader does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from stepwell.graph import Edge, EdgeKind
from stepwell.guard import constants, names, parse
from stepwell.model import OTHERWISE
from stepwell.verdict import missing, verdict, with_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from stepwell.given import Given, Patient
    from stepwell.graph import Node
    from stepwell.interval import Facts

    Choose: TypeAlias = Callable[[Patient, Container[str]], "Way"]


class Stop(StrEnum):
    """Why a walk goes no further."""

    OUTCOME = "outcome"  # the visit ends in a disposition
    LINK = "link"  # care goes on in another pathway
    NEEDS = "needs"  # a fact is missing, and the question does not say where that leads
    GAP = "gap"  # nothing applies: a fault that the proofs report
    OVERLAP = "overlap"  # two answers apply: another
    LOOP = "loop"  # the order of steps runs in a circle: another


ENDS = {Stop.OUTCOME, Stop.LINK}


@dataclass(frozen=True, slots=True)
class Way:
    """How a walk leaves a step: by an edge, or not at all."""

    step: str
    edge: Edge | None
    stop: Stop | None = None

    @property
    def used_up(self) -> bool:
        """Whether the step was an outcome that has been tried as often as it may be."""
        return self.edge is not None and self.edge.kind is EdgeKind.THEN

    @property
    def unsettled(self) -> bool:
        """Whether the step was a question that lacked a fact."""
        if self.edge is None:
            return self.stop is Stop.NEEDS
        return self.edge.kind is EdgeKind.UNKNOWN


class Ask:
    """A question made ready: its guards as trees, and the way that each patient takes."""

    def __init__(self, name: str, edges: list[Edge], facts: Facts) -> None:
        branches = [edge for edge in edges if edge.kind is EdgeKind.BRANCH]
        self.guarded = [(parse(one.when), one) for one in branches if not _is_rest(one)]
        """The guarded branches, with their trees."""
        self.rest = next((one for one in branches if _is_rest(one)), None)
        """The branch that is taken otherwise."""
        self.unknown = next((one for one in edges if one.kind is EdgeKind.UNKNOWN), None)
        """Where a missing fact leads."""
        self._facts = facts
        self.choose = self._chooser(name)

    def _chooser(self, name: str) -> Choose:
        tests = [(verdict(guard, self._facts), Way(name, edge)) for guard, edge in self.guarded]
        otherwise = Way(name, self.rest) if self.rest else Way(name, None, Stop.GAP)
        unsettled = Way(name, self.unknown) if self.unknown else Way(name, None, Stop.NEEDS)
        overlap = Way(name, None, Stop.OVERLAP)

        def choose(patient: Patient, _: Container[str]) -> Way:
            taken, left = None, otherwise
            for test, way in tests:
                answer = test(patient)
                if answer:
                    if taken is not None:
                        return overlap
                    taken = way
                elif answer is None:
                    left = unsettled
            return left if taken is None else taken

        return choose

    def true_for(self, patient: Patient) -> list[Edge]:
        """The branches whose guards are true for a patient: one, unless there is a fault."""
        return [
            edge for guard, edge in self.guarded if verdict(guard, self._facts)(patient) is True
        ]

    @property
    def asked(self) -> tuple[str, ...]:
        """The facts of its guards, derived ones together with what they are worked out from."""
        named = (one.fact for guard, _ in self.guarded for one in names(guard))
        return with_parts(named, self._facts)

    def missing(self, patient: Patient) -> tuple[str, ...]:
        """Facts that could still settle it; those that can do so alone stand first."""
        open_ = [name for guard, _ in self.guarded for name in missing(guard, patient, self._facts)]
        return tuple(
            sorted(dict.fromkeys(open_), key=lambda name: not self._settled_by(name, patient))
        )

    def _settled_by(self, name: str, patient: Patient) -> bool:
        return any(
            not self.choose({**patient, name: value}, ()).unsettled
            for value in self.candidates(name)
        )

    def candidates(self, name: str) -> tuple[Given, ...]:
        """Values of a fact that stand for all of them at this question."""
        fact = self._facts[name]
        match fact.type:
            case "yes-no":
                return True, False
            case "one-of":
                return tuple(one.value for one in fact.values)
        found = [
            (one.to_integral_value(ROUND_FLOOR) if fact.type == "count" else one) + step
            for one in self._numbers
            for step in (0, -1, 1)
        ]
        found += [one for one in (fact.min, fact.max) if one is not None]
        low, high = fact.min, fact.max
        return tuple(
            one
            for one in dict.fromkeys(found)
            if (low is None or one >= low) and (high is None or one <= high)
        )

    @cached_property
    def _numbers(self) -> list[Decimal]:
        """The numbers that its guards compare with, also those of derived facts."""
        behind = (self._facts[one].derive for one in self.asked)
        written = [guard for guard, _ in self.guarded] + [parse(one) for one in behind if one]
        found = [one.value for guard in written for _, one in constants(guard)]
        return [one for one in found if isinstance(one, Decimal)]


def chooser(node: Node, ways: list[Edge]) -> Choose:
    """How any other step is left."""
    if node.kind == "link":
        return _always(Way(node.id, None, Stop.LINK))
    onward = {edge.kind: Way(node.id, edge) for edge in ways}
    if node.kind == "action":
        return _always(onward.get(EdgeKind.GOTO, Way(node.id, None, Stop.GAP)))
    end = Way(node.id, None, Stop.OUTCOME)
    then = onward.get(EdgeKind.THEN)
    return _returning(end, then) if then else _always(end)


def _is_rest(edge: Edge) -> bool:
    return edge.when.strip() == OTHERWISE


def _always(way: Way) -> Choose:
    return lambda _patient, _used_up: way


def _returning(end: Way, then: Way) -> Choose:
    return lambda _, used_up: then if end.step in used_up else end
