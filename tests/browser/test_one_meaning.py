"""The browser's logic gives every verdict and every walk that Python gives, in a real Chromium.

The conformance cases, then guards and walks made at random, and random patients in the
pathways of this site. Many are put to the page at once.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from conformance.corpus import collection, facts, guard_cases, walk_cases
from random_pathways import EXAMPLES, OneWalk, guarded, sampled, walks, walks_of

import stepwell
from stepwell.guard import parse
from stepwell.guard_json import fact_json, guard_json
from stepwell.load import load
from stepwell.render.walk_through import walk_data
from stepwell.verdict import verdict
from stepwell.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page

    from stepwell.given import Given, Patient
    from stepwell.registers import Fact
    from stepwell.walk import Walk

T = TypeVar("T")

LOGIC = Path(stepwell.__file__).parent / "assets" / "logic.js"
SITE = load(Path(__file__).parents[2] / "pathways")
BATCH = 250

VERDICTS = "([guard, facts, patient]) => stepwellLogic.verdict(guard, facts, patient)"
WALKS = """([data, patient, usedUp, at]) => {
  const walked = stepwellLogic.walk(shared[data], patient, usedUp, at);
  const { ways, steps, stop, outcome, effects, needs, missing } = walked;
  const next = stepwellLogic.next(shared[data], walked, []);
  return { ways, steps, stop, outcome, effects, needs, missing, next };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the logic, and nothing else."""
    context = browser.new_context()
    opened = context.new_page()
    opened.add_script_tag(path=LOGIC)
    yield opened
    context.close()


def evaluated(page: Page, function: str, asked: list[Any], shared: Any = None) -> list[Any]:
    """What a function gives for each thing asked; as text both ways, which is quicker by far."""
    script = f"""text => {{
      const {{ shared, asked }} = JSON.parse(text);
      return JSON.stringify(asked.map({function}));
    }}"""
    found: list[Any] = json.loads(
        page.evaluate(script, json.dumps({"shared": shared, "asked": asked}))
    )
    return found


def batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def patient_json(patient: Patient) -> dict[str, bool | str]:
    return {name: _json(value) for name, value in patient.items()}


def _json(value: Given) -> bool | str:
    return f"{value:f}" if isinstance(value, Decimal) else value


def facts_json(register: Mapping[str, Fact]) -> dict[str, Any]:
    return {
        name: fact_json(fact, parse(fact.derive) if fact.derive else None)
        for name, fact in register.items()
    }


def walk_json(taken: Walk) -> dict[str, Any]:
    """A walk as the browser gives it."""
    asked = taken.next(())
    return {
        "ways": [
            {
                "step": way.step,
                "kind": way.edge.kind.value if way.edge else None,
                "index": way.edge.index if way.edge else None,
                "to": way.edge.target if way.edge else None,
                "stop": way.stop.value if way.stop else None,
            }
            for way in taken.ways
        ],
        "steps": list(taken.steps),
        "stop": taken.stop.value,
        "outcome": taken.outcome,
        "effects": list(taken.effects),
        "needs": [{"step": need.step, "facts": list(need.facts)} for need in taken.needs],
        "missing": list(taken.missing),
        "next": {"step": asked[0], "fact": asked[1]} if asked else None,
    }


def disagreements(page: Page, asked: Sequence[OneWalk]) -> list[tuple[OneWalk, Any, Any]]:
    """Walks that the browser takes otherwise, each with Python's and the browser's."""
    found = []
    for batch in batches(asked):
        sheets = {one.sheet: one for one in batch}
        places = {sheet: place for place, sheet in enumerate(sheets)}
        datas = [walk_data(one.sheet, one.collection) for one in sheets.values()]
        patients = [
            [places[one.sheet], patient_json(one.known), list(one.used_up), one.at] for one in batch
        ]
        taken = evaluated(page, WALKS, patients, datas)
        for one, theirs in zip(batch, taken, strict=True):
            ours = walk_json(one.walker.walk(one.known, one.used_up, one.at))
            if ours != theirs:
                found.append((one, ours, theirs))
    return found


def test_each_conformance_guard_gives_its_verdict(page: Page) -> None:
    cases, known = guard_cases(), facts_json(facts())
    asked = [
        [guard_json(parse(case.guard)), known, patient_json(case.patient)]
        for case in cases.values()
    ]
    found = dict(zip(cases, evaluated(page, VERDICTS, asked), strict=True))
    assert {name: case.verdict for name, case in cases.items()} == found


def test_each_conformance_walk_is_as_expected(page: Page) -> None:
    cases, pathways = walk_cases(), collection().pathways
    datas = {slug: walk_data(sheet, collection()) for slug, sheet in pathways.items()}
    asked = [
        [case.pathway, patient_json(case.patient), list(case.used_up), case.at]
        for case in cases.values()
    ]
    for (name, case), taken in zip(
        cases.items(), evaluated(page, WALKS, asked, datas), strict=True
    ):
        branches = [
            datas[case.pathway]["steps"][way["step"]]["ways"][way["index"]]["label"]
            for way in taken["ways"]
            if way["kind"] == "branch"
        ]
        assert list(case.steps) == taken["steps"], name
        assert list(case.branches) == branches, name
        assert case.stop == taken["stop"], name
        assert case.outcome == taken["outcome"], name
        assert list(case.effects) == taken["effects"], name
        assert [one.model_dump(mode="json") for one in case.needs] == taken["needs"], name
        assert list(case.missing) == taken["missing"], name


def test_guards_made_at_random_give_the_verdicts_of_python(page: Page) -> None:
    wrong = []
    for batch in batches(sampled(guarded)):
        asked = [
            [guard_json(parse(one.guard)), facts_json(one.facts), patient_json(one.known)]
            for one in batch
        ]
        for one, theirs in zip(batch, evaluated(page, VERDICTS, asked), strict=True):
            ours = verdict(parse(one.guard), one.facts)(one.known)
            if ours is not theirs:
                wrong.append((one, ours, theirs))
    assert min(wrong, key=lambda found: len(found[0].guard), default=None) is None


def test_pathways_made_at_random_are_walked_as_in_python(page: Page) -> None:
    wrong = disagreements(page, sampled(walks, EXAMPLES // 4))
    assert min(wrong, key=lambda found: len(found[0].walker.graph.nodes), default=None) is None


def test_the_pathways_of_this_site_are_walked_as_in_python(page: Page) -> None:
    asked: list[OneWalk] = []
    for sheet in SITE.pathways.values():
        asked += sampled(
            lambda sheet=sheet: walks_of(sheet, SITE), EXAMPLES // len(SITE.pathways) + 1
        )
    stops = Counter(walk(one.sheet, SITE, one.known, one.used_up, one.at).stop for one in asked)
    assert set(stops) <= {"outcome", "link", "needs"}
    assert min(disagreements(page, asked), key=lambda one: len(one[0].known), default=None) is None
