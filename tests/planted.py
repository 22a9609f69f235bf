"""Twelve faults planted in one file, and findings read back from every format.

An edit is an old text of the minimal pathway and a new one; `⟦P201⟧` in the new
one stands where a report should point, and is taken out before the file is
written. `READERS` reads each format of `stepwell check` to what it found, where.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from examples import EXAMPLE

FORM = (
    ('at = "section 1" }', 'at = "§ 1 – Überblick", ⟦P105⟧pgae = "4" }'),
    ('edition = "2026.1"', "edition = ⟦P106⟧2026"),
    ('status = "draft"', 'status = ⟦P108⟧"drafft"'),
    ('["Adults with a lasting example"]', "⟦P108⟧[]"),
    ("due = 2030-01-01", 'due = ⟦P106⟧"2030-01-01"'),
    ('act = "Refer today."', "act = ⟦P106⟧true"),
    ('kind = "question"', 'kind = ⟦P108⟧"querstion"'),
    ('id = "offer"', 'id = ⟦P109⟧"Offer it"'),
    ('strength = "conditional"', 'strength = ⟦P108⟧"conditonal"'),
    ('start = ["exampline"]', 'start = ⟦P106⟧"exampline"'),
    ('{ after = "4 wk", resume', '{ after = ⟦P108⟧"4 – 6", resume'),
    ('[[step]]\nkind = "outcome"\nid = "wait"\nsay = "Wait and watch."',
     '[[⟦P107⟧step]]\nkind = "outcome"\nid = "wait"'),
)  # fmt: skip
"""Faults of form, which the first stage tells."""

NAMES = (
    ('start = "lasting"', 'start = ⟦P201⟧"lastign"'),
    ('["long-use"]', '[⟦P209⟧"long-uses"]'),
    ('{ source = "doe2020", at = "section 1" }', '⟦P508⟧{ source = "doe2020", at = "" }'),
    ('act = "Refer today."', 'act = "Überweisen → ⟦P801⟧🚑 today."'),
    ('"Yes", when = "weeks', '"Länger – ja", when = "⟦P205⟧weks'),
    ('"No"', '⟦P308⟧"Länger – ja"'),
    ('goto = "wait" },', 'goto = ⟦P201⟧"wiat" },'),
    ('do = "Offer', 'do = "⟦P511⟧Always offer'),
    ('start = ["exampline"]', 'start = [⟦P208⟧"examplin"]'),
    ('"doe2020", at = "recommendation 2"', '⟦P207⟧"doe2002", at = "recommendation 2"'),
    ("return = {", "⟦P306⟧return = {"),
    ("at_most = 2, ", ""),
    ('id = "wait"', 'id = ⟦P501⟧"wait"'),
    ('cite = [{ source = "roe2021", at = "page 4" }]', ""),
)
"""Faults of names, and such as no name bears on, which are told in the same run."""

_MARK = re.compile(r"⟦(P\d{3})⟧")

Found = set[tuple[str, int, int]]
"""Code, line and column of each finding."""


def planted(edits: Iterable[tuple[str, str]]) -> tuple[str, Found]:
    """The minimal pathway with the faults in it, and what should be told of it."""
    text = EXAMPLE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    expected: Found = set()
    while mark := _MARK.search(text):
        before = text[: mark.start()]
        text = before + text[mark.end() :]
        expected.add((mark[1], before.count("\n") + 1, len(before) - before.rfind("\n")))
    return text, expected


_TERMINAL = re.compile(r"^\S+:(\d+):(\d+): (?:error|warning)\[(P\d{3})\]: ", re.MULTILINE)
_COMMAND = re.compile(
    r"^::(?:error|warning) file=([^,]+),line=(\d+),endLine=\d+,col=(\d+),endColumn=\d+,"
    r"title=(P\d{3}) ",
    re.MULTILINE,
)
_ROW = re.compile(r"^\| (\d+):(\d+) \| (?:error|warning) (P\d{3}) ", re.MULTILINE)


def _terminal(text: str) -> Found:
    return {(code, int(line), int(column)) for line, column, code in _TERMINAL.findall(text)}


def _github(text: str) -> Found:
    return {(code, int(line), int(column)) for _, line, column, code in _COMMAND.findall(text)}


def _json(text: str) -> Found:
    return {(one["code"], one["line"], one["column"]) for one in json.loads(text)["findings"]}


def _sarif(text: str) -> Found:
    found = set()
    for one in json.loads(text)["runs"][0]["results"]:
        region = one["locations"][0]["physicalLocation"]["region"]
        found.add((one["ruleId"], region["startLine"], region["startColumn"]))
    return found


def _junit(text: str) -> Found:
    found = set()
    for test in ET.fromstring(text).iter("testcase"):
        if len(test):
            code, _, place = test.attrib["name"].split()
            line, column = place.split(":")
            found.add((code, int(line), int(column)))
    return found


def _markdown(text: str) -> Found:
    return {(code, int(line), int(column)) for line, column, code in _ROW.findall(text)}


READERS: Mapping[str, Callable[[str], Found]] = {
    "full": _terminal,
    "concise": _terminal,
    "github": _github,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "markdown": _markdown,
}


def marked(text: str, path: Path) -> list[str]:
    """What the regions of a SARIF log cover in a file, counted in Unicode code points."""
    lines = path.read_text("utf-8").split("\n")
    covered = []
    for one in json.loads(text)["runs"][0]["results"]:
        place = one["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == path.as_posix()
        region = place["region"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        covered.append(line[region["startColumn"] - 1 : region["endColumn"] - 1])
    return covered
