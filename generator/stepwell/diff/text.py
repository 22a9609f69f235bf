"""A difference as text for a terminal.

Takes a `Difference`; gives lines. What was stands after `−`, what is after `+`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diff.summary import counts, headline, part_words
from stepwell.render.templating import capital, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.diff.values import Difference, Part, Region

_CASES = 6
"""Names of cases shown; the others are counted."""
_SHORT = 48
"""Characters of two values that stand on one line."""
_FEW = 3
"""Pathways that are named without being counted."""


def text(found: Difference) -> str:
    """The whole difference."""
    lines = [" ".join(filter(None, [headline(found), capital(counts(found))]))]
    if found.regions:
        lines += ["", "PATIENTS WHO ARE LED ELSEWHERE"]
        for number, one in enumerate(found.regions, start=1):
            lines += ["", *_region(number, one)]
    for slug, reason in found.uncompared:
        lines += ["", f"The patients of `{slug}` could not be compared: {reason}."]
    for sheet in found.sheets:
        lines += ["", f"{sheet.title} ({sheet.kind} `{sheet.slug}`, {sheet.state})"]
        lines += [line for part in sheet.parts for line in _part(part)]
        lines += [*_cases(sheet.cases, "pass through what reads otherwise")]
    if found.registers:
        lines += ["", "REGISTERS, SOURCES AND CASES"]
        lines += [line for part in found.registers for line in _part(part)]
    if found.touched:
        lines += ["", "PRINTED SHEETS TO REPLACE"]
        lines += [
            f"  {one.kind} {one.title}: {one.old or 'none'} → {one.new or 'none'}"
            for one in found.touched
        ]
    return "\n".join(lines) + "\n"


def _region(number: int, one: Region) -> Iterator[str]:
    where = f"at “{one.at}”" if one.at else "at the start"
    yield f"{number}. {where} ({pathways(one.slugs)})"
    yield from (f"   {line}" for line in who_lines(one))
    yield f"   − {one.was}"
    yield f"   + {one.now}"
    yield f"   For example, in {one.slugs[0]}: {one.example.words}"
    yield from (f"     − {line}" for line in one.example.was)
    yield from (f"     + {line}" for line in one.example.now)
    yield from _cases(one.cases, "led elsewhere")


def who_lines(one: Region) -> Iterator[str]:
    """Who the patients of a region are, a line an alternative."""
    for index, clauses in enumerate(one.conditions):
        said = "; ".join(clauses) or "everyone who comes there"
        yield f"{'or ' if index else ''}{said}"
    if not one.complete:
        yield "and others; these are the first of many conditions"


def pathways(slugs: tuple[str, ...]) -> str:
    """Pathways by their slugs, counted when they are many."""
    named = ", ".join(slugs)
    return named if len(slugs) <= _FEW else f"{plural(len(slugs), 'pathway')}: {named}"


def _part(part: Part) -> Iterator[str]:
    name = f" `{part.name}`" if part.name else ""
    yield f"  {capital(part_words(part))}{name}: {part.title}"
    for change in part.changes:
        if change.old and change.new and len(change.old + change.new) <= _SHORT:
            yield f"    {change.field}: {change.old} → {change.new}"
        elif change.old and change.new:
            yield f"    {change.field}"
            yield f"      − {change.old}"
            yield f"      + {change.new}"
        else:
            yield f"    {change.field}: {'+' if change.new else '−'} {change.new or change.old}"
    if part.reads or part.state in {"added", "removed"}:
        yield from (f"    for: {one}" for one in part.whom)
    if part.used_in:
        yield f"    shown in: {', '.join(part.used_in)}"
    yield from _cases(part.cases, "are told this")


def _cases(names: Iterable[str], what: str) -> Iterator[str]:
    all_ = [*names]
    if not all_:
        return
    yield f"   {plural(len(all_), 'case')} {what}:"
    yield from (f"     {one}" for one in all_[:_CASES])
    if len(all_) > _CASES:
        yield f"     and {len(all_) - _CASES} more"
