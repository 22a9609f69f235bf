"""The walk-through of a pathway: its logic and its wording as data, for one script.

Takes a checked pathway and its collection; gives JSON values. Guards are trees,
numbers decimal text, and every candidate value is worked out here, so that the
script decides nothing that `walk` does not. Quotes nothing: its template does.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.graph import EdgeKind
from stepwell.guard import names, parse
from stepwell.guard_json import fact_json, guard_json
from stepwell.guard_words import guard_words
from stepwell.model import OTHERWISE
from stepwell.walk import walker

if TYPE_CHECKING:
    from stepwell.collection import Collection, Sheet
    from stepwell.given import Given
    from stepwell.graph import Edge
    from stepwell.interval import Facts
    from stepwell.walk import Walker


def walk_data(sheet: Sheet, collection: Collection) -> dict[str, Any]:
    """All that the script needs of a pathway; `start`, `facts` and `steps` hold its logic."""
    made = walker(sheet, collection)
    return {
        "start": made.graph.start,
        "facts": {name: _fact(name, made.facts) for name in _used(made)},
        "steps": {name: _step(name, made) for name in made.graph.nodes},
    }


def _used(made: Walker) -> list[str]:
    """The facts that the guards name, and those that they are worked out from, each once."""
    todo = [name for ask in made.questions.values() for name in ask.asked]
    found: dict[str, None] = {}
    while todo:
        name = todo.pop(0)
        if name not in found:
            found[name] = None
            derive = made.facts[name].derive
            todo += [one.fact for one in names(parse(derive))] if derive else []
    return list(found)


def _fact(name: str, facts: Facts) -> dict[str, Any]:
    fact = facts[name]
    return fact_json(fact, parse(fact.derive) if fact.derive else None)


def _step(name: str, made: Walker) -> dict[str, Any]:
    kind = made.graph.nodes[name].kind
    ways = [
        _way(one, made.facts)
        for one in made.graph.ways[name]
        if one.kind is not EdgeKind.RESUME or kind == "outcome"
    ]
    found = {"kind": kind, "ways": ways, "effects": list(made.effects[name])}
    if kind == "question":
        ask = made.questions[name]
        found["asked"] = list(ask.asked)
        found["candidates"] = {
            one: [_given(value) for value in ask.candidates(one)] for one in ask.asked
        }
    return found


def _way(edge: Edge, facts: Facts) -> dict[str, Any]:
    rest = edge.when.strip() in {"", OTHERWISE}
    return {
        "kind": edge.kind.value,
        "index": edge.index,
        "to": edge.target,
        "label": edge.label,
        "when": None if rest else guard_json(parse(edge.when)),
        "words": guard_words(edge.when, facts) if edge.when else "",
    }


def _given(value: Given) -> bool | str:
    return f"{value:f}" if isinstance(value, Decimal) else value
