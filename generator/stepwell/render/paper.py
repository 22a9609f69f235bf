"""From a Typst template and its values to a PDF.

Every value that a template prints becomes a Typst literal, so text stays text.
Only our typeface, no fallback, no clock; a warning is as bad as an error.
Typst reads fonts from folders alone, and the installed one holds each style
twice in an order the file system decides: four files are copied out of it.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from stepwell.render import quoting
from stepwell.render.overriding import Templates, filled, loader
from stepwell.typeface import FONT_FILES, ranges

TEMPLATES = Path(__file__).parent.parent / "templates"


class PaperError(RuntimeError):
    """Typst refused a document, or warned."""


class MissingGlyphError(ValueError):
    """A character of the document is not in the typeface."""


_GLYPH = re.compile(r'the text [`"]+(.+?)[`"]+ could not be displayed')


def literal(value: object) -> Markup:
    r"""A value as Typst writes it, in code; a dataclass as a dictionary of its fields.

    >>> str(literal(("#hi", 1.5, ()))), str(literal(("a",))), str(literal(None))
    ('("#hi", 1.5, (),)', '("a",)', 'none')
    """
    match value:
        case None:
            text = "none"
        case bool():
            text = "true" if value else "false"
        case str():
            text = quoting.typst(value)
        case int():
            text = str(value)
        case float():
            text = f"{value:.3f}".rstrip("0").rstrip(".")
        case Sequence():
            text = f"({' '.join(f'{literal(one)},' for one in value)})"
        case _ if is_dataclass(value):
            named = ((one.name, literal(getattr(value, one.name))) for one in fields(value))
            text = f"({' '.join(f'{name}: {said},' for name, said in named)})"
        case _:
            raise TypeError(f"Typst has no literal for {type(value).__name__}")
    return Markup(text)  # noqa: S704 - it is quoted, for Typst


@cache
def _environment(templates: Templates | None) -> Environment:
    made = Environment(
        loader=loader(templates),
        finalize=literal,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,  # which leaves alone what `finalize` has quoted for Typst
    )
    made.globals["ranges"] = ranges
    return made


def source(template: str, *, notices: Iterable[str] = (), **values: Any) -> str:
    """The Typst source of a document, in which each of the notices must stand."""
    return filled(_environment, template, values, (quoting.typst(one) for one in notices))


@cache
def _fonts() -> typst.Fonts:
    """The fonts, read once a process; their folder goes when they are in memory."""
    with tempfile.TemporaryDirectory(prefix="stepwell-fonts-") as folder:
        for file in FONT_FILES.values():
            shutil.copy(file, folder)
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )
        typst.compile(_EVERY_STYLE, format="pdf", font_paths=fonts, ignore_system_fonts=True)
    return fonts


_EVERY_STYLE = b'#set text(font: "Source Sans Pro", fallback: false)\na *a* _a_'


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)


@lru_cache(maxsize=4)  # the same document is measured for each paper
def measured(text: str, label: str) -> Any:
    """The value of the one metadata element that the document gives under `label`."""
    try:
        found = typst.query(  # type: ignore[type-var]  # its stub wants one type for both
            text.encode(),
            label,
            field="value",
            one=True,
            format="json",
            root=TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise _refused(error) from error
    return json.loads(found)


def pdf(text: str, day: date) -> bytes:
    """The document as PDF/UA-1 and PDF/A-2a, dated `day`; PaperError when Typst is not content."""
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        made, warnings = _compiler().compile_with_warnings(
            text.encode(), format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=stamp
        )
    except typst.TypstError as error:
        raise _refused(error) from error
    if warnings:
        raise PaperError("; ".join(one.message for one in warnings))
    if not isinstance(made, bytes):
        raise PaperError("Typst gave no single file")
    return made


def _refused(error: typst.TypstError) -> Exception:
    found = _GLYPH.search(error.message)
    if found:
        return MissingGlyphError(found[1][0])
    return PaperError(error.diagnostic or error.message)
