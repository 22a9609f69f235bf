"""All checks of a resolved collection, one for each rule.

`CHECKS` names them by rule; `check` runs them. A check is a generator from the
collection and the day to judge by to diagnostics: it never prints, logs, exits
or asks for the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stepwell.checks import answers, cases, currency, evidence, faces, grading, plain, structure
from stepwell.checks.suppression import SUPPRESSIBLE, apply_suppressions
from stepwell.diagnostics import diagnostic
from stepwell.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from stepwell.collection import Collection, Sheet
    from stepwell.diagnostics import Diagnostic

    CaseCheck: TypeAlias = Callable[[Iterable[Sheet], Collection], Iterator[Diagnostic]]
    Undated: TypeAlias = Callable[[Collection], Iterator[Diagnostic]]
    Check: TypeAlias = Callable[[Collection, date], Iterator[Diagnostic]]

__all__ = [
    "CASE_CHECKS",
    "CHECKS",
    "NAMELESS",
    "SUPPRESSIBLE",
    "UNCOVERED",
    "apply_suppressions",
    "check",
    "check_cases",
    "sound",
]


def _undated(rule: Undated) -> Check:
    return lambda collection, _: rule(collection)


CHECKS: Mapping[str, Check] = {
    "unreachable-step": _undated(structure.unreachable_step),
    "dead-end": _undated(structure.dead_end),
    "cycle": _undated(structure.cycle),
    "link-cycle": _undated(structure.link_cycle),
    "unlabelled-branch": _undated(answers.unlabelled_branch),
    "unbounded-return": _undated(answers.unbounded_return),
    "single-branch": _undated(answers.single_branch),
    "duplicate-label": _undated(answers.duplicate_label),
    "otherwise-not-last": _undated(answers.otherwise_not_last),
    "no-red-flags": _undated(structure.no_red_flags),
    "uncited-step": _undated(evidence.uncited_step),
    "uncited-dose": _undated(evidence.uncited_dose),
    "uncited-position": _undated(evidence.uncited_position),
    "uncited-statement": _undated(evidence.uncited_statement),
    "unused-source": _undated(evidence.unused_source),
    "duplicate-doi": _undated(evidence.duplicate_doi),
    "duplicate-pmid": _undated(evidence.duplicate_pmid),
    "citation-without-place": _undated(evidence.citation_without_place),
    "ungraded-recommendation": _undated(grading.ungraded_recommendation),
    "strong-on-low-certainty": _undated(grading.strong_on_low_certainty),
    "verb-against-strength": _undated(grading.verb_against_strength),
    "review-overdue": currency.review_overdue,
    "approved-without-reviewer": _undated(currency.approved_without_reviewer),
    "due-too-late": _undated(currency.due_too_late),
    "review-of-an-old-edition": _undated(currency.review_of_an_old_edition),
    "nothing-compared": _undated(currency.nothing_compared),
    "uncompared-source": _undated(currency.uncompared_source),
    "reading-grade": _undated(plain.reading_grade_of_leaflets),
    "missing-plain-words": _undated(plain.missing_plain_words),
    "missing-leaflet": _undated(plain.missing_leaflet),
    "missing-glyph": _undated(faces.missing_glyph),
    "label-over-budget": _undated(faces.label_over_budget),
    "chart-over-budget": _undated(faces.chart_over_budget),
    "no-pause": _undated(faces.no_pause),
}

NAMELESS: Mapping[str, Check] = {
    name: CHECKS[name]
    for name in (
        "unlabelled-branch",
        "unbounded-return",
        "single-branch",
        "duplicate-label",
        "otherwise-not-last",
        "uncited-step",
        "uncited-dose",
        "uncited-position",
        "uncited-statement",
        "duplicate-doi",
        "duplicate-pmid",
        "citation-without-place",
        "ungraded-recommendation",
        "strong-on-low-certainty",
        "verb-against-strength",
        "review-overdue",
        "approved-without-reviewer",
        "missing-glyph",
    )
}
"""Checks that follow no name: what they say holds while some names lead nowhere."""

CASE_CHECKS: Mapping[str, CaseCheck] = {
    "failing-case": cases.failing_case,
    "uncovered-step": cases.uncovered_step,
    "uncovered-branch": cases.uncovered_branch,
    "uncovered-return": cases.uncovered_return,
}
"""Checks that walk the cases of pathways whose order of steps is sound."""
UNCOVERED = CASE_CHECKS.keys() - {"failing-case"}
"""Those that ask for a case more."""


def check(
    collection: Collection, as_of: date, checks: Mapping[str, Check] = CHECKS
) -> Iterator[Diagnostic]:
    """Everything the checks find; no pathway or no check to run is itself a finding."""
    if not collection.pathways or not checks:
        yield diagnostic(
            "nothing-checked",
            "No check was run: there is no pathway."
            if not collection.pathways
            else "No check was run: none was chosen.",
            Span(collection.info.source.path),
            "a clean report of nothing proves nothing",
        )
    for one in checks.values():
        yield from one(collection, as_of)


def sound(collection: Collection, found: Iterable[Diagnostic]) -> list[Sheet]:
    """The pathways in whose order of steps no fault was found, so that walks mean something."""
    broken = {one.span.path for one in found if one.rule.code.startswith("P3")}
    return [
        sheet
        for sheet in collection.pathways.values()
        if not broken & {one.source.path for one in (sheet, *collection.includes(sheet))}
    ]


def check_cases(pathways: Iterable[Sheet], collection: Collection) -> Iterator[Diagnostic]:
    """Everything that the cases of those pathways show."""
    chosen = [*pathways]
    for one in CASE_CHECKS.values():
        yield from one(chosen, collection)
