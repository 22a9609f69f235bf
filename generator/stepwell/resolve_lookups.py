"""Names in the head of a pathway and in what readers look up: questions, sources, scales.

Takes a `Collection`; gives diagnostics of family P2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.graph import whole
from stepwell.model import Pathway
from stepwell.unknown_name import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic


def lookup_faults(collection: Collection) -> Iterator[Diagnostic]:
    """Every step, source, pathway and scale named there that does not exist."""
    for sheet in collection.pathways.values():
        yield from _head(sheet, collection)
    for index, slug in enumerate(collection.info.value.order):
        if slug not in collection.slugs:
            span = collection.info.span("order", index)
            yield unknown("pathway", slug, span, collection.slugs)
    for benefit in collection.benefits.values():
        scale = benefit.value.scale
        if scale and scale not in collection.scales:
            yield unknown("scale", scale, benefit.span("scale"), collection.scales)


def _head(sheet: Sheet, collection: Collection) -> Iterator[Diagnostic]:
    pathway = sheet.value
    if not isinstance(pathway, Pathway):
        raise TypeError("a block has no head")
    steps = whole(sheet, collection).nodes if pathway.answers else {}
    for index, answer in enumerate(pathway.answers):
        if answer.step not in steps:
            yield unknown("step", answer.step, sheet.span("answer", index, "step"), steps)
    for place, reviewer in enumerate(pathway.review.by):
        for index, one in enumerate(reviewer.compared):
            if one.source not in collection.references:
                span = sheet.span("review", "by", place, "compared", index, "source")
                yield unknown("source", one.source, span, collection.references)
    for index, other in enumerate(pathway.see_also):
        if other.pathway not in collection.slugs:
            span = sheet.span("see_also", index, "pathway")
            yield unknown("pathway", other.pathway, span, collection.slugs)
