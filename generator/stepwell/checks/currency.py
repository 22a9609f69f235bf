"""Checks that someone has reviewed a pathway, and that the review still holds.

Takes a resolved `Collection` and the day to judge by; yields diagnostics of the
rules P512 and P513. Knows no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, diagnostic
from stepwell.model import Pathway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection


def review_overdue(collection: Collection, as_of: date) -> Iterator[Diagnostic]:
    """P512: no pathway in use and no contested point is past its day of review."""
    for sheet in collection.pathways.values():
        pathway = sheet.value
        if isinstance(pathway, Pathway) and pathway.status != "retired":
            due = pathway.review.due
            if due < as_of:
                yield diagnostic(
                    "review-overdue",
                    f"The review of `{sheet.slug}` was due on {due.isoformat()}.",
                    sheet.span("review", "due"),
                    "compare it with its sources, name the reviewer, then set a new date",
                )
    for name, point in collection.contested.items():
        due = point.value.due
        if due < as_of:
            yield diagnostic(
                "review-overdue",
                f"The choice on `{name}` was to be looked at again on {due.isoformat()}.",
                point.span("due"),
                "compare the positions with their sources, then set a new date",
            )


def approved_without_reviewer(collection: Collection) -> Iterator[Diagnostic]:
    """P513: an approved pathway names who approved it."""
    for sheet in collection.pathways.values():
        pathway = sheet.value
        if isinstance(pathway, Pathway) and pathway.status == "approved" and not pathway.review.by:
            yield diagnostic(
                "approved-without-reviewer",
                f"Pathway `{sheet.slug}` is approved and names no reviewer.",
                sheet.span("status"),
                'add a `[[review.by]]`, or set the status to "in-review"',
            )
