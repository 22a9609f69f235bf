"""Checks that every case gets its advice, and that cases take every way there is.

Takes pathways of sound order and their `Collection`; yields diagnostics of the
rules P601 to P604. Ways are those of the whole pathway: a block's steps count in
each pathway that includes it, since what stands before and after them differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from stepwell.choice import Stop
from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.effects import matching
from stepwell.graph import EdgeKind
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.cases import Case
    from stepwell.collection import Collection, Located, Sheet
    from stepwell.graph import Edge, Node
    from stepwell.walk import Walk

    Run: TypeAlias = tuple[Located[Case], Walk]


@dataclass
class Coverage:
    """What the cases of one pathway take, of all that there is."""

    steps: set[str] = field(default_factory=set)
    edges: set[Edge] = field(default_factory=set)
    returns: set[str] = field(default_factory=set)
    """Outcomes with a return, in which a case ended."""


@lru_cache(maxsize=256)
def runs(sheet: Sheet, collection: Collection) -> tuple[Run, ...]:
    """Every case of a pathway with its walk."""
    ready = walker(sheet, collection)
    return tuple(
        (case, ready.walk(case.value.patient, case.value.used_up, case.value.at or ""))
        for case in collection.cases.get(sheet.slug, ())
    )


def coverage(sheet: Sheet, collection: Collection) -> Coverage:
    """What the cases of a pathway take."""
    found = Coverage()
    for _, walk in runs(sheet, collection):
        for way in walk.ways:
            found.steps.add(way.step)
            if way.edge:
                found.edges.add(way.edge)
            if way.stop is Stop.OUTCOME:
                found.returns.add(way.step)
    return found


def failing_case(pathways: Iterable[Sheet], collection: Collection) -> Iterator[Diagnostic]:
    """P601: every case ends where it must and gets the advice it must."""
    for sheet in pathways:
        for case, walk in runs(sheet, collection):
            for key, message in _failures(case.value, walk, collection):
                yield diagnostic(
                    "failing-case",
                    message,
                    case.span("expect", *key),
                    "correct the pathway, or the case if the pathway is right",
                    [Note(case.span("name"), f"the walk: {' → '.join(walk.steps)}")],
                )


def _failures(
    case: Case, walk: Walk, collection: Collection
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each unmet expectation: its key, and a sentence."""
    expect = case.expect
    if expect.outcome and walk.outcome != expect.outcome:
        if walk.outcome:
            message = f"This case ends in `{walk.outcome}`, and not in `{expect.outcome}`."
        else:
            message = f"This case cannot leave `{walk.steps[-1]}`, and so has no outcome."
        yield ("outcome",), message
    for index, effect in enumerate(expect.advise):
        if not any(matching([effect], one, collection) for one in walk.effects):
            yield ("advise", index), f"This case is not advised `{effect}`, and must be."
    for index, effect in enumerate(expect.not_advise):
        if any(matching([effect], one, collection) for one in walk.effects):
            yield ("not_advise", index), f"This case is advised `{effect}`, and must not be."
    for index, fact in enumerate(expect.ask):
        if fact not in walk.missing:
            yield ("ask", index), f"This case is not asked for `{fact}`, and must be."


def uncovered_step(pathways: Iterable[Sheet], collection: Collection) -> Iterator[Diagnostic]:
    """P602: some case takes each step."""
    for sheet in pathways:
        if not collection.cases.get(sheet.slug):
            yield diagnostic(
                "uncovered-step",
                f"Pathway `{sheet.slug}` has no case.",
                sheet.span("title"),
                f"describe patients and the advice they must get in `{sheet.slug}.cases.toml`",
            )
            continue
        for node in _unvisited(sheet, collection):
            yield diagnostic(
                "uncovered-step",
                f"No case of `{sheet.slug}` takes step `{node.id}`.",
                node.step.span("id"),
                f"add a case to `{sheet.slug}.cases.toml` {_who_comes(node, sheet, collection)}",
            )


def _who_comes(node: Node, sheet: Sheet, collection: Collection) -> str:
    edges = walker(sheet, collection).graph.edges
    kinds = {edge.kind for edge in edges if edge.target == node.id}
    return f'with `at = "{node.id}"`' if kinds == {EdgeKind.RESUME} else "whose patient comes here"


def uncovered_branch(pathways: Iterable[Sheet], collection: Collection) -> Iterator[Diagnostic]:
    """P603: some case takes each answer of a question, and the way for what is not known."""
    for sheet, node, edge in _untaken(pathways, collection):
        if edge.kind is EdgeKind.BRANCH:
            yield diagnostic(
                "uncovered-branch",
                f"No case of `{sheet.slug}` takes the answer `{edge.label}` of `{node.id}`.",
                node.step.span("branch", edge.index),
                f"add a case to `{sheet.slug}.cases.toml` whose patient gives this answer",
            )
        elif edge.kind is EdgeKind.UNKNOWN:
            yield diagnostic(
                "uncovered-branch",
                f"No case of `{sheet.slug}` leaves `{node.id}` unanswered.",
                node.step.span("unknown"),
                f"add a case to `{sheet.slug}.cases.toml` that lacks a fact it needs",
            )


def uncovered_return(pathways: Iterable[Sheet], collection: Collection) -> Iterator[Diagnostic]:
    """P604: some case is sent to come back by each return, and some has used it up."""
    for sheet in pathways:
        taken = coverage(sheet, collection)
        for node in walker(sheet, collection).graph.nodes.values():
            value = node.step.value
            back = value.returns if value.kind == "outcome" else None
            if back and node.id in taken.steps and node.id not in taken.returns:
                yield diagnostic(
                    "uncovered-return",
                    f"No case of `{sheet.slug}` ends in `{node.id}` and is told to come back.",
                    node.step.key_span("return"),
                    f"add a case to `{sheet.slug}.cases.toml` that ends here",
                )
    for sheet, node, edge in _untaken(pathways, collection):
        if edge.kind is EdgeKind.THEN:
            yield diagnostic(
                "uncovered-return",
                f"No case of `{sheet.slug}` has used up the return of `{node.id}`.",
                node.step.span("return", "then"),
                f'add a case to `{sheet.slug}.cases.toml` with `used_up = ["{node.id}"]`',
            )


def _unvisited(sheet: Sheet, collection: Collection) -> Iterator[Node]:
    taken = coverage(sheet, collection).steps
    for node in walker(sheet, collection).graph.nodes.values():
        if node.id not in taken:
            yield node


def _untaken(
    pathways: Iterable[Sheet], collection: Collection
) -> Iterator[tuple[Sheet, Node, Edge]]:
    """Ways that no case takes out of a step that some case comes to."""
    for sheet in pathways:
        taken = coverage(sheet, collection)
        graph = walker(sheet, collection).graph
        for edge in graph.edges:
            if edge.source in taken.steps and edge not in taken.edges:
                yield sheet, graph.nodes[edge.source], edge
