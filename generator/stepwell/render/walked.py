"""A walk as a clinician reads it in a terminal or a record, and as JSON for programs.

Takes a walk, its collection and the day; gives text or plain data. Says what was
taken and why, what is advised on what evidence, and what is still unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepwell.choice import Stop
from stepwell.given import expected
from stepwell.guard_words import guard_words, known_words
from stepwell.model import Pathway
from stepwell.render import words
from stepwell.render.citing import doses_of
from stepwell.render.doses import dose_words
from stepwell.render.references import short_name
from stepwell.render.step_list import step_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.collection import Collection
    from stepwell.fields import Citation
    from stepwell.graph import Node
    from stepwell.model import Return
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
        "advice": [_advice(node, collection) for node in walk.advice],
        "needs": [*walk.missing],
        "reasons": [_reason(answer, walk, collection) for answer in walk.answers],
        "warnings": [*warnings(walk, as_of)],
    }


def _advice(node: Node, collection: Collection) -> dict[str, Any]:
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
        found["return"] = back_words(step.returns, collection)
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
        for medication in doses_of(step.start, collection):
            for dose in medication.doses:
                yield medication.name, dose_words(dose)


def back_words(back: Return, collection: Collection) -> str:
    """A return in one sentence: `In 4–6 weeks, at most 2 times: begin at step response.`"""
    where = f"begin at step {back.resume}" if back.resume else ""
    if back.resume_in:
        where = f"begin the pathway {collection.title(back.resume_in)}"
    often = words.at_most(back)
    then = f"; then step {back.then}" if back.then else ""
    return f"{words.after(back.after)}{', ' + often if often else ''}: {where}{then}."


def warnings(walk: Walk, as_of: date) -> Iterator[str]:
    """What a reader must know before trusting the walk."""
    pathway = walk.walker.sheet.value
    if not isinstance(pathway, Pathway):
        return
    if pathway.status != "approved":
        yield f"{words.STATUS[pathway.status]}. {words.reviewed(pathway.review)}"
    if words.overdue(pathway.review, as_of):
        yield f"The review of this pathway was due on {pathway.review.due.isoformat()}."


def walk_text(walk: Walk, collection: Collection, *, as_of: date) -> str:
    """The walk as text: the way, the reasons, the advice, what is missing."""
    return "\n".join(_lines(walk, collection, as_of)) + "\n"


def _lines(walk: Walk, collection: Collection, as_of: date) -> Iterator[str]:
    sheet = walk.walker.sheet
    edition = getattr(sheet.value, "edition", "")
    yield f"{sheet.value.title} (edition {edition})"
    yield from (f"! {one}" for one in warnings(walk, as_of))
    yield ""
    reasons = {answer.step: answer for answer in walk.answers}
    for number, way in enumerate(walk.ways, start=1):
        node = walk.walker.graph.nodes[way.step]
        yield f"{number:>2}. {step_text(node.step.value, collection)}"
        if way.step in reasons:
            yield from _answered(reasons[way.step], collection)
        elif way.unsettled and way.edge:
            yield "    → not known"
        elif way.stop in _STOPPED:
            yield f"    {_STOPPED[way.stop]}"
        if node.kind != "question":
            yield from _advised(node, collection)
    if walk.needs:
        yield ""
        yield "Still unknown, and worth finding out:"
        for need in walk.needs:
            yield from _missing(need.facts, collection)


def _answered(answer: Answer, collection: Collection) -> Iterator[str]:
    facts = collection.known_facts
    known = ", ".join(known_words(value, facts[name]) for name, value in answer.known)
    because = guard_words(answer.edge.when, facts)
    yield f"    → {answer.edge.label}: {because}{f' ({known})' if known else ''}"


def _advised(node: Node, collection: Collection) -> Iterator[str]:
    step = node.step.value
    if step.kind in {"action", "outcome"}:
        if graded := "; ".join(badge.text for badge in words.grade(step)):
            yield f"    {graded}"
        for name, said in _doses(node, collection):
            yield f"    {name}: {said}"
    if step.kind == "outcome" and step.returns:
        yield f"    {back_words(step.returns, collection)}"
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
