"""Findings as one JSON object, for programs of one's own.

Takes `Findings`; gives the object. `Report` is its form, and `report_schema` the JSON
Schema of that form: a key may be added under the same version, none changed or
taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from stepwell import __version__
from stepwell.diagnostics import Severity  # noqa: TC001 - pydantic needs the class of the field
from stepwell.report.parts import end_column, page_of
from stepwell.schema import document

if TYPE_CHECKING:
    from stepwell.diagnostics import Diagnostic, Findings
    from stepwell.source import Span

KIND = "findings"
"""What `stepwell schema --print` calls the schema."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, validate_by_name=True)


class _Located(_Part):
    path: str = Field(description="The file, as seen from where the command ran.")
    line: int = Field(ge=1, description="The line, from 1.")
    column: int = Field(ge=1, description="The column in characters, from 1.")
    end_line: int = Field(ge=1, description="The last line; always the first one.")
    end_column: int = Field(ge=2, description="The column after the last character.")


class Related(_Located):
    """Another place that belongs to a fault."""

    text: str = Field(description="Why it belongs to the fault.")


class Finding(_Located):
    """One fault."""

    code: str = Field(pattern=r"^P\d{3}$", description="The code of the rule.")
    name: str = Field(description="The name of the rule.")
    severity: Severity = Field(description="An error stops publication, a warning does not.")
    message: str = Field(description="What is wrong, in a sentence.")
    help: str = Field(description="What to do about it; may be empty.")
    url: str = Field(description="The page of the rule; empty where no site is known.")
    related: tuple[Related, ...] = Field(description="Other places that belong to it.")
    case: str = Field(description="The patient who shows the fault, as a case in TOML, or empty.")


class Summary(_Part):
    """How many there are."""

    findings: int = Field(ge=0, description="All findings.")
    errors: int = Field(ge=0, description="Findings that stop publication.")
    warnings: int = Field(ge=0, description="Findings that do not.")


class Report(_Part):
    """What `stepwell check --format json` prints."""

    version: Literal[1] = Field(description="The version of this form.")
    stepwell: str = Field(description="The version of the program.")
    summary: Summary = Field(description="How many findings there are.")
    findings: tuple[Finding, ...] = Field(description="In the order of file, line and column.")


def report_schema() -> str:
    """The JSON Schema of a report, ending in a newline."""
    return document(KIND, Report)


def json_object(findings: Findings, rules_at: str) -> str:
    """The report; `rules_at` is the address below which the rules have their pages, or ""."""
    made = Report(
        version=1,
        stepwell=__version__,
        summary=Summary(findings=len(findings), errors=findings.errors, warnings=findings.warnings),
        findings=tuple(_finding(one, rules_at) for one in findings),
    )
    return made.model_dump_json(by_alias=True, indent=2) + "\n"


def _finding(one: Diagnostic, rules_at: str) -> Finding:
    return Finding(
        **_located(one.span),
        code=one.rule.code,
        name=one.rule.name,
        severity=one.rule.severity,
        message=one.message,
        help=one.help,
        url=page_of(one.rule, rules_at),
        related=tuple(Related(**_located(note.span), text=note.text) for note in one.related),
        case=one.case,
    )


def _located(span: Span) -> dict[str, str | int]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.line,
        "end_column": end_column(span),
    }
