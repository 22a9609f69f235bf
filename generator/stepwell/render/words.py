"""How grades, times, effects and states of review are said to a clinician.

Takes model values; gives short English. No markup, and nothing of content:
what is said here is said of every pathway alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from stepwell.collection import Collection
    from stepwell.fields import Certainty, Direction, Status, Strength
    from stepwell.head import Review
    from stepwell.model import Graded, Pathway, Return
    from stepwell.quantity import Quantity

STATUS: Mapping[Status, str] = {
    "draft": "Draft",
    "in-review": "In review",
    "approved": "Approved",
    "retired": "Retired",
}
KIND = {
    "question": "Question",
    "action": "Action",
    "outcome": "Outcome",
    "link": "Hand-over",
    "include": "Block of steps",
}
USE = {"offer": "Offered", "contested": "Contested", "avoid": "To be avoided"}
LEAVE = "leave this chart"
"""What leads out of a block, to wherever its host includes it."""
EVIDENCE = (
    "guideline",
    "systematic review",
    "trial",
    "cohort study",
    "drug label",
    "overview",
    "tool",
    "other",
)
"""Kinds of source, strongest first for the reader who looks for advice."""


def by_strength(kinds: Iterable[str]) -> list[str]:
    """Kinds of source, each once, those that `EVIDENCE` names in its order first."""
    found = {*kinds}
    return [one for one in EVIDENCE if one in found] + sorted(found - {*EVIDENCE})


_DIRECTION: Mapping[Direction, str] = {"for": "In favour", "against": "Against"}
_STRENGTH: Mapping[Strength, str] = {
    "strong": "Strong advice",
    "conditional": "Conditional advice",
    "not-graded": "Strength not graded",
}
_CERTAINTY: Mapping[Certainty, str] = {
    "high": "High certainty",
    "moderate": "Moderate certainty",
    "low": "Low certainty",
    "very-low": "Very low certainty",
    "not-graded": "Certainty not graded",
}
_VERB = {
    "start": "Start",
    "stop": "Stop",
    "continue": "Continue",
    "escalate": "Step up",
    "refer": "Refer",
    "order": "Order",
    "workup": "Work up",
    "assess": "Assess",
    "offer": "Offer",
    "avoid": "Avoid",
    "caution": "Caution",
    "scope": "Scope",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A label with its words; `kind` chooses a shape and never carries meaning alone."""

    kind: str
    text: str


def grade(step: Graded) -> tuple[Badge, ...]:
    """Direction, strength and certainty as labels, as far as they are stated."""
    badges = []
    if step.direction:
        badges.append(Badge(f"direction-{step.direction}", _DIRECTION[step.direction]))
    if step.strength == step.certainty == "not-graded":
        return (*badges, Badge("not-graded", "Strength and certainty not graded"))
    if step.strength:
        badges.append(Badge(f"strength-{step.strength}", _STRENGTH[step.strength]))
    if step.certainty:
        badges.append(Badge(f"certainty-{step.certainty}", _CERTAINTY[step.certainty]))
    return tuple(badges)


def graded(step: Graded) -> str:
    """The same in one phrase: `In favour; strong advice; moderate certainty`."""
    said = "; ".join(badge.text for badge in grade(step))
    return f"{said[:1]}{said[1:].lower()}"


def effect(name: str, collection: Collection) -> str:
    """An effect in words: those of the register, else `start:nsaid` is `Start: NSAID`."""
    for one in collection.info.value.effects:
        if one.id == name:
            return one.say
    verb, _, thing = name.partition(":")
    return f"{_VERB[verb]}: {_thing(thing, collection)}"


def _thing(name: str, collection: Collection) -> str:
    if known := collection.medications.get(name) or collection.classes.get(name):
        return known.value.name
    short = {one.short.lower(): one.short for one in collection.info.value.abbreviations}
    return " ".join(short.get(word, word) for word in name.split("-"))


def after(interval: Quantity | None) -> str:
    """When a return happens: `In 2 weeks`, or `At this visit` when no time passes."""
    if interval is None:
        return "At a later visit"
    return f"In {interval}" if interval.high else "At this visit"


def at_most(back: Return) -> str:
    """The bound of a return."""
    if back.at_most is None:
        return ""
    return "at most once" if back.at_most == 1 else f"at most {back.at_most} times"


def reviewed(review: Review) -> str:
    """Who has looked at this edition, in one sentence."""
    if not review.by:
        return "No clinician has reviewed this page."
    return f"Reviewed by {_listed([f'{one.name}, {one.role}' for one in review.by])}."


def sentence(text: str) -> str:
    """Text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


@dataclass(frozen=True, slots=True)
class Age:
    """How long something holds; a reader's page judges `due` anew by the day of the reader."""

    due: date
    late: bool
    """Whether the day of review has passed, by the day of the build."""
    since: date | None = None
    """The last day that it tells of: a clock that shows an earlier one is wrong."""


def age(pathway: Pathway, as_of: date) -> Age:
    """How long an edition of a pathway holds."""
    return Age(pathway.review.due, as_of > pathway.review.due, pathway.last_seen)


def _listed(items: list[str]) -> str:
    return "; ".join(items)
