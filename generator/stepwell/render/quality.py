"""The quality page: what was checked, how often, and what was found.

Takes the collection, the findings and the rules that ran; gives `quality.md`.
Counts say what is still weak (whole-document citations, accepted faults) as
plainly as what holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.diagnostics import RULES
from stepwell.model import Pathway
from stepwell.render import citing
from stepwell.render.artifact import Artifact
from stepwell.render.templating import render
from stepwell.render.words import STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic, Findings, Rule
    from stepwell.fields import Citation
    from stepwell.model import Suppression

FAMILIES = {
    "P1": "Files",
    "P2": "Names",
    "P3": "Structure",
    "P4": "Logic",
    "P5": "Evidence",
    "P6": "Cases",
    "P7": "Wording",
    "P8": "Faces",
}
WHOLE = "whole document"
"""How editors write a place that is still to be narrowed."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one pathway holds, its blocks included."""

    sheet: Sheet
    status: str
    steps: int
    questions: int
    answers: int
    recommendations: int
    citations: int
    whole_document: int
    cases: int


def quality(
    collection: Collection, findings: Findings, *, as_of: date, rules: Iterable[Rule] | None = None
) -> Iterator[Artifact]:
    """The quality page; `rules` are those that ran, all of them unless said otherwise."""
    ran = tuple(RULES.values() if rules is None else rules)
    found = Counter(one.rule.code for one in findings)
    tallies = tuple(_tally(sheet, collection) for sheet in collection.pathways.values())
    text = render(
        "quality.md.j2",
        as_of=as_of,
        families=tuple(_families(ran)),
        found=found,
        errors=findings.errors,
        warnings=findings.warnings,
        diagnostics=tuple(findings),
        place=_place,
        tallies=tallies,
        suppressions=tuple(_suppressions(collection)),
        planned=collection.info.value.planned,
        rules=len(ran),
        totals=_totals(collection),
    )
    yield Artifact("quality.md", text.encode())


def _families(rules: tuple[Rule, ...]) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    for prefix, name in FAMILIES.items():
        if some := tuple(one for one in rules if one.code.startswith(prefix)):
            yield name, some


def _place(one: Diagnostic) -> str:
    return f"{one.span.path}:{one.span.line}:{one.span.column}"


def _tally(sheet: Sheet, collection: Collection) -> Tally:
    status = STATUS[sheet.value.status] if isinstance(sheet.value, Pathway) else ""
    steps = list(citing.steps(sheet, collection))
    cites = list(citing.citations(sheet, collection))
    return Tally(
        sheet,
        status,
        steps=len(steps),
        questions=sum(one.kind == "question" for one in steps),
        answers=sum(len(one.branches) for one in steps if one.kind == "question"),
        recommendations=sum(
            one.kind in {"action", "outcome"} and one.direction is not None for one in steps
        ),
        citations=len(cites),
        whole_document=sum(map(_is_whole, cites)),
        cases=len(collection.cases.get(sheet.slug, ())),
    )


def _is_whole(cite: Citation) -> bool:
    return cite.at.strip().lower() == WHOLE


def _suppressions(collection: Collection) -> Iterator[tuple[Sheet, Suppression]]:
    for sheet in collection.sheets:
        for one in sheet.value.suppress:
            yield sheet, one


def _totals(collection: Collection) -> dict[str, int]:
    """How many there are of each thing in the whole collection."""
    return {
        "pathways": len(collection.pathways),
        "blocks": len(collection.blocks),
        "facts": len(collection.facts),
        "medications": len(collection.medications),
        "contested points": len(collection.contested),
        "sources": len(collection.references),
    }
