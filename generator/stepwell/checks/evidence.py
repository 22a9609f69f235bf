"""Checks that every statement has its source and every source its place.

Takes a resolved `Collection`; yields diagnostics of the rules P501 to P508.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stepwell.diagnostics import Diagnostic, Note, diagnostic
from stepwell.statements import stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stepwell.bibliography import Entry
    from stepwell.collection import Collection

_CITE = 'add `cite = [{ source = "…", at = "…" }]` with a key of references.bib'
_DIGITS = re.compile(r"\d+")


def uncited_step(collection: Collection) -> Iterator[Diagnostic]:
    """P501: every question, action and outcome names its source; a link need not."""
    yield from _uncited(
        collection,
        "uncited-step",
        ("question", "action", "outcome"),
        lambda kind, name: f"{kind.capitalize()} `{name}` has no citation.",
    )


def uncited_dose(collection: Collection) -> Iterator[Diagnostic]:
    """P502: every dose and caution names its source."""
    yield from _uncited(
        collection,
        "uncited-dose",
        ("dose", "caution"),
        lambda kind, name: f"A {kind} of `{name}` has no citation.",
    )


def uncited_position(collection: Collection) -> Iterator[Diagnostic]:
    """P503: every position on a contested point names its source."""
    yield from _uncited(
        collection,
        "uncited-position",
        ("position",),
        lambda _, name: f"The position of {name} has no citation.",
    )


def uncited_statement(collection: Collection) -> Iterator[Diagnostic]:
    """P504: whatever else is said to readers names its source."""
    yield from _uncited(
        collection,
        "uncited-statement",
        (
            "red flag",
            "pitfall",
            "safety rule",
            "score tool",
            "band",
            "part of a leaflet",
            "term",
            "scale",
            "benefit",
            "guideline",
        ),
        lambda kind, _: f"This {kind} has no citation.",
    )


def _uncited(
    collection: Collection, rule: str, kinds: tuple[str, ...], say: Callable[[str, str], str]
) -> Iterator[Diagnostic]:
    for one in stated(collection):
        if one.kind in kinds and not one.cite:
            yield diagnostic(rule, say(one.kind, one.name), one.span, _CITE)


def unused_source(collection: Collection) -> Iterator[Diagnostic]:
    """P505: every entry of the bibliography is cited somewhere."""
    used = {cite.source for one in stated(collection) for cite in one.cite}
    for key, entry in collection.references.items():
        if key not in used:
            yield diagnostic(
                "unused-source",
                f"Source `{key}` is cited nowhere.",
                entry.span,
                "cite it where it is used, or delete the entry",
            )


def duplicate_doi(collection: Collection) -> Iterator[Diagnostic]:
    """P506: no DOI stands for two entries, whatever its case or prefix."""
    yield from _shared(collection, "duplicate-doi", "DOI", lambda entry: entry.doi)


def duplicate_pmid(collection: Collection) -> Iterator[Diagnostic]:
    """P507: no PubMed id stands for two entries, whatever its prefix."""
    yield from _shared(collection, "duplicate-pmid", "PubMed id", _pmid)


def _pmid(entry: Entry) -> str:
    digits = _DIGITS.search(entry.pmid)
    return digits[0].lstrip("0") if digits else ""


def _shared(
    collection: Collection, rule: str, what: str, name: Callable[[Entry], str]
) -> Iterator[Diagnostic]:
    first: dict[str, Entry] = {}
    for entry in collection.references.values():
        value = name(entry)
        earlier = first.setdefault(value, entry)
        if value and earlier is not entry:
            yield diagnostic(
                rule,
                f"Sources `{earlier.key}` and `{entry.key}` share the {what} {value}.",
                entry.span,
                "keep one entry and cite it in both places, or correct the number",
                [Note(earlier.span, "the other entry")],
            )


def citation_without_place(collection: Collection) -> Iterator[Diagnostic]:
    """P508: every citation says where in its source the statement stands."""
    for one in stated(collection):
        for index, cite in enumerate(one.cite):
            if not cite.at.strip():
                yield diagnostic(
                    "citation-without-place",
                    f"The citation of `{cite.source}` does not say where in it.",
                    one.located.span("cite", index),
                    'add `at`, such as `at = "recommendation 3"` or `at = "Table 2"`',
                )
