"""What a card says box by box: where a missing fact leads, and why a step stands there.

Takes the notes of a card; gives sections keyed to the numbers of its chart, in
full or with less. Strength and certainty of a step are in every variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from stepwell.graph import EdgeKind
from stepwell.model import EXIT
from stepwell.place import resumes
from stepwell.render.card_notes import Line, Section, boxes, cites
from stepwell.render.words import LEAVE, grade, sentence
from stepwell.step_text import box_text, step_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.graph import Node
    from stepwell.model import Step
    from stepwell.render.card_notes import Notes

Whys: TypeAlias = Literal["all", "advice", "none"]
"""Whose reasons are given: every step's, those of actions and outcomes, or no one's."""

_TIMES = {1: "once", 2: "twice"}


def unknown(notes: Notes) -> Section:
    """Every way that a missing fact takes; those steps are on no arrow of the chart."""
    return Section("? Not known", tuple(_unknown(notes)))


def box_by_box(notes: Notes, *, wording: bool, whys: Whys) -> Section:
    """The steps of the chart that have something to say: their wording, their grade, why."""
    lines = (_line(node, notes, wording=wording, whys=whys) for node in notes.graph.nodes.values())
    return Section("Box by box", tuple(one for one in lines if one), keyed=True)


def left_out(notes: Notes, *, wording: bool, whys: Whys) -> list[str]:
    """What `box_by_box` says less than the page, in words."""
    nodes = notes.graph.nodes.values()
    short = sum(bool(_wording(node.step.value, notes)) for node in nodes)
    dropped = sum(
        bool(_why(node.step.value)) and not _explained(node.step.value, whys) for node in nodes
    )
    found = []
    if short and not wording:
        found.append("each step in full")
    if dropped:
        found.append(f"{dropped} reason{'s' * (dropped > 1)}")
    return found


def weight(node: Node, notes: Notes) -> int:
    """How many letters a box puts on the back at the least: its grade and its doses."""
    line = _line(node, notes, wording=False, whys="none")
    return len(line.grade if line else "") + sum(
        len(one.strong) + len(one.text) for one in notes.doses_of([node.step.value])
    )


def _line(node: Node, notes: Notes, *, wording: bool, whys: Whys) -> Line | None:
    step = node.step.value
    if step.kind == "include":
        return Line(str(node.number), "A card of its own, with grades and reasons.")
    text = _wording(step, notes) if wording else ""
    graded = ""
    if step.kind in {"action", "outcome"} and (badges := grade(step)):
        graded = f"{' · '.join(one.text for one in badges)}."
    why = _why(step) if _explained(step, whys) else ""
    if not (text or graded or why):
        return None
    return Line(str(node.number), text, notes.cited(cites(step)), graded, why)


def _wording(step: Step, notes: Notes) -> str:
    """The step in full, when its box says less."""
    return step_text(step, notes.collection) if getattr(step, "short", None) else ""


def _why(step: Step) -> str:
    said = (getattr(step, "note", None), getattr(step, "reason", None))
    return " ".join(one for one in said if one)


def _explained(step: Step, whys: Whys) -> bool:
    return whys == "all" or (whys == "advice" and step.kind in {"action", "outcome"})


def _unknown(notes: Notes) -> Iterator[Line]:
    graph = notes.graph
    shown = graph.reach(drawn=True)
    asked: dict[str, list[int]] = {}
    for node in graph.nodes.values():
        for edge in graph.ways[node.id]:
            if edge.kind is EdgeKind.UNKNOWN:
                asked.setdefault(edge.target, []).append(node.number)
    ways = [(asked.get(node.id, []), node) for node in graph.nodes.values()]
    drawn = [
        f"{boxes(numbers)} → {node.number}"
        for numbers, node in ways
        if numbers and node.id in shown
    ]
    if left := asked.get(EXIT):
        drawn.append(f"{boxes(left)} → {LEAVE}")
    if drawn:
        yield Line(f"Box {' · '.join(drawn)}", "")
    for numbers, node in ways:
        if node.id not in shown:
            start = f"Box {boxes(numbers)} → " if numbers else "Box "
            said = (sentence(box_text(node, notes.collection)), *_onward(node, notes))
            yield Line(f"{start}{node.number}", " ".join(said), notes.cited(cites(node.step.value)))


def _onward(node: Node, notes: Notes) -> Iterator[str]:
    step = node.step.value
    if step.kind == "outcome" and step.returns and step.returns.resume_in:
        after = step.returns.after
        when = f" in {after}" if after and after.high else ""
        yield f"{resumes(step.returns.resume_in, notes.sheet, notes.collection)}{when}."
    for edge in notes.graph.ways[node.id]:
        goal = notes.graph.nodes.get(edge.target)
        to = f"box {goal.number}" if goal else LEAVE
        if edge.kind is EdgeKind.RESUME:
            when = f" in {edge.label}" if edge.label and not edge.label.startswith("0 ") else ""
            yield f"Back to {to}{when}."
        elif edge.kind is EdgeKind.THEN and step.kind == "outcome" and step.returns:
            most = step.returns.at_most
            yield f"Done {_TIMES.get(most or 1, f'{most} times')} already: {to}."
        elif edge.kind is not EdgeKind.UNKNOWN:
            yield f"{edge.label or 'Then'}: {to}." if edge.label else f"Then {to}."
