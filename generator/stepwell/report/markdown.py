"""Findings as Markdown, for one comment on a pull request.

Takes `Findings`; gives a table for each file, the worst first. Whatever stands
in a message came from a file of pathways: it is quoted, so that it can neither
break the table nor bring HTML, links or mentions into the comment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stepwell.report.parts import one_line, page_of, summary, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.diagnostics import Diagnostic, Findings

ROWS = 50
"""Findings that are listed; a comment holds 65,536 characters."""
_LONGEST = 300
"""Characters of a message or of its help."""
_CODE = re.compile(r"`([^`]+)`")
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|$]")
_LINKING = re.compile(r"(?<!&)[@#]|:(?=//)|www(?=\.)", re.IGNORECASE)
"""What a reader of Markdown makes a mention, a reference or a link of."""


def markdown(findings: Findings, rules_at: str) -> str:
    """The tables; `rules_at` is the address below which the rules have their pages, or ""."""
    files: dict[str, list[Diagnostic]] = {}
    for one in (ranked := worst_first(findings))[:ROWS]:
        files.setdefault(one.span.path, []).append(one)
    blocks = [f"**Stepwell: {summary(findings)}**"]
    blocks += ["\n".join(_table(path, group, rules_at)) for path, group in files.items()]
    if len(ranked) > ROWS:
        blocks.append(f"… and {len(ranked) - ROWS} more; `stepwell check` tells all.")
    return "\n\n".join(blocks) + "\n"


def _table(path: str, group: list[Diagnostic], rules_at: str) -> Iterator[str]:
    yield f"<code>{_quoted(path)}</code>"
    yield ""
    yield "| line:column | rule | what is wrong, and what to do |"
    yield "|---|---|---|"
    for one in group:
        span, rule = one.span, one.rule
        page = page_of(rule, rules_at)
        code = f"[{rule.code}]({page})" if page else rule.code
        advice = f"<br>{_said(one.help)}" if one.help else ""
        kind = f"{rule.severity} {code} {rule.name}"
        yield f"| {span.line}:{span.column} | {kind} | {_said(one.message)}{advice} |"


def _said(text: str) -> str:
    """A sentence, with what it quotes in backticks as code."""
    line = one_line(text)
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]}…"
    plain = _CODE.split(line)
    return "".join(
        f"<code>{_quoted(part)}</code>" if index % 2 else _quoted(part)
        for index, part in enumerate(plain)
    )


def _quoted(text: str) -> str:
    """Text that means nothing to Markdown, to HTML or to GitHub."""
    escaped = _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text)
    return _LINKING.sub(lambda found: f"{found[0]}&#8203;", escaped)
