"""Checks that someone has reviewed a pathway, and that the review still holds.

Takes a resolved `Collection` and the day to judge by; yields diagnostics of the
rules P512 to P517. Knows no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.listing import listed
from stepwell.model import Pathway
from stepwell.statements import cited_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet

YEARS = 5
"""The longest that a pathway may go without being looked at; the editors' choice."""


def review_overdue(collection: Collection, as_of: date) -> Iterator[Diagnostic]:
    """P512: no pathway in use and no contested point is past its day of review."""
    for sheet, pathway in _pathways(collection):
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
    for sheet, pathway in _approved(collection):
        if not pathway.review.by:
            yield diagnostic(
                "approved-without-reviewer",
                f"Pathway `{sheet.slug}` is approved and names no reviewer.",
                sheet.span("status"),
                'add a `[[review.by]]`, or set the status to "in-review"',
            )


def due_too_late(collection: Collection) -> Iterator[Diagnostic]:
    """P514: the next review is due within some years of the newest edition or record."""
    for sheet, pathway in _pathways(collection):
        seen = pathway.last_seen
        if seen and pathway.review.due > (latest := last_day(seen)):
            yield diagnostic(
                "due-too-late",
                f"The review of `{sheet.slug}` is due more than {YEARS} years after"
                f" {seen.isoformat()}, when it was last written or reviewed.",
                sheet.span("review", "due"),
                f"review it, or set a day no later than {latest.isoformat()}",
            )


def review_of_an_old_edition(collection: Collection) -> Iterator[Diagnostic]:
    """P515: the newest edition of an approved pathway was there when the last reviewer looked."""
    for sheet, pathway in _approved(collection):
        editions = [one.date for one in pathway.history]
        reviews = [one.date for one in pathway.review.by]
        if editions and reviews and max(reviews) < max(editions):
            newest = editions.index(max(editions))
            last = reviews.index(max(reviews))
            yield diagnostic(
                "review-of-an-old-edition",
                f"Pathway `{sheet.slug}` is approved, and its last review is older than its"
                f" edition {pathway.history[newest].edition}.",
                sheet.span("review", "by", last, "date"),
                'have this edition reviewed, or set the status to "in-review"',
                [Note(sheet.span("history", newest, "date"), "the newest edition")],
            )


def nothing_compared(collection: Collection) -> Iterator[Diagnostic]:
    """P516: every record of a review says which edition of which source was compared."""
    for sheet, pathway in _pathways(collection):
        for index, one in enumerate(pathway.review.by):
            if not one.compared:
                yield diagnostic(
                    "nothing-compared",
                    f"The record of {one.name} names no source that was compared.",
                    sheet.span("review", "by", index, "name"),
                    'add `compared = [{ source = "…", edition = "…" }]`, as the reviewer said',
                )


def uncompared_source(collection: Collection) -> Iterator[Diagnostic]:
    """P517: each source that an approved pathway cites was compared by some reviewer."""
    for sheet, pathway in _approved(collection):
        compared = {each.source for one in pathway.review.by for each in one.compared}
        lacking = [key for key in cited_by(sheet, collection) if key not in compared]
        if compared and lacking:
            named = listed([f"`{one}`" for one in lacking])
            yield diagnostic(
                "uncompared-source",
                f"Pathway `{sheet.slug}` is approved, and no reviewer compared {named}.",
                sheet.span("status"),
                "have these compared, and record it by `stepwell review`",
            )


def _pathways(collection: Collection) -> Iterator[tuple[Sheet, Pathway]]:
    """Every pathway that is in use or may come into it."""
    for sheet in collection.pathways.values():
        if isinstance(sheet.value, Pathway) and sheet.value.status != "retired":
            yield sheet, sheet.value


def _approved(collection: Collection) -> Iterator[tuple[Sheet, Pathway]]:
    for sheet, pathway in _pathways(collection):
        if pathway.status == "approved":
            yield sheet, pathway


def last_day(day: date) -> date:
    """The last day by which what was seen on `day` may be due; a leap day gives 28 February."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + YEARS, day=28 if leap else day.day)
