"""Findings as SARIF 2.1.0, which code scanning and editors read.

Takes `Findings`; gives one run with the rules that were broken, their pages as
help, and a result for each finding. A fingerprint holds what stands at the
fault and not its line, so that a finding is known again when lines move.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stepwell import __version__
from stepwell.explain import explain
from stepwell.report.parts import SELF, end_column, one_line, page_of

if TYPE_CHECKING:
    from stepwell.diagnostics import Diagnostic, Findings, Rule
    from stepwell.source import Source, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "stepwellFinding/v1"
"""What a fingerprint is called; a change of how it is made is a change of the name."""
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def sarif(findings: Findings, rules_at: str) -> str:
    """The log; `rules_at` is the address below which the rules have their pages, or ""."""
    rules = sorted({one.rule for one in findings})
    paths = sorted({one.span.path for one in findings})
    run = {
        "tool": {
            "driver": {
                "name": SELF,
                "version": __version__,
                "rules": [_rule(rule, rules_at) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder in which the command ran."}}
        },
        "artifacts": [
            {"location": _location(path), "roles": ["analysisTarget"], "encoding": "UTF-8"}
            for path in paths
        ],
        "results": [
            _result(one, rules.index(one.rule), paths, mark)
            for one, mark in zip(findings, _fingerprints(findings), strict=True)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule, rules_at: str) -> dict[str, Any]:
    page = explain(rule.code)
    made: dict[str, Any] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": rule.severity.value},
    }
    if address := page_of(rule, rules_at):
        made["helpUri"] = address
    return made


def _result(one: Diagnostic, rule: int, paths: list[str], mark: str) -> dict[str, Any]:
    said = f"{one.message}\n{one.help}" if one.help else one.message
    made: dict[str, Any] = {
        "ruleId": one.rule.code,
        "ruleIndex": rule,
        "level": one.rule.severity.value,
        "message": {"text": _message(said)},
        "locations": [_place(one.span, paths)],
        "partialFingerprints": {FINGERPRINT: mark},
    }
    if one.related:
        made["relatedLocations"] = [
            {"id": index, **_place(note.span, paths), "message": {"text": _message(note.text)}}
            for index, note in enumerate(one.related)
        ]
    if one.case:
        made["properties"] = {"case": one.case}
    return made


def _place(span: Span, paths: list[str]) -> dict[str, Any]:
    artifact = _location(span.path)
    if span.path in paths:
        artifact["index"] = paths.index(span.path)
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.line,
        "endColumn": end_column(span),
    }
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _location(path: str) -> dict[str, Any]:
    """A path below the folder of the command, or one that is known from everywhere."""
    if PurePath(path).is_absolute():
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _message(text: str) -> str:
    """Text in which nothing is a placeholder or a link."""
    return _LINK.sub(r"\\[", text.replace("{", "{{").replace("}", "}}"))


def _fingerprints(findings: Findings) -> list[str]:
    """One for each finding: its rule, its file and what stands there; equal ones are counted."""
    seen: Counter[str] = Counter()
    made = []
    for one in findings:
        stands = _standing(one.span, findings.sources.get(one.span.path))
        text = "\0".join([one.rule.code, one.span.path, *stands])
        mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[mark] += 1
        made.append(f"{mark}:{seen[mark]}")
    return made


def _standing(span: Span, source: Source | None) -> tuple[str, str]:
    """What a span marks, and its line with the blanks made equal."""
    line = source.line(span.line) if source else ""
    return line[span.column - 1 : end_column(span) - 1], one_line(line)
