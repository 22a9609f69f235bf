"""How long a pathway can last: the longest time until care ends or goes on elsewhere.

Takes a pathway and its collection; gives a number of days and the returns that
make it up. Every return is bounded, so the sum is; it is reached by a patient who
comes back as late and as often as allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind, whole

if TYPE_CHECKING:
    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Graph

DAYS = {
    "min": Decimal(1) / 1440,
    "h": Decimal(1) / 24,
    "d": Decimal(1),
    "wk": Decimal(7),
    "mo": Decimal(30),
    "a": Decimal(365),
}
"""Days in a unit of time; a month counts as 30 and a year as 365."""


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest time to a disposition."""

    days: Decimal
    returns: tuple[str, ...]
    """The outcomes whose returns it is made of."""

    @property
    def words(self) -> str:
        """`26 weeks`, `5 days` when it is less than two weeks, or `this visit`."""
        if not self.days:
            return "this visit"
        short = self.days < 14
        count = (self.days if short else self.days / 7).to_integral_value(ROUND_CEILING)
        noun = "day" if short else "week"
        return f"{count} {noun}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _Back:
    """One return into the same pathway, or a way onward that takes no time."""

    source: str
    target: str
    days: Decimal
    at_most: int

    @property
    def named(self) -> tuple[str, ...]:
        """Its outcome, if it takes time."""
        return (self.source,) if self.days else ()


def longest(sheet: Sheet, collection: Collection) -> Longest:
    """The longest time from the first visit to an end; returns to other pathways are ends.

    Steps that can be come back to from each other form one group, in which every return may be
    used up; the longest way runs through groups that lead to each other and never back. A return
    that leads from one group to another is taken once.
    """
    graph = whole(sheet, collection)
    backs = _backs(sheet, graph)
    steps = [
        *(_Back(edge.source, edge.target, Decimal(0), 1) for edge in graph.edges if edge.ordered),
        *backs,
    ]
    onward: dict[str, set[str]] = {name: set() for name in graph.nodes}
    for step in steps:
        onward[step.source].add(step.target)
    reached = {name: _reached(name, onward) for name in graph.nodes}

    def same(one: str, other: str) -> bool:
        return one == other or (other in reached[one] and one in reached[other])

    @cache
    def best(name: str) -> tuple[Decimal, tuple[str, ...]]:
        inside = [back for back in backs if same(name, back.source) and same(name, back.target)]
        own = sum((back.days * back.at_most for back in inside), Decimal(0))
        named = tuple(back.source for back in inside if back.days)
        ways = [(Decimal(0), ())] + [
            (step.days + best(step.target)[0], step.named + best(step.target)[1])
            for step in steps
            if same(name, step.source) and not same(name, step.target)
        ]
        days, further = max(ways)
        return own + days, named + further

    days, returns = best(graph.start)
    return Longest(days, returns)


def _backs(sheet: Sheet, graph: Graph) -> list[_Back]:
    """Returns that lead back into the pathway, by a step or by its own name."""
    found = []
    resumed = {edge.source: edge.target for edge in graph.edges if edge.kind is EdgeKind.RESUME}
    for node in graph.nodes.values():
        step = node.step.value
        if step.kind != "outcome" or step.returns is None or step.returns.after is None:
            continue
        target = resumed.get(node.id)
        if target is None and step.returns.resume_in == sheet.slug:
            target = graph.start
        if target is not None:
            after = step.returns.after
            days = after.high * DAYS[after.unit]
            found.append(_Back(node.id, target, days, step.returns.at_most or 1))
    return found


def _reached(name: str, onward: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [*onward[name]]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += onward[one]
    return seen
