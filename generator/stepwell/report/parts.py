"""What every format says in the same way: the count, the place, the order.

Columns count characters from 1, and a span never leaves its line, so its end
is one column past its last character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stepwell.diagnostics import Diagnostic, Findings, Rule
    from stepwell.source import Span

SELF = "Stepwell"
"""The name under which findings are handed to other programs."""


def summary(findings: Findings) -> str:
    """`2 errors, 1 warning`, or `no findings`."""
    counts = [(findings.errors, "error"), (findings.warnings, "warning")]
    said = [f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count]
    return ", ".join(said) or "no findings"


def place(span: Span) -> str:
    """`pathways/flare.toml:41:8`."""
    return f"{span.path}:{span.line}:{span.column}"


def end_column(span: Span) -> int:
    """The column after the last character."""
    return span.column + span.length


def worst_first(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors before warnings, each in the order of the files."""
    return sorted(found, key=lambda one: (one.rule.severity, one.sort_key))


def one_line(text: str) -> str:
    """The text with every run of blanks and line ends as one blank."""
    return " ".join(text.split())


def page_of(rule: Rule, rules_at: str) -> str:
    """The address of a rule's page; nothing where no site is known."""
    return f"{rules_at}{rule.code}/" if rules_at else ""
