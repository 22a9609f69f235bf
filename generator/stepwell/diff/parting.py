"""Where the walks of one patient part between two editions.

Takes two walks; gives the first place at which they lead elsewhere, or nothing.
The counterpart of `turns` for one patient: tests hold the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stepwell.choice import ENDS
from stepwell.diff.turns import START, Landing

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from stepwell.walk import Walk


class Parting(NamedTuple):
    """A step of both editions, by its new name, and where each leads from it."""

    step: str
    was: Landing
    now: Landing


def parting(old: Walk, new: Walk, names: Mapping[str, str]) -> Parting | None:
    """The first parting of two walks; None if they take the same way to the same end."""
    last = START
    for was, now in zip(
        _landings(old, names.keys()), _landings(new, {*names.values()}), strict=False
    ):
        if names.get(was.step) != now.step or was.stop is not now.stop:
            return Parting(last, was, now)
        last = now.step
    return None


def advice(walk: Walk, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The steps advised, in order, and the question at which the walk stops short of an end.

    `names` are old names with new ones, for a walk of the old edition.
    """
    given = [node.id for node in walk.advice]
    if walk.stop not in ENDS:
        given.append(walk.steps[-1])
    named = given if names is None else [names.get(one, f"old {one}") for one in given]
    return (*named, "" if walk.stop in ENDS else walk.stop.value)


def _landings(walk: Walk, shared: Container[str]) -> list[Landing]:
    """The steps taken, but for questions that the other edition does not ask; then the end."""
    questions = walk.walker.questions
    taken = [Landing(one) for one in walk.steps if one in shared or one not in questions]
    return [*taken, Landing(walk.steps[-1], walk.stop)]
