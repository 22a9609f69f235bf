"""Days of review that were moved to later ones although nobody reviewed.

Takes two editions of a collection; yields diagnostics of the rule P518, placed in
the newer one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.model import Pathway
from stepwell.render import citing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection


def due_moved_without_review(old: Collection, new: Collection) -> Iterator[Diagnostic]:
    """P518: a pathway or contested point is due later only when a new record says who looked."""
    reviewed = {slug for slug in new.pathways if _newly_reviewed(slug, old, new)}
    for slug, sheet in new.pathways.items():
        was, now = _pathway(slug, old), _pathway(slug, new)
        if was and now and was.review.due < now.review.due and slug not in reviewed:
            newest = max((one.date for one in now.review.by), default=None)
            related = []
            if newest:
                index = [one.date for one in now.review.by].index(newest)
                span = sheet.span("review", "by", index, "date")
                related = [Note(span, "the newest record, which is no new one")]
            yield diagnostic(
                "due-moved-without-review",
                f"The review of `{slug}` was due on {was.review.due.isoformat()}; the day was"
                " moved to a later one, and no new record of a review says why.",
                sheet.span("review", "due"),
                f'record who compared what: stepwell review {slug} --by "…" --role "…"'
                ' --compared "SOURCE: edition"',
                related,
            )
    for name, point in new.contested.items():
        before = old.contested.get(name)
        if before is None or before.value.due >= point.value.due:
            continue
        shown = [
            slug for slug, sheet in new.pathways.items() if point in citing.contested(sheet, new)
        ]
        if not reviewed & {*shown}:
            where = ", ".join(f"`{slug}`" for slug in shown)
            yield diagnostic(
                "due-moved-without-review",
                f"The choice on `{name}` was to be looked at again on"
                f" {before.value.due.isoformat()}; the day was moved to a later one, and no new"
                " record of a review says why.",
                point.span("due"),
                f"record who compared its positions, in a pathway that shows it: {where}"
                if shown
                else "no pathway shows it: leave the day as it was",
            )


def _pathway(slug: str, collection: Collection) -> Pathway | None:
    sheet = collection.pathways.get(slug)
    return sheet.value if sheet and isinstance(sheet.value, Pathway) else None


def _newly_reviewed(slug: str, old: Collection, new: Collection) -> bool:
    """Whether a record is new, and no older than what was known of the pathway before."""
    was, now = _pathway(slug, old), _pathway(slug, new)
    if now is None:
        return False
    if was is None:
        return bool(now.review.by)
    fresh = [one for one in now.review.by if one not in was.review.by]
    return any(was.last_seen is None or one.date >= was.last_seen for one in fresh)
