"""Findings as JUnit XML, which build servers show as tests.

Takes `Findings`; gives one suite for each file read: a test for each finding, or
one that passes. An error is a failure; a warning is skipped, since it does not
fail the command.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from stepwell.diagnostics import Severity
from stepwell.report.full import block
from stepwell.report.parts import SELF

if TYPE_CHECKING:
    from stepwell.diagnostics import Diagnostic, Findings

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold, not even escaped."""


def junit(findings: Findings) -> str:
    """The suites; never an empty report, which would look like success."""
    by_file: dict[str, list[Diagnostic]] = {path: [] for path in sorted(findings.sources)}
    for path, found in groupby(findings, key=lambda one: one.span.path):
        by_file.setdefault(path, []).extend(found)
    suites = by_file or {SELF: []}
    tests = sum(len(group) or 1 for group in suites.values())
    root = Element("testsuites", _counted(SELF, [*findings], tests))
    for path, group in suites.items():
        suite = SubElement(root, "testsuite", _counted(path, group, len(group) or 1))
        suite.set("skipped", str(len(group) - _errors(group)))
        for one in group:
            _test(suite, one, findings)
        if not group:
            SubElement(suite, "testcase", name="no findings", classname=_xml(path))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _test(suite: Element, one: Diagnostic, findings: Findings) -> None:
    span, rule = one.span, one.rule
    name = f"{rule.code} {rule.name} {span.line}:{span.column}"
    test = SubElement(suite, "testcase", name=name, classname=_xml(span.path))
    kind = "failure" if rule.severity is Severity.ERROR else "skipped"
    told = SubElement(test, kind, type=rule.code, message=_xml(one.message))
    told.text = _xml(block(one, findings))


def _counted(name: str, group: list[Diagnostic], tests: int) -> dict[str, str]:
    failures = str(_errors(group))
    return {"name": _xml(name), "tests": str(tests), "failures": failures, "errors": "0"}


def _errors(group: list[Diagnostic]) -> int:
    return sum(one.rule.severity is Severity.ERROR for one in group)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
