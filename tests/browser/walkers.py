"""A person at the walk-through: what patients answer, and the keys that answer it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stepwell.choice import Stop
from stepwell.graph import EdgeKind
from stepwell.walk import Walker, walker

if TYPE_CHECKING:
    from collections.abc import Collection as Names
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from stepwell.cases import Case
    from stepwell.collection import Collection, Sheet
    from stepwell.given import Given, Patient

SEEN = """() => {
  const head = document.querySelector('.sw-walk-live h3');
  const field = document.querySelector('.sw-walk-live fieldset');
  return {
    fact: field && field.dataset.fact,
    said: head && head.textContent,
    held: document.activeElement === head,
    told: document.title.startsWith(head.textContent),
    hash: decodeURIComponent(location.hash),
    values: field && [...field.querySelectorAll('input')].map(one => one.value),
    stops: field && field.querySelectorAll('a').length + 1,
  };
}"""
DONE = "done"
"""The button that goes on after a return that is used up."""


@dataclass(frozen=True)
class Journey:
    """What a person answers in the order in which it is asked, and the ends that this shows."""

    ends: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


def ends(made: Walker) -> set[str]:
    """Every outcome and hand-over of a pathway."""
    return {name for name, node in made.graph.nodes.items() if node.kind in {"outcome", "link"}}


def journeys(sheet: Sheet, collection: Collection) -> list[Journey]:
    """Journeys that show every end: of the cases, and of patients made up for the rest."""
    made, found = walker(sheet, collection), dict[str, Journey]()
    for journey in _journeys(made, [one.value for one in collection.cases.get(sheet.slug, ())]):
        for end in journey.ends:
            found.setdefault(end, journey)
        if ends(made) <= set(found):
            break
    assert ends(made) == set(found)
    seen: set[str] = set()
    kept = []
    for journey in sorted(found.values(), key=lambda one: len(one.ends), reverse=True):
        if not seen >= set(journey.ends):
            kept.append(journey)
        seen |= set(journey.ends)
    return kept


def _journeys(made: Walker, cases: list[Case]) -> Iterator[Journey]:
    for one in cases:
        yield travelled(made, one.patient, one.used_up)
    dice = random.Random(7)
    for _ in range(20_000):
        used_up = [name for name in made.graph.nodes if dice.random() < 0.5]
        yield travelled(made, _made_up(made, dice), used_up)


def _made_up(made: Walker, dice: random.Random) -> Patient:
    patient: dict[str, Given] = {}
    for ask in made.questions.values():
        for name in ask.asked:
            if ask.candidates(name) and dice.random() < 0.85:
                patient[name] = dice.choice(ask.candidates(name))
    return patient


def travelled(made: Walker, patient: Patient, used_up: Names[str]) -> Journey:
    """The journey of a patient, who answers what is asked as far as it is known."""
    known: dict[str, Given] = {}
    answers: list[tuple[str, str]] = []
    shown: list[str] = []
    while True:
        declined = [name for name, text in answers if text == "unknown"]
        done = [name for name, text in answers if text == DONE]
        walk = made.walk(known, done)
        if asked := walk.next(declined):
            if asked[1] in patient:
                known[asked[1]] = patient[asked[1]]
            answers.append((asked[1], text(known.get(asked[1]))))
            continue
        assert walk.stop in {Stop.OUTCOME, Stop.LINK}
        last = walk.steps[-1]
        shown.append(last)
        then = any(one.kind is EdgeKind.THEN for one in made.graph.ways[last])
        if last not in used_up or not then:
            return Journey(tuple(shown), tuple(answers))
        answers.append((last, DONE))


def text(value: Given | None) -> str:
    """A value as the form has it."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case _:
            return value


def press(page: Page, name: str) -> None:
    """Press a button of the walk-through with the keyboard."""
    page.locator(f".sw-walk-live [data-do={name}]").first.focus()
    page.keyboard.press("Enter")


def start(page: Page) -> dict[str, Any]:
    """The first question, from the start or from anywhere."""
    if page.locator(".sw-walk-live [data-do=start]").count() == 0:
        press(page, "restart")
    press(page, "start")
    return seen(page)


def seen(page: Page) -> dict[str, Any]:
    """What the walk-through shows."""
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


def answer(page: Page, value: str, shown: dict[str, Any] | None = None) -> dict[str, Any]:
    """Answer the question with the keyboard alone, from its heading on; what is shown then."""
    shown = shown or seen(page)
    values, keys = shown["values"], ["Tab"] * shown["stops"]
    if values[0] == "" and value != "unknown":
        keys += value
    elif values[0] == "":
        keys += ["Tab", "Space"]
    else:
        keys += ["Space", *["ArrowDown"] * values.index(value)]
    for key in [*keys, "Enter"]:
        page.keyboard.press(key)
    return seen(page)


def travel(page: Page, journey: Journey) -> Iterator[dict[str, Any]]:
    """Go a journey; what is shown before each answer and at the end."""
    shown = start(page)
    for name, value in journey.answers:
        yield shown | {"wanted": name}
        if value == DONE:
            press(page, "done")
            shown = seen(page)
        else:
            shown = answer(page, value, shown)
    yield shown | {"wanted": journey.ends[-1]}
