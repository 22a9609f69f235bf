"""Findings as text: for people, for pull requests, for other programs.

`FORMATS` names every way by what `stepwell check --format` calls it. Each is a
function from `Findings` to a text that ends in a newline; nothing here prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stepwell.report.concise import concise
from stepwell.report.full import text
from stepwell.report.github import github
from stepwell.report.json_object import json_object
from stepwell.report.junit import junit
from stepwell.report.markdown import markdown
from stepwell.report.parts import summary
from stepwell.report.sarif import sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stepwell.diagnostics import Findings

    Format: TypeAlias = Callable[[Findings, str], str]

__all__ = ["FORMATS", "FOR_PEOPLE", "summary", "text"]


def _unlinked(made: Callable[[Findings], str]) -> Format:
    return lambda findings, _: made(findings)


FORMATS: Mapping[str, Format] = {
    "full": _unlinked(text),
    "concise": _unlinked(concise),
    "github": _unlinked(github),
    "json": json_object,
    "sarif": sarif,
    "junit": _unlinked(junit),
    "markdown": markdown,
}
"""Findings, and the address below which the rules have their pages (or ""), to a text."""
FOR_PEOPLE = ("full", "concise")
"""Formats that a terminal shows; the others are read by programs, and stand alone."""
