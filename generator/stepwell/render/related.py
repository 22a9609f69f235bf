"""Where else a reader of a pathway may look: related questions.

Takes a pathway and its collection; gives each other pathway once: those that
its editors name, then those it leads on to, then those that lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.model import Pathway
from stepwell.render.citing import steps
from stepwell.render.step_list import elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet


@dataclass(frozen=True, slots=True)
class Related:
    """Another pathway and why to look there; `page` is empty when it is not written yet."""

    slug: str
    title: str
    asks: str
    page: str
    why: str


def related(sheet: Sheet, collection: Collection) -> tuple[Related, ...]:
    """The other pathways, each with the first reason that holds."""
    reasons: dict[str, str] = {}
    for slug, why in _reasons(sheet, collection):
        if slug != sheet.slug and slug in collection.slugs:
            reasons.setdefault(slug, why)
    return tuple(_related(slug, why, collection) for slug, why in reasons.items())


def _reasons(sheet: Sheet, collection: Collection) -> Iterator[tuple[str, str]]:
    if isinstance(sheet.value, Pathway):
        yield from ((one.pathway, one.why) for one in sheet.value.see_also)
    yield from ((slug, "This pathway leads on to it.") for slug in _named(sheet, collection))
    for other in collection.pathways.values():
        if sheet.slug in _named(other, collection):
            yield other.slug, "It leads on to this pathway."


def _named(sheet: Sheet, collection: Collection) -> list[str]:
    """Pathways to which its steps hand over, or in which they let a later visit begin."""
    found = []
    for step in steps(sheet, collection):
        if step.kind == "link":
            found.append(step.to)
        elif step.kind == "outcome" and step.returns and step.returns.resume_in:
            found.append(step.returns.resume_in)
    return found


def _related(slug: str, why: str, collection: Collection) -> Related:
    page = elsewhere(slug, collection)
    if slug in collection.pathways:
        asks = collection.pathways[slug].value.asks
    else:
        asks = next(one.asks for one in collection.info.value.planned if one.slug == slug)
    return Related(slug, page.title, asks, page.page, why)
