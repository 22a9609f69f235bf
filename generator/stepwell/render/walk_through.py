"""The walk-through of a pathway: its logic as data for a script, its wording as HTML to fill in.

Takes a checked pathway and its collection; gives JSON values and the section of
the page. Guards are trees, numbers decimal text, and candidate values are worked
out here, so that the script decides nothing that `walk` does not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.graph import EdgeKind
from stepwell.guard import parse
from stepwell.guard_json import fact_json, guard_json
from stepwell.model import EXIT, OTHERWISE, Pathway
from stepwell.quantity import UNIT_WORDS
from stepwell.render import words
from stepwell.render.quoting import json
from stepwell.render.references import References
from stepwell.render.step_list import own_steps, step_list
from stepwell.render.templating import render
from stepwell.render.walk_words import DONT_KNOW, Teller, at_once, options
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.given import Given
    from stepwell.graph import Edge
    from stepwell.registers import Fact
    from stepwell.walk import Walker


def section(sheet: Sheet, collection: Collection) -> str:
    """The walk-through on the page, under its heading."""
    pathway = _pathway(sheet)
    told = Teller(sheet, collection, _used(walker(sheet, collection)))
    return render(
        "walk_through.html.j2",
        pathway=pathway,
        status="" if pathway.status == "approved" else words.STATUS[pathway.status],
        reviewed=words.reviewed(pathway.review),
        age=words.age(pathway, as_of=pathway.review.due),
        info=collection.info.value,
        data=json(walk_data(sheet, collection)) if pathway.walk_through else "",
        dont_know=DONT_KNOW,
        facts=list(told.facts()),
        steps=list(told.steps()),
        drugs=dict(told.drugs()),
    )


def walk_data(sheet: Sheet, collection: Collection) -> dict[str, Any]:
    """What the script must know; `start`, `facts` and `steps` hold the logic of the pathway."""
    made, pathway = walker(sheet, collection), _pathway(sheet)
    views = step_list(sheet, collection, References.of(sheet, collection))
    numbers = {view.name: view.number for view, _ in own_steps(views)}
    steps = {name: _step(name, made, numbers[name], sheet) for name in made.graph.nodes}
    return {
        "edition": pathway.edition,
        "start": made.graph.start,
        "facts": {name: _fact(made.facts[name]) for name in _used(made)},
        "steps": steps,
        "visits": sorted({one["resume"] for one in steps.values() if one.get("resume")}),
    }


def _pathway(sheet: Sheet) -> Pathway:
    if not isinstance(sheet.value, Pathway):
        raise TypeError("a block is walked in the pathways that include it")
    return sheet.value


def _used(made: Walker) -> list[str]:
    """The facts that the guards name, and those that they are worked out from, each once."""
    return [*dict.fromkeys(name for ask in made.questions.values() for name in ask.asked)]


def _fact(fact: Fact) -> dict[str, Any]:
    derive = parse(fact.derive) if fact.derive else None
    answers = [*options(fact), ("unknown", DONT_KNOW, "")]
    number = {"number": r"[-+]?\d{1,9}(\.\d{1,6})?", "count": r"[-+]?\d{1,9}"}.get(fact.type)
    return fact_json(fact, derive) | {
        "name": fact.name,
        "units": UNIT_WORDS.get(fact.unit or "1", (fact.unit, fact.unit)),
        "labels": {word: label for word, label, _ in answers},
        "reasons": {word: reason for word, _, reason in answers if reason},
        "pattern": "|".join([word for word, _, _ in answers] + ([number] if number else [])),
    }


def _step(name: str, made: Walker, number: str, sheet: Sheet) -> dict[str, Any]:
    step = made.graph.nodes[name].step.value
    found: dict[str, Any] = {
        "kind": step.kind,
        "number": number,
        "effects": list(made.effects[name]),
        "ways": [_way(one, sheet) for one in made.graph.ways[name]],
        "lit": ", ".join(_in_charts(sheet, name, lambda step: f'[data-step="{step}"]')),
    }
    if step.kind == "question":
        asked = made.questions[name]
        found["asked"] = list(asked.asked)
        found["candidates"] = {
            one: [_text(value) for value in asked.candidates(one)] for one in asked.asked
        }
    elif step.kind == "action":
        found["start"] = list(step.start)
    elif step.kind == "outcome":
        found["start"] = list(step.start)
        if step.returns:
            ways = {one.kind: one.target for one in made.graph.ways[name]}
            here = made.graph.start if step.returns.resume_in == sheet.slug else ""
            found["resume"] = ways.get(EdgeKind.RESUME, here)
            found["now"] = at_once(step.returns)
            found["done"] = EdgeKind.THEN in ways
    return found


def _way(edge: Edge, sheet: Sheet) -> dict[str, Any]:
    guarded = edge.kind is EdgeKind.BRANCH and edge.when.strip() != OTHERWISE
    return {
        "kind": edge.kind.value,
        "index": edge.index,
        "to": edge.target,
        "label": edge.label,
        "when": guard_json(parse(edge.when)) if guarded else None,
        "lit": ", ".join(_arrows(edge, sheet)),
    }


def _in_charts(sheet: Sheet, name: str, part: Callable[[str], str]) -> Iterator[str]:
    """Selectors of a step in the chart of the pathway, and in that of its block."""
    box, _, inner = name.partition("/")
    yield f"#{sheet.slug}-chart {part(box)}"
    if inner:
        yield f"#{box}-chart {part(inner)}"


def _arrows(edge: Edge, sheet: Sheet) -> Iterator[str]:
    """Selectors of an edge in the charts; a missing fact has a mark there and no arrow."""
    label = edge.label.replace("\\", r"\\").replace('"', r"\"")
    own = f'[data-kind="{edge.kind}"][data-label="{label}"]'
    (box, _, inner), (to, _, after) = edge.source.partition("/"), edge.target.partition("/")
    if edge.kind is EdgeKind.UNKNOWN:
        *_, mark = _in_charts(sheet, edge.source, lambda step: f'[data-step="{step}"] .sw-unknown')
        yield mark
    elif inner:
        end = after if box == to else EXIT
        yield f'#{box}-chart [data-from="{inner}"][data-to="{end}"]{own}'
        if end == EXIT:
            own_oval = f'[data-step="{EXIT}/{inner}"]'
            yield f"#{box}-chart {own_oval}"
            yield f'#{box}-chart:not(:has({own_oval})) [data-step="{EXIT}"]'
    elif box != to:
        yield f'#{sheet.slug}-chart [data-from="{box}"][data-to="{to}"]{own}'
    if inner and box != to:
        yield f'#{sheet.slug}-chart [data-from="{box}"][data-to="{to}"]'


def _text(value: Given) -> bool | str:
    return f"{value:f}" if isinstance(value, Decimal) else value
