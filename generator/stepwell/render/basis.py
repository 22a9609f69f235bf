"""What the advice of a page rests on, by kind of evidence.

Takes the references of a page when all of it has been marked; gives one row a
kind, strongest first, with the sources and the steps that rest on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render.step_list import own_steps
from stepwell.render.words import by_strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.render.references import Reference
    from stepwell.render.step_list import StepView


@dataclass(frozen=True, slots=True)
class Basis:
    """One kind of evidence: its sources, and the advice that cites one of them."""

    kind: str
    references: tuple[Reference, ...]
    steps: tuple[StepView, ...]
    alone: tuple[StepView, ...]
    """Those of the steps that cite no other kind."""


def basis(references: tuple[Reference, ...], views: tuple[StepView, ...]) -> Iterator[Basis]:
    """The rows; only actions and outcomes count as advice."""
    advice = [view for view, _ in own_steps(views) if view.kind in {"action", "outcome"}]
    for kind in by_strength(one.entry.kind for one in references):
        resting = tuple(view for view in advice if kind in view.basis)
        yield Basis(
            kind,
            tuple(one for one in references if one.entry.kind == kind),
            resting,
            tuple(view for view in resting if view.basis == [kind]),
        )
