"""Faults that editors accept, with their reasons, and those reasons that have become empty.

Takes what the checks found and the `Collection`; yields what remains, and a
diagnostic of rule P115 for each suppression that hides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.diagnostics import RULES, Diagnostic, diagnostic, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.head import Suppression
    from stepwell.source import Span

SUPPRESSIBLE = frozenset(
    rule.code
    for rule in RULES.values()
    if (rule.code.startswith("P5") and rule.name != "due-moved-without-review")
    or rule.name in {"no-red-flags", "label-over-budget", "chart-over-budget", "no-pause"}
)
"""Codes an editor may accept. Files, names and order stand on the others, and so does print.

A day that was moved is told by comparing two editions, which no file accepts for itself.
"""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Part of a file, from one line and column up to another."""

    start: tuple[int, int]
    end: tuple[float, float]

    def holds(self, span: Span) -> bool:
        return self.start <= (span.line, span.column) < self.end


_WHOLE_FILE = _Stretch((0, 0), (float("inf"), 0))


def apply_suppressions(
    diagnostics: Iterable[Diagnostic], collection: Collection
) -> Iterator[Diagnostic]:
    """The diagnostics that no suppression accepts, then the suppressions that accept none."""
    stated: dict[str, list[tuple[Sheet, int, Suppression, _Stretch]]] = {}
    for sheet in collection.sheets:
        for index, one in enumerate(sheet.value.suppress):
            entry = (sheet, index, one, _stretch(sheet, one.step))
            stated.setdefault(sheet.source.path, []).append(entry)
    used: set[tuple[str, int]] = set()
    for found in diagnostics:
        hidden = False
        for sheet, index, one, stretch in stated.get(found.span.path, ()):
            accepted = one.code == found.rule.code and one.code in SUPPRESSIBLE
            if accepted and stretch.holds(found.span):
                used.add((sheet.source.path, index))
                hidden = True
        if not hidden:
            yield found
    for path, entries in stated.items():
        for sheet, index, one, _ in entries:
            if (path, index) not in used:
                yield _unused(sheet, index, one)


def _stretch(sheet: Sheet, step: str | None) -> _Stretch:
    """Where a step is written, up to the next step or the end of its last key."""
    if step is None:
        return _WHOLE_FILE
    index = next((i for i, one in enumerate(sheet.value.steps) if one.id == step), None)
    if index is None:
        return _Stretch((0, 0), (0, 0))
    spans = [
        span
        for path, place in sheet.source.places.items()
        if path[:2] == ("step", index)
        for span in (place.key, place.value)
    ]
    first, last = min(spans), max(spans)
    return _Stretch((first.line, first.column), (last.line, last.column + last.length))


def _unused(sheet: Sheet, index: int, one: Suppression) -> Diagnostic:
    steps = [step.id for step in sheet.value.steps]
    if one.code not in {rule.code for rule in RULES.values()}:
        advice = f"there is no rule {one.code}"
    elif one.code not in SUPPRESSIBLE:
        advice = f"{one.code} cannot be suppressed; delete this"
    elif one.step and one.step not in steps:
        advice = did_you_mean(one.step, steps) or f"there is no step `{one.step}`"
    else:
        advice = "the fault is gone: delete the suppression"
    where = f" in step `{one.step}`" if one.step else ""
    return diagnostic(
        "unused-suppression",
        f"The suppression of {one.code} hides no fault{where}.",
        sheet.span("suppress", index, "code"),
        advice,
    )
