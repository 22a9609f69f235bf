"""Findings as text for a terminal: one block a fault, with its line and carets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.report.parts import place, summary

if TYPE_CHECKING:
    from stepwell.diagnostics import Diagnostic, Findings

WIDTH = 110
"""Characters of a source line shown; a longer one is cut around the fault."""


def text(findings: Findings) -> str:
    """All findings in order, then a line that counts them."""
    blocks = [block(one, findings) for one in findings]
    return "\n".join([*blocks, summary(findings)]) + "\n"


def block(one: Diagnostic, findings: Findings) -> str:
    """One finding: where and what, its line with carets, what belongs to it."""
    span, rule = one.span, one.rule
    lines = [f"{place(span)}: {rule.severity}[{rule.code}]: {one.message}"]
    source = findings.sources.get(span.path)
    if source and source.line(span.line).strip():
        before = span.column - 1
        shown = source.line(span.line).replace("\t", " ")
        cut = max(0, before + min(span.length, WIDTH // 2) - WIDTH + 10)
        shown, before = shown[cut : cut + WIDTH], before - cut
        gutter = str(span.line)
        blank = " " * len(gutter)
        carets = "^" * max(1, min(span.length, len(shown) - before))
        lines += [
            f"{blank} |",
            f"{gutter} | {shown}",
            f"{blank} | {' ' * before}{carets} {one.help}".rstrip(),
        ]
    elif one.help:
        lines.append(f"  = {one.help}")
    for note in one.related:
        lines.append(f"  = {note.span.path}:{note.span.line}: {note.text}")
    if one.case:
        lines += ["  = this patient as a case:", *(f"    {line}" for line in one.case.split("\n"))]
    return "\n".join(lines) + "\n"
