"""Patients as a terminal or a program hands them over: `NAME=VALUE` pairs, lines of JSON.

Takes text and the register of facts; gives a `Patient` with the returns it has
used up, or `BadPatient`, whose lines say what was wrong and what was expected.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import did_you_mean
from stepwell.given import Unfit, contradiction, read, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stepwell.given import Given
    from stepwell.graph import Graph
    from stepwell.interval import Facts

USED_UP = "@used_up"
"""The key of a JSON patient under which steps stand whose return is used up."""


class BadPatient(ValueError):
    """A patient cannot be read; one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Told:
    """What is known of one patient."""

    known: Mapping[str, Given]
    used_up: tuple[str, ...] = ()


def from_pairs(pairs: Iterable[str], used_up: Iterable[str], graph: Graph, facts: Facts) -> Told:
    """A patient from `age_years=70` and the like."""
    found: dict[str, Any] = {}
    faults = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            faults.append(f"`{pair}`: expected NAME=VALUE, such as `age_years=70`")
        elif name in found:
            faults.append(f"`{name}` is given twice")
        else:
            found[name] = value
    return _patient(found, tuple(used_up), graph, facts, faults)


def from_json(line: str, graph: Graph, facts: Facts) -> Told:
    """A patient from one JSON object: facts by name, null for what is not known."""
    try:
        found = json.loads(line, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadPatient([f"this is not JSON: {error}"]) from None
    if not isinstance(found, dict):
        raise BadPatient(['expected an object of facts, such as {"age_years": 70}'])
    used_up = found.pop(USED_UP, [])
    if not isinstance(used_up, list) or not all(isinstance(one, str) for one in used_up):
        raise BadPatient([f"`{USED_UP}`: expected a list of steps"])
    return _patient(found, tuple(used_up), graph, facts, [])


def _patient(
    found: Mapping[str, Any],
    used_up: tuple[str, ...],
    graph: Graph,
    facts: Facts,
    faults: list[str],
) -> Told:
    known: dict[str, Given] = {}
    for name, value in found.items():
        if name not in facts:
            near = did_you_mean(name, facts)
            faults.append(f"there is no fact `{name}`{'; ' + near if near else ''}")
            continue
        try:
            one = read(facts[name], value) if isinstance(value, str) else typed(facts[name], value)
        except Unfit as unfit:
            faults.append(f"`{name}`: {unfit}")
            continue
        if one is not None:
            known[name] = one
    returning = _returning(graph)
    faults += [f"`{one}` {_no_return(one, graph)}" for one in used_up if one not in returning]
    if not faults and (wrong := contradiction(known, facts)):
        faults.append(f"`{wrong[0]}` contradicts the facts it is worked out from: {wrong[1]}")
    if faults:
        raise BadPatient(faults)
    return Told(known, used_up)


def _returning(graph: Graph) -> list[str]:
    return [
        node.id
        for node in graph.nodes.values()
        if node.step.value.kind == "outcome" and node.step.value.returns
    ]


def _no_return(step: str, graph: Graph) -> str:
    if step in graph.nodes:
        return "has no return that could be used up"
    near = did_you_mean(step, _returning(graph))
    return f"is no step of this pathway{'; ' + near if near else ''}"
