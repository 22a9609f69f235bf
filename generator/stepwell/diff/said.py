"""Where the ways of patients lead, in words.

Takes walks, landings and graphs; gives the sentences that a reviewer reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.choice import ENDS, Stop
from stepwell.diff.turns import START
from stepwell.graph import EdgeKind
from stepwell.guard_words import guard_words
from stepwell.listing import listed
from stepwell.step_text import box_text, step_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diff.turns import Landing
    from stepwell.graph import Graph
    from stepwell.walk import Walk, Walker

_STOPS = {
    Stop.OUTCOME: "the visit ends there",
    Stop.LINK: "care goes on in the other pathway",
    Stop.NEEDS: "the walk stops there until what is missing is known",
    Stop.GAP: "no answer applies there: a fault",
    Stop.OVERLAP: "two answers apply there: a fault",
    Stop.LOOP: "the order of steps runs in a loop there: a fault",
}


def place_words(name: str, walker: Walker, collection: Collection) -> str:
    """A step by what it says; empty for the place before the first one."""
    if name == START:
        return ""
    return step_text(walker.graph.nodes[name].step.value, collection)


def landing_words(landing: Landing, origin: str, walker: Walker, collection: Collection) -> str:
    """Where patients come to next from a step; where a block is left, that it is left."""
    if landing.stop is not None:
        return _STOPS[landing.stop]
    block = origin.partition("/")[0] if "/" in origin else ""
    if block and not landing.step.startswith(f"{block}/"):
        return f"goes on after “{collection.blocks[block].value.title}”"
    said = place_words(landing.step, walker, collection)
    asks = walker.graph.nodes[landing.step].kind == "question"
    return f"asked “{said}”" if asks else said


def walk_words(walk: Walk, since: int, collection: Collection) -> tuple[str, ...]:
    """What a walk advises from its step number `since` on, and how it stops."""
    later = set(walk.steps[since:])
    said = [step_text(one.step.value, collection) for one in walk.advice if one.id in later]
    if walk.stop is Stop.NEEDS:
        facts = [walk.walker.facts[name].name for name in walk.missing]
        said.append(f"stops until this is known: {listed(facts, 'or')}" if facts else "stops")
    elif walk.stop not in ENDS:
        said.append(_STOPS[walk.stop])
    return tuple(said)


def whom(name: str, graph: Graph, collection: Collection) -> Iterator[str]:
    """Who comes to a step of a chart: the answers and steps that lead to it."""
    if name == graph.start:
        yield "everyone, at the start"
    for edge in graph.edges:
        if edge.target != name or edge.source not in graph.nodes:
            continue
        said = box_text(graph.nodes[edge.source], collection)
        match edge.kind:
            case EdgeKind.BRANCH:
                guard = guard_words(edge.when, collection.known_facts)
                label = f"“{edge.label}”" if edge.label else "an answer"
                yield f"{label} to “{said}” ({guard})"
            case EdgeKind.UNKNOWN:
                yield f"not known: “{said}”"
            case EdgeKind.RESUME:
                yield f"at a later visit, after “{said}”"
            case EdgeKind.THEN:
                yield f"when the return of “{said}” is used up"
            case _:
                yield f"after “{said}”"


def steps_said(sheet: Sheet, collection: Collection) -> dict[str, str]:
    """The steps of a sheet by their ids."""
    return {one.value.id: f"“{step_text(one.value, collection)}”" for one in sheet.steps()}
