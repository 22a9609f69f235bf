"""The steps of a pathway as nodes and labelled edges, computed once.

Takes a `Sheet` (and the `Collection` for what it includes); gives `Graph`.
Edges, labels and numbers are settled here, and no face works them out again.
Says nothing of syntax, place on paper, or what is right: a graph of a faulty
pathway is still a graph, and names that lead nowhere lead to no edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from stepwell.model import EXIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Located, Sheet
    from stepwell.model import Step


class EdgeKind(StrEnum):
    """Why one step leads to another."""

    BRANCH = "branch"  # an answer
    GOTO = "goto"  # after an action or a block
    UNKNOWN = "unknown"  # a fact is missing; a mark on the chart instead of an arrow
    RESUME = "resume"  # at a later visit, a bounded number of times
    THEN = "then"  # when that number is used up


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from step to step; `when` is the guard of a branch."""

    source: str
    target: str
    kind: EdgeKind
    label: str = ""
    when: str = ""
    index: int = 0
    """Position among the branches of its question."""

    @property
    def drawn(self) -> bool:
        """Whether the chart has an arrow for it."""
        return self.kind is not EdgeKind.UNKNOWN

    @property
    def ordered(self) -> bool:
        """Whether it belongs to the order of steps, which has no cycles."""
        return self.kind is not EdgeKind.RESUME


@dataclass(frozen=True, slots=True)
class Node:
    """One step with its number in reading order, from 1."""

    id: str
    number: int
    step: Located[Step]

    @property
    def kind(self) -> str:
        return self.step.value.kind


@dataclass(frozen=True)
class Graph:
    """Nodes in reading order and the edges between them; `EXIT` is a target, never a node."""

    start: str
    nodes: dict[str, Node]
    edges: tuple[Edge, ...]

    @cached_property
    def ways(self) -> dict[str, list[Edge]]:
        """Edges by the step they leave, in the order written."""
        ways: dict[str, list[Edge]] = {name: [] for name in self.nodes}
        for edge in self.edges:
            ways[edge.source].append(edge)
        return ways

    def reach(self, *, drawn: bool = False) -> set[str]:
        """Steps that the start leads to; with `drawn`, by arrows of the chart alone."""
        seen: set[str] = set()
        todo = [self.start] if self.start in self.nodes else []
        while todo:
            name = todo.pop()
            if name not in seen and name in self.nodes:
                seen.add(name)
                todo += [edge.target for edge in self.ways[name] if edge.drawn or not drawn]
        return seen

    def loops(self) -> Iterator[list[str]]:
        """Loops in the order of steps, each from its first step in reading order, each once."""
        done: set[str] = set()
        for root in self.nodes:
            if root not in done:
                yield from self._loops_from(root, done)

    def _loops_from(self, root: str, done: set[str]) -> Iterator[list[str]]:
        trail: list[str] = [root]
        onward = [iter(self._next(root))]
        while trail:
            name = next(onward[-1], None)
            if name is None:
                done.add(trail.pop())
                onward.pop()
            elif name in trail:
                loop = trail[trail.index(name) :]
                first = min(loop, key=lambda one: self.nodes[one].number)
                yield loop[loop.index(first) :] + loop[: loop.index(first)]
            elif name not in done:
                trail.append(name)
                onward.append(iter(self._next(name)))

    def _next(self, name: str) -> list[str]:
        return [e.target for e in self.ways[name] if e.ordered and e.target in self.nodes]


@lru_cache(maxsize=256)
def chart(sheet: Sheet) -> Graph:
    """The graph of one file: an included block is one node."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for number, step in enumerate(sheet.steps(), start=1):
        if step.value.id not in nodes:
            nodes[step.value.id] = Node(step.value.id, number, step)
            edges += edges_of(step.value)
    known = tuple(edge for edge in edges if edge.target in nodes or edge.target == EXIT)
    return Graph(sheet.value.start, nodes, known)


@lru_cache(maxsize=128)
def whole(pathway: Sheet, collection: Collection) -> Graph:
    """The graph of a pathway with the steps of its blocks, named `block/step`."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    entry = {
        block.slug: f"{block.slug}/{block.value.start}" for block in collection.includes(pathway)
    }

    def add(step: Located[Step], prefix: str, leave: str) -> None:
        name = prefix + step.value.id
        nodes.setdefault(name, Node(name, len(nodes) + 1, step))
        for edge in edges_of(step.value):
            inner = leave if edge.target == EXIT else prefix + edge.target
            target = entry.get(inner, inner)
            edges.append(Edge(name, target, edge.kind, edge.label, edge.when, edge.index))

    for step in pathway.steps():
        if step.value.kind != "include":
            add(step, "", "")
        elif block := collection.blocks.get(step.value.block):
            for inner in block.steps():
                add(inner, f"{block.slug}/", step.value.goto or "")
    known = tuple(edge for edge in edges if edge.source in nodes and edge.target in nodes)
    return Graph(entry.get(pathway.value.start, pathway.value.start), nodes, known)


def targets(step: Step) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every step that a step names, with the key path that names it."""
    match step.kind:
        case "question":
            for index, branch in enumerate(step.branches):
                yield ("branch", index, "goto"), branch.goto
            if step.unknown:
                yield ("unknown",), step.unknown
        case "action" | "include":
            if step.goto:
                yield ("goto",), step.goto
        case "outcome":
            if step.returns and step.returns.resume:
                yield ("return", "resume"), step.returns.resume
            if step.returns and step.returns.then:
                yield ("return", "then"), step.returns.then


def edges_of(step: Step) -> Iterator[Edge]:
    """The ways onward that a step states, in the order written."""
    if step.kind == "question":
        for index, branch in enumerate(step.branches):
            yield Edge(step.id, branch.goto, EdgeKind.BRANCH, branch.label, branch.when, index)
        if step.unknown:
            yield Edge(step.id, step.unknown, EdgeKind.UNKNOWN, "Not known")
    elif step.kind in {"action", "include"}:
        if step.goto:
            yield Edge(step.id, step.goto, EdgeKind.GOTO)
    elif step.kind == "outcome" and (back := step.returns):
        if back.resume:
            yield Edge(step.id, back.resume, EdgeKind.RESUME, str(back.after or ""))
        if back.then:
            label = f"after {back.at_most} ×" if back.at_most else ""
            yield Edge(step.id, back.then, EdgeKind.THEN, label)
