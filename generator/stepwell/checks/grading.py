"""Checks that a recommendation has its grade, and that its wording fits it.

Takes a resolved `Collection`; yields diagnostics of the rules P509 to P511.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.checks.wording import contradicting_verb
from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.listing import listed
from stepwell.model import Action, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Located
    from stepwell.model import Step

_GRADE = ("direction", "strength", "certainty")
_WEAK_EVIDENCE = {"low": "low", "very-low": "very low"}
_REWORD = {
    "strong": "say what to do, as with `offer` or `stop`, or correct the strength",
    "conditional": "say `offer`, `consider` or `suggest`, or correct the strength",
}


def ungraded_recommendation(collection: Collection) -> Iterator[Diagnostic]:
    """P509: an action, and an outcome that recommends, has all three parts of its grade."""
    for step, acting in _acting(collection):
        lacking = [f"`{key}`" for key in _GRADE if getattr(acting, key) is None]
        if lacking and _recommends(acting):
            yield diagnostic(
                "ungraded-recommendation",
                f"{acting.kind.capitalize()} `{acting.id}` lacks {listed(lacking)}.",
                step.span("id"),
                'copy the grade from the source; where it gives none, write "not-graded"',
            )


def _recommends(acting: Action | Outcome) -> bool:
    graded = any(getattr(acting, key) is not None for key in _GRADE)
    return acting.kind == "action" or bool(acting.start) or graded


def strong_on_low_certainty(collection: Collection) -> Iterator[Diagnostic]:
    """P510: strong advice on weak evidence says why."""
    for step, acting in _acting(collection):
        if (
            acting.strength == "strong"
            and acting.certainty in _WEAK_EVIDENCE
            and acting.reason is None
        ):
            yield diagnostic(
                "strong-on-low-certainty",
                f"`{acting.id}` is strong advice on evidence of {_WEAK_EVIDENCE[acting.certainty]} "
                "certainty, and gives no reason.",
                step.span("strength"),
                "add `reason`, as its source gives it, or correct the grade",
            )


def verb_against_strength(collection: Collection) -> Iterator[Diagnostic]:
    """P511: strong advice does not suggest, and conditional advice does not order."""
    for step, acting in _acting(collection):
        said = ("do", acting.do) if acting.kind == "action" else ("say", acting.say)
        for key, text in (said, ("short", acting.short or "")):
            if found := contradicting_verb(text, acting.strength):
                offset, verb = found
                yield diagnostic(
                    "verb-against-strength",
                    f"`{verb}` contradicts the strength of `{acting.id}`, "
                    f"which is {acting.strength}.",
                    step.inside(offset, len(verb), key),
                    _REWORD[acting.strength or ""],
                )


def _acting(collection: Collection) -> Iterator[tuple[Located[Step], Action | Outcome]]:
    for sheet in collection.sheets:
        for step in sheet.steps():
            if isinstance(step.value, Action | Outcome):
                yield step, step.value
