"""A sheet of paper as an artifact, or the reason why it cannot be set.

Takes a path, the Typst source and its date, and how to say that a character is
missing; gives the PDF and what is wrong with it, an empty file when something is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diagnostics import diagnostic
from stepwell.render.artifact import Artifact
from stepwell.render.paper import MissingGlyphError, pdf
from stepwell.typeface import missing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from stepwell.diagnostics import Diagnostic
    from stepwell.source import Span


def composed(
    path: str,
    compose: Callable[[], str | Diagnostic],
    day: date,
    name: str,
    span: Span,
) -> tuple[Artifact, list[Diagnostic]]:
    """The sheet as `printed`, once its text is composed, which may measure it or refuse it."""
    try:
        text = compose()
    except MissingGlyphError as error:
        return Artifact(path, b""), [no_glyph(name, str(error), span)]
    if not isinstance(text, str):
        return Artifact(path, b""), [text]
    return printed(path, text, day, name, span)


def printed(
    path: str, text: str, day: date, name: str, span: Span
) -> tuple[Artifact, list[Diagnostic]]:
    """The sheet called `name` as PDF; `span` is where a character that it lacks is told."""
    if lacking := missing(text):  # Typst passes over marks that have no glyph
        return Artifact(path, b""), [no_glyph(name, lacking[0], span)]
    try:
        return Artifact(path, pdf(text, day)), []
    except MissingGlyphError as error:
        return Artifact(path, b""), [no_glyph(name, str(error), span)]


def no_glyph(name: str, char: str, span: Span) -> Diagnostic:
    """That a sheet has a character without a glyph."""
    return diagnostic(
        "missing-glyph",
        f"The {name} has a character that the typeface lacks: U+{ord(char):04X}.",
        span,
        "Write it in letters that the typeface has.",
    )
