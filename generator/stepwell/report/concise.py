"""Findings as one line each, as editors and hooks like to read them.

Takes `Findings`; gives `path:line:column: error[P201]: message (help)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.report.parts import one_line, place, summary

if TYPE_CHECKING:
    from stepwell.diagnostics import Diagnostic, Findings


def concise(findings: Findings) -> str:
    """All findings in order, a line each, then a line that counts them."""
    return "".join(f"{line}\n" for line in [*map(_line, findings), summary(findings)])


def _line(one: Diagnostic) -> str:
    advice = f" ({one_line(one.help)})" if one.help else ""
    severity, code = one.rule.severity, one.rule.code
    return f"{place(one.span)}: {severity}[{code}]: {one_line(one.message)}{advice}"
