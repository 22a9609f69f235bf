"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

Takes `Findings`; gives a command each, errors first, since GitHub shows ten of
a kind and drops the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.report.parts import end_column, summary, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.diagnostics import Diagnostic, Findings

SHOWN = 10
"""Annotations of one kind that GitHub shows of one step."""


def github(findings: Findings) -> str:
    """A command for each finding; a last one when GitHub will not show them all."""
    commands = [_command(one) for one in worst_first(findings)]
    return "".join(f"{command}\n" for command in [*commands, *_dropped(findings)])


def _command(one: Diagnostic) -> str:
    span, rule = one.span, one.rule
    properties = {
        "file": span.path,
        "line": span.line,
        "endLine": span.line,
        "col": span.column,
        "endColumn": end_column(span),
        "title": f"{rule.code} {rule.name}",
    }
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = f"{one.message}\n{one.help}" if one.help else one.message
    return f"::{rule.severity} {said}::{_data(message)}"


def _dropped(findings: Findings) -> Iterator[str]:
    hidden = max(0, findings.errors - SHOWN) + max(0, findings.warnings - SHOWN)
    if hidden:
        said = f"{summary(findings)}; {hidden} of them are not shown here."
        yield f"::notice title=Stepwell::{_data(said)} All stand in the log of this step."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
