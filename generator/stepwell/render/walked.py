"""A walk as a clinician reads it in a terminal or a record, and as JSON for programs.

Takes a walk, its collection and the day; gives text or plain data. Says what was
taken and why, what is advised on what evidence, and what is still unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.choice import Stop
from stepwell.given import expected
from stepwell.graph import EdgeKind
from stepwell.guard_words import guard_words, known_words
from stepwell.model import OTHERWISE, Pathway
from stepwell.render import words
from stepwell.render.citing import meant
from stepwell.render.doses import dose_words
from stepwell.render.references import short_name
from stepwell.step_text import short_text, step_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.collection import Collection
    from stepwell.fields import Citation
    from stepwell.graph import Node
    from stepwell.walk import Answer, Walk

_STOPPED = {
    Stop.NEEDS: "The pathway cannot go on without a fact that is missing.",
    Stop.GAP: "No answer of this question applies. The pathway has a fault here.",
    Stop.OVERLAP: "Two answers of this question apply. The pathway has a fault here.",
    Stop.LOOP: "The steps run in a circle. The pathway has a fault here.",
}


def walk_data(walk: Walk, collection: Collection, *, as_of: date) -> dict[str, Any]:
    """The walk as one JSON object."""
    sheet = walk.walker.sheet
    pathway = sheet.value
    return {
        "pathway": sheet.slug,
        "edition": getattr(pathway, "edition", ""),
        "steps": [*walk.steps],
        "outcome": walk.outcome,
        "stop": walk.stop.value,
        "effects": [*walk.effects],
        "advice": [_advice(node, walk, collection) for node in walk.advice],
        "needs": [*walk.missing],
        "reasons": [_reason(answer, walk, collection) for answer in walk.answers],
        "warnings": [*warnings(walk, as_of)],
    }


def _advice(node: Node, walk: Walk, collection: Collection) -> dict[str, Any]:
    step = node.step.value
    found: dict[str, Any] = {
        "step": node.id,
        "kind": node.kind,
        "text": step_text(step, collection),
        "sources": [_source(one, collection) for one in getattr(step, "cite", ())],
    }
    if step.kind in {"action", "outcome"}:
        found |= {
            "direction": step.direction,
            "strength": step.strength,
            "certainty": step.certainty,
            "effects": [*step.all_effects],
            "doses": [
                {"medication": name, "dose": said} for name, said in _doses(node, collection)
            ],
        }
    if step.kind == "link":
        found |= {"to": step.to, "effects": [*step.effects]}
    if step.kind == "outcome" and step.returns:
        found["return"] = back_words(node, walk, collection)
    return found


def _reason(answer: Answer, walk: Walk, collection: Collection) -> dict[str, Any]:
    node = walk.walker.graph.nodes[answer.step]
    return {
        "step": answer.step,
        "ask": step_text(node.step.value, collection),
        "answer": answer.edge.label,
        "because": guard_words(answer.edge.when, collection.known_facts),
        "known": {name: _plain(value) for name, value in answer.known},
        "goto": answer.edge.target,
    }


def _plain(value: object) -> bool | str:
    return value if isinstance(value, bool) else str(value)


def _source(cite: Citation, collection: Collection) -> dict[str, str]:
    return {
        "source": cite.source,
        "at": cite.at,
        "name": short_name(cite.source, collection.references),
    }


def _doses(node: Node, collection: Collection) -> Iterator[tuple[str, str]]:
    """What the step starts, with each dose in words."""
    step = node.step.value
    if step.kind in {"action", "outcome"}:
        for one in meant(step.start, collection):
            for dose in one.value.doses:
                yield one.value.name, dose_words(dose)


def back_words(node: Node, walk: Walk, collection: Collection) -> str:
    """The return of an outcome: `In 4–6 weeks, at most 2 times: begin at “…”; then “…”.`"""
    step = node.step.value
    back = step.returns if step.kind == "outcome" else None
    if back is None:
        return ""
    onward = {
        edge.kind: _named(walk.walker.graph.nodes[edge.target], collection)
        for edge in walk.walker.graph.ways[node.id]
    }
    where = f"begin at {onward[EdgeKind.RESUME]}" if EdgeKind.RESUME in onward else ""
    if back.resume_in:
        where = f"begin the pathway {collection.title(back.resume_in)}"
    often = words.at_most(back)
    then = f"; then {onward[EdgeKind.THEN]}" if EdgeKind.THEN in onward else ""
    return f"{words.after(back.after)}{', ' + often if often else ''}: {where}{then}."


def _named(node: Node, collection: Collection) -> str:
    """A step as something to go to, in quotation marks."""
    return f"“{short_text(node.step.value, collection).rstrip('.')}”"


def warnings(walk: Walk, as_of: date) -> Iterator[str]:
    """What a reader must know before trusting the walk."""
    pathway = walk.walker.sheet.value
    if not isinstance(pathway, Pathway):
        return
    if pathway.status != "approved":
        yield f"{words.STATUS[pathway.status]}. {words.reviewed(pathway.review)}"
    if words.age(pathway, as_of).late:
        yield f"The review of this pathway was due on {pathway.review.due.isoformat()}."


def walk_text(walk: Walk, collection: Collection, *, as_of: date) -> str:
    """The walk as text: the way, the reasons, the advice, what is missing."""
    return "\n".join(_lines(walk, collection, as_of)) + "\n"


def _lines(walk: Walk, collection: Collection, as_of: date) -> Iterator[str]:
    sheet = walk.walker.sheet
    yield f"{sheet.value.title} (edition {getattr(sheet.value, 'edition', '')})"
    yield from (f"! {one}" for one in warnings(walk, as_of))
    yield ""
    yield "Advice"
    for node in walk.advice:
        yield f"  - {step_text(node.step.value, collection)}"
        yield from _advised(node, walk, collection)
    if walk.stop in _STOPPED:
        last = walk.walker.graph.nodes[walk.steps[-1]].step.value
        yield f"  - {_STOPPED[walk.stop]} {step_text(last, collection)}"
    yield ""
    yield "Why"
    yield from _why(walk, collection)
    if walk.needs:
        yield ""
        yield "Still unknown, and worth finding out"
        for need in walk.needs:
            yield from _missing(need.facts, collection)


def _why(walk: Walk, collection: Collection) -> Iterator[str]:
    """Each question with its answer and what decided it."""
    reasons = {answer.step: answer for answer in walk.answers}
    asked = [way for way in walk.ways if way.step in walk.walker.questions]
    for number, way in enumerate(asked, start=1):
        step = walk.walker.graph.nodes[way.step].step.value
        yield f" {number:>2}. {step_text(step, collection)}"
        if way.step in reasons:
            yield f"     → {_answered(reasons[way.step], collection)}"
        elif way.unsettled:
            yield "     → not known"


def _answered(answer: Answer, collection: Collection) -> str:
    """The answer, the guard in words unless it is what is left, and the facts that decided."""
    facts = collection.known_facts
    known = ", ".join(known_words(value, facts[name]) for name, value in answer.known)
    because = guard_words(answer.edge.when, facts)
    if answer.edge.when.strip() == OTHERWISE or because == known:
        return f"{answer.edge.label} ({known})"
    return f"{answer.edge.label}: {because}{f' ({known})' if known else ''}"


def _advised(node: Node, walk: Walk, collection: Collection) -> Iterator[str]:
    step = node.step.value
    if step.kind in {"action", "outcome"}:
        if graded := words.graded(step):
            yield f"    {graded}"
        for name, said in _doses(node, collection):
            yield f"    {name}{' ' if said.startswith('(') else ': '}{said}"
    if step.kind == "outcome" and step.returns:
        yield f"    {back_words(node, walk, collection)}"
    if step.kind == "link":
        yield f"    Continue in: {collection.title(step.to)}"
    if cited := _cited(getattr(step, "cite", ()), collection):
        yield f"    Sources: {cited}"


def _cited(cites: Iterable[Citation], collection: Collection) -> str:
    named = (_source(one, collection) for one in cites)
    return "; ".join(f"{one['name']}, {one['at']}" if one["at"] else one["name"] for one in named)


def _missing(names: tuple[str, ...], collection: Collection) -> Iterator[str]:
    for name in names:
        fact = collection.known_facts[name]
        yield f"  - {fact.ask} [{name}: {expected(fact)}]"
