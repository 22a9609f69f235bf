"""What a preview lays over a page: findings with their lines, and a page for those who wait.

Takes `Faults`; gives HTML. Belongs to the server of previews alone and is never published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from stepwell.diagnostics import Findings
from stepwell.render.quoting import html
from stepwell.render.templating import plural, render

if TYPE_CHECKING:
    from stepwell.diagnostics import Diagnostic


@dataclass(frozen=True)
class Faults:
    """All that is wrong at one moment; `stopped` when the page shown is an older one for it."""

    findings: Findings = field(default_factory=Findings)
    said: tuple[str, ...] = ()
    """What MkDocs said."""
    stopped: bool = False

    def __bool__(self) -> bool:
        return bool(self.findings or self.said)

    def __str__(self) -> str:
        """`2 errors, 1 warning, 1 message of MkDocs`."""
        counts = [
            (self.findings.errors, "error"),
            (self.findings.warnings, "warning"),
            (len(self.said), "message"),
        ]
        told = ", ".join(plural(count, word) for count, word in counts if count)
        return f"{told} of MkDocs" if self.said else told


def overlay(faults: Faults, rules: str) -> str:
    """The faults as HTML for a shadow root, empty without any; `rules` is where their pages are."""
    if not faults:
        return ""
    return render(
        "preview/overlay.html.j2",
        heading=str(faults),
        stopped=faults.stopped,
        said=faults.said,
        rules=rules,
        findings=[_shown(one, faults.findings) for one in faults.findings],
    )


def waiting() -> str:
    """The page that stands in for every page until there is a site."""
    return render("preview/waiting.html.j2")


def script(ask: str, mark: str) -> str:
    """The element that watches for changes, for the end of a page; `ask` is where it asks."""
    assets = files("stepwell") / "assets"
    style, code = ((assets / f"preview.{end}").read_text("utf-8") for end in ("css", "js"))
    data = f'data-ask="{html(ask)}" data-mark="{html(mark)}" data-style="{html(style)}"'
    return f"<script {data}>{code}</script>"


def _shown(one: Diagnostic, findings: Findings) -> dict[str, Any]:
    span = one.span
    source = findings.sources.get(span.path)
    text = source.line(span.line) if source else ""
    begin, end = span.column - 1, span.column - 1 + span.length
    return {
        "where": f"{span.path}:{span.line}:{span.column}",
        "severity": str(one.rule.severity),
        "code": one.rule.code,
        "message": one.message,
        "number": span.line,
        "line": (text[:begin], text[begin:end], text[end:]) if text.strip() else None,
        "help": one.help,
        "notes": [f"{note.span.path}:{note.span.line}: {note.text}" for note in one.related],
        "case": one.case,
    }
