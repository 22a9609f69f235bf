"""One ten-rule table in three engines: Stepwell's walk, GoRules' ZEN, and CEL in Python.

Each decides the same patients, and all must agree before any is timed. Stepwell
gives a traced walk; the others are asked for the decision alone.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import celpy
import zen

from stepwell.load import load
from stepwell.resolve import resolve
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = (
    ("alarm", "alarm"),
    ("young", "not alarm and age < 18"),
    ("acute-mild", "not alarm and age >= 18 and weeks <= 4 and pain <= 3"),
    ("acute", "not alarm and age >= 18 and weeks <= 4 and pain > 3"),
    ("subacute-old", "not alarm and age >= 65 and weeks > 4 and weeks <= 12"),
    ("subacute", "not alarm and age >= 18 and age < 65 and weeks > 4 and weeks <= 12"),
    ("tried-severe", "not alarm and age >= 18 and weeks > 12 and tried and pain > 6"),
    ("tried", "not alarm and age >= 18 and weeks > 12 and tried and pain <= 6"),
    ("untried-old", "not alarm and age >= 65 and weeks > 12 and not tried"),
    ("untried", "not alarm and age >= 18 and age < 65 and weeks > 12 and not tried"),
)
"""Outcome and guard; of these exactly one is true for any patient."""
PATIENTS = 2000
SECONDS = 1.0
"""How long each engine is run, at least."""

_FACTS = """[[fact]]
id = "{0}"
name = "{0}"
type = "{1}"
ask = "{0}?"
plain = "{0}?"

"""


def _pathway() -> str:
    branches = "\n".join(
        f'  {{ label = "{name}", when = "{guard}", goto = "{name}" }},' for name, guard in RULES
    )
    ends = "".join(
        f'[[step]]\nkind = "outcome"\nid = "{name}"\nsay = "{name}"\n\n' for name, _ in RULES
    )
    return (
        'title = "Ten"\nasks = "Which?"\nedition = "1"\nstatus = "draft"\nstart = "ask"\n'
        'population = { include = ["all"] }\nreview = { due = 2030-01-01 }\n\n'
        '[[step]]\nkind = "question"\nid = "ask"\nask = "Which?"\n'
        f"branch = [\n{branches}\n]\n\n{ends}"
    )


def stepwell_walks() -> Callable[[dict[str, Any]], str]:
    """The table as a pathway: a walk with its trace, from which the outcome is read."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        where.joinpath("ten.toml").write_text(_pathway(), "utf-8")
        kinds = {"alarm": "yes-no", "tried": "yes-no"}
        facts = ("alarm", "age", "weeks", "pain", "tried")
        where.joinpath("facts.toml").write_text(
            "".join(_FACTS.format(name, kinds.get(name, "number")) for name in facts), "utf-8"
        )
        where.joinpath("collection.toml").write_text(
            'title = "T"\npublisher = "T"\nlicence = "T"\ndisclaimer = "T"\n', "utf-8"
        )
        collection = load(where)
        assert not [*resolve(collection)]
    ready = walker(collection.pathways["ten"], collection)
    return lambda patient: ready.walk(patient).ways[-1].step


def zen_decides() -> Callable[[dict[str, Any]], str]:
    """The table as a ZEN decision table of the same expressions."""
    rows = [
        {"_id": name, "in": guard.replace("==", "=="), "out": f'"{name}"'} for name, guard in RULES
    ]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "in", "name": "guard"}],
        "outputs": [{"id": "out", "name": "Outcome", "field": "outcome"}],
        "rules": rows,
    }
    nodes = [
        {"id": "i", "type": "inputNode", "name": "in"},
        {"id": "t", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "o", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "i", "targetId": "t"},
        {"id": "2", "type": "edge", "sourceId": "t", "targetId": "o"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda patient: str(decision.evaluate(patient)["result"]["outcome"])


def cel_decides() -> Callable[[dict[str, Any]], str]:
    """The table as compiled CEL expressions, tried in order."""
    environment = celpy.Environment()
    programs = []
    for name, guard in RULES:
        text = guard.replace("not ", "!").replace(" and ", " && ")
        programs.append((name, environment.program(environment.compile(text))))

    def decide(patient: dict[str, Any]) -> str:
        activation = celpy.json_to_cel(patient)
        return next(name for name, program in programs if program.evaluate(activation))

    return decide


def patients() -> list[dict[str, Any]]:
    """The same patients on every run, boundaries among them."""
    chance = random.Random(1)
    return [
        {
            "alarm": chance.random() < 0.1,
            "age": chance.choice([17, 18, 40, 64, 65, 80]),
            "weeks": chance.choice([1, 4, 5, 12, 13, 52]),
            "pain": chance.choice([0, 3, 4, 6, 7, 10]),
            "tried": chance.random() < 0.5,
        }
        for _ in range(PATIENTS)
    ]


def rate(decide: Callable[[dict[str, Any]], str], people: list[dict[str, Any]]) -> float:
    """Decisions a second of one core's own time."""
    done, begun = 0, time.process_time()
    while (passed := time.process_time() - begun) < SECONDS:
        for one in people:
            decide(one)
        done += len(people)
    return done / passed


def rates() -> dict[str, float]:
    """Decisions a second of each engine; they must agree on every patient."""
    plain = patients()
    exact = [
        {name: Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
         for name, value in one.items()}
        for one in plain
    ]  # fmt: skip
    own, zen_, cel = stepwell_walks(), zen_decides(), cel_decides()
    few = range(300)
    expected = [own(exact[index]) for index in few]
    assert expected == [zen_(plain[index]) for index in few]
    assert expected == [cel(plain[index]) for index in few]
    return {
        "stepwell": rate(own, exact),
        "zen-engine": rate(zen_, plain),
        "cel-python": rate(cel, plain[:50]),
    }
