"""The pathway in words: every step, answer and return as a numbered nested list.

Takes a pathway and its collection; gives views in reading order whose ways are
the edges of `graph.chart` (names of the file) and `graph.whole` (names of the
walk). Numbers are those of the charts: 2, and 1.3 for the third step of block 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stepwell.graph import EdgeKind, chart, whole
from stepwell.guard_words import guard_words
from stepwell.model import EXIT
from stepwell.render import citing, words
from stepwell.step_text import short_text, step_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Edge, Graph, Node
    from stepwell.model import Include, OwnStep, Return, Step
    from stepwell.render.references import Mark, References


@dataclass(frozen=True, slots=True)
class Way:
    """One edge, in words and as data."""

    edge: Edge
    to: str
    """The step it leads to in the whole pathway."""
    guard: str
    """The guard in words."""
    target: Target


@dataclass(frozen=True, slots=True)
class Target:
    """A step as something to go to."""

    anchor: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another pathway as something to go to; `page` is empty when it is not written yet."""

    slug: str
    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Comeback:
    """A return in words: when, how often, and the ways it gives."""

    after: str
    at_most: str
    resume: Way | None
    resume_in: Elsewhere | None
    then: Way | None


@dataclass(frozen=True, slots=True)
class EffectView:
    """An effect in words; `anchor` is the row of the medication it names, if it names one."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A score tool that helps with a step, and its page."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as the list shows it."""

    name: str
    """Its name in the whole pathway: `pattern`, `red-flags/gate`."""
    anchor: str
    number: str
    kind: str
    text: str
    ways: tuple[Way, ...]
    step: Step
    marks: tuple[Mark, ...] = ()
    badges: tuple[words.Badge, ...] = ()
    effects: tuple[EffectView, ...] = ()
    comeback: Comeback | None = None
    link: Elsewhere | None = None
    tools: tuple[Tool, ...] = ()
    inner: tuple[StepView, ...] = ()
    start: str = ""
    """Of a block: the step it begins with."""

    @property
    def kind_word(self) -> str:
        return words.KIND[self.kind]

    @property
    def basis(self) -> list[str]:
        """The kinds of evidence that it rests on, strongest first."""
        return words.by_strength(mark.kind for mark in self.marks)


def anchor(name: str) -> str:
    """The anchor of a step, given its name in the whole pathway."""
    return "step-" + name.replace("/", "--")


def elsewhere(slug: str, collection: Collection) -> Elsewhere:
    """Another pathway by its slug, written or planned."""
    file = f"{slug}.md" if slug in collection.pathways else ""
    return Elsewhere(slug, collection.title(slug), file)


def step_list(sheet: Sheet, collection: Collection, references: References) -> tuple[StepView, ...]:
    """The steps of a pathway in reading order, those of a block inside its include."""
    return tuple(_Lister(sheet, collection, references).views())


def _drug_anchors(sheet: Sheet, collection: Collection) -> Iterator[tuple[str, str]]:
    """The rows of the page's table of medications, by the name that steps use."""
    for drug in citing.medications(sheet, collection):
        yield drug.value.id, f"medication-{drug.value.id}"
    for one in citing.classes(sheet, collection):
        yield one.value.id, f"class-{one.value.id}"


class _Lister:
    """One pass over the steps of one pathway."""

    def __init__(self, sheet: Sheet, collection: Collection, references: References) -> None:
        self._of, self._references = collection, references
        self._chart, self._whole = chart(sheet), whole(sheet, collection)
        self._targets = dict(self._all_targets())
        self._drugs = dict(_drug_anchors(sheet, collection))

    def views(self) -> Iterator[StepView]:
        for node in self._chart.nodes.values():
            yield self._view(node, "", self._chart, "")

    def _all_targets(self) -> Iterator[tuple[str, Target]]:
        for node in self._chart.nodes.values():
            step = node.step.value
            yield node.id, self._target(node.id, str(node.number), step)
            if step.kind == "include" and (block := self._of.blocks.get(step.block)):
                for inner in chart(block).nodes.values():
                    name, number = f"{block.slug}/{inner.id}", f"{node.number}.{inner.number}"
                    yield name, self._target(name, number, inner.step.value)

    def _target(self, name: str, number: str, step: Step) -> Target:
        return Target(anchor(name), number, short_text(step, self._of))

    def _view(self, node: Node, prefix: str, graph: Graph, leave: str) -> StepView:
        step = node.step.value
        name = prefix + node.id
        target = self._targets[name]
        ways = tuple(self._ways(graph.ways[node.id], name, prefix, leave))
        view = StepView(
            name, target.anchor, target.number, step.kind, step_text(step, self._of), ways, step
        )
        if step.kind == "include":
            block = self._of.blocks.get(step.block)
            start = f"{block.slug}/{block.value.start}" if block else ""
            return replace(view, inner=tuple(self._inner(step)), start=start)
        view = replace(
            view,
            marks=self._references.mark(step.cite, f"step {target.number}"),
            tools=tuple(self._tools(step.scores)),
        )
        match step.kind:
            case "action":
                effects = self._effects(step.all_effects)
                return replace(view, badges=words.grade(step), effects=effects)
            case "outcome":
                return replace(
                    view,
                    badges=words.grade(step),
                    effects=self._effects(step.all_effects),
                    comeback=self._comeback(step.returns, ways) if step.returns else None,
                    ways=(),
                )
            case "link":
                return replace(
                    view, effects=self._effects(step.effects), link=elsewhere(step.to, self._of)
                )
            case _:
                return view

    def _inner(self, include: Include) -> Iterator[StepView]:
        if block := self._of.blocks.get(include.block):
            graph = chart(block)
            for inner in graph.nodes.values():
                yield self._view(inner, f"{block.slug}/", graph, include.goto or "")

    def _ways(self, edges: list[Edge], name: str, prefix: str, leave: str) -> Iterator[Way]:
        walked = {(one.kind, one.index): one.target for one in self._whole.ways.get(name, ())}
        for edge in edges:
            inner = leave if edge.target == EXIT else prefix + edge.target
            guard = guard_words(edge.when, self._of.known_facts) if edge.when else ""
            if inner in self._targets:
                to = walked.get((edge.kind, edge.index), "")
                yield Way(edge, to, guard, self._targets[inner])

    def _effects(self, names: tuple[str, ...]) -> tuple[EffectView, ...]:
        return tuple(
            EffectView(words.effect(name, self._of), self._drugs.get(name.partition(":")[2], ""))
            for name in names
        )

    def _tools(self, names: tuple[str, ...]) -> Iterator[Tool]:
        for name in names:
            if known := self._of.scores.get(name):
                yield Tool(known.value.title, f"../tools/{name}.md")

    def _comeback(self, back: Return, ways: tuple[Way, ...]) -> Comeback:
        by_kind: Mapping[EdgeKind, Way] = {way.edge.kind: way for way in ways}
        return Comeback(
            words.after(back.after),
            words.at_most(back),
            by_kind.get(EdgeKind.RESUME),
            elsewhere(back.resume_in, self._of) if back.resume_in else None,
            by_kind.get(EdgeKind.THEN),
        )


def own_steps(views: tuple[StepView, ...]) -> Iterator[tuple[StepView, OwnStep]]:
    """Every step but the includes, in reading order."""
    for view in views:
        if view.step.kind == "include":
            yield from own_steps(view.inner)
        else:
            yield view, view.step
