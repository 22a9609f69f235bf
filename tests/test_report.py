"""Findings in every format: read back they are the same, and no text breaks a form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from click.testing import CliRunner, Result
from examples import examine
from hostile import TRAPS
from lxml import etree
from markdown_it import MarkdownIt
from planted import FORM, NAMES, READERS, marked, planted

from stepwell.cli import main
from stepwell.diagnostics import RULES, Findings, Note, diagnostic
from stepwell.report import FOR_PEOPLE, FORMATS
from stepwell.report.github import SHOWN
from stepwell.report.markdown import ROWS
from stepwell.report.sarif import FINGERPRINT
from stepwell.source import Source, Span

SCHEMAS = Path(__file__).parent / "schemas"
PROGRAMS = [form for form in FORMATS if form not in FOR_PEOPLE]
LATE = "2031-01-01"


def _check(*arguments: str, as_of: str = "2026-07-01") -> Result:
    command = ["check", "--as-of", as_of, "--no-cache", *arguments]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def _many(rule: str, number: int) -> Iterable:
    return (
        diagnostic(rule, f"Fault {line}.", Span("a.toml", line)) for line in range(1, number + 1)
    )


# --- the same in every format ---


@pytest.mark.parametrize("edits", [FORM, NAMES], ids=["form", "names"])
@pytest.mark.parametrize("form", FORMATS)
def test_twelve_faults_of_one_file_are_told_where_they_are_in_every_format(
    form: str, edits: tuple[tuple[str, str], ...], minimal: Path
) -> None:
    text, expected = planted(edits)
    (minimal / "example.toml").write_text(text, "utf-8")
    assert len(expected) == 12
    result = _check("--format", form)
    assert result.exit_code == 1
    told = result.stderr if form in FOR_PEOPLE else result.stdout
    assert READERS[form](told) == expected


def test_every_format_has_a_reader() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("form", PROGRAMS)
@pytest.mark.parametrize(
    ("state", "code"), [("clean", 0), ("warned", 0), ("form", 1), ("missing", 2)]
)
def test_a_format_for_programs_stands_alone_on_standard_output(
    form: str, state: str, code: int, minimal: Path
) -> None:
    if state == "form":
        (minimal / "example.toml").write_text("title = ")
    folder = "elsewhere" if state == "missing" else "pathways"
    result = _check(folder, "--format", form, as_of=LATE if state == "warned" else "2026-07-01")
    assert (result.exit_code, result.stderr) == (code, "")
    known = {"clean": set(), "warned": {"P512"}, "form": {"P104"}, "missing": {"P101"}}
    assert {code for code, _, _ in READERS[form](result.stdout)} == known[state]


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_goes_into_a_file_and_people_are_told_as_ever(form: str, minimal: Path) -> None:
    told = _check(as_of=LATE)
    into = _check("--format", form, "--into", "made/report", as_of=LATE)
    shown = told.stderr if form != "concise" else _check("--format", form, as_of=LATE).stderr
    assert (into.exit_code, into.stdout, into.stderr) == (0, told.stdout, shown)
    written = Path("made/report").read_text("utf-8")
    assert READERS[form](written) == READERS["full"](told.stderr)


def test_a_report_that_cannot_be_written_is_told(minimal: Path) -> None:
    Path("made").write_text("a file")
    (minimal / "example.toml").write_text("title = ")
    result = _check("--format", "json", "--into", "made/report")
    assert (result.exit_code, "cannot go on" in result.stderr) == (2, True)


@pytest.mark.parametrize("form", PROGRAMS)
def test_what_is_not_proven_is_told_in_every_format_too(form: str, minimal: Path) -> None:
    path = minimal / "example.toml"
    path.write_text(path.read_text().replace("weeks < 4", "weeks < 3"))
    result = CliRunner().invoke(main, ["prove", "--no-cache", "--format", form])
    assert (result.exit_code, result.stderr) == (1, "")
    assert {code for code, _, _ in READERS[form](result.stdout)} == {"P401"}


# --- for people ---


def test_a_concise_report_is_a_line_for_each_finding(minimal: Path) -> None:
    (minimal / "example.toml").write_text("title = ")
    assert _check("--format", "concise").stderr == (
        "pathways/example.toml:1:9: error[P104]: This is not valid TOML: invalid value. "
        "(look for a missing quote, bracket or equals sign nearby)\n"
        "1 error\n"
        "for more about a code: stepwell explain P104\n"
    )


# --- GitHub ---


def test_a_command_escapes_what_would_end_a_property_or_a_line() -> None:
    found = diagnostic("cycle", "50 % of\r\nthem: a, b", Span("a,b:c%.toml", 2, 3, 4), "do\nit")
    assert FORMATS["github"](Findings.of([found], {}), "") == (
        "::error file=a%2Cb%3Ac%25.toml,line=2,endLine=2,col=3,endColumn=7,title=P303 cycle"
        "::50 %25 of%0D%0Athem: a, b%0Ado%0Ait\n"
    )


def test_errors_come_first_and_what_github_drops_is_counted() -> None:
    found = [*_many("review-overdue", 3), *_many("cycle", SHOWN + 2)]
    lines = FORMATS["github"](Findings.of(found, {}), "").splitlines()
    kinds = [re.match("::([a-z]+) ", line)[1] for line in lines]
    assert kinds == ["error"] * (SHOWN + 2) + ["warning"] * 3 + ["notice"]
    assert "12 errors, 3 warnings; 2 of them are not shown" in lines[-1]
    fewer = Findings.of([*_many("review-overdue", SHOWN), *_many("cycle", SHOWN)], {})
    assert "::notice" not in FORMATS["github"](fewer, "")


# --- JSON ---


def test_the_object_has_the_form_that_the_program_publishes(minimal: Path) -> None:
    printed = CliRunner().invoke(main, ["schema", "--print", "findings"]).stdout
    schema = json.loads(printed)
    jsonschema.Draft202012Validator.check_schema(schema)
    text, _ = planted(NAMES)
    for written in (text, "title = "):
        (minimal / "example.toml").write_text(written, "utf-8")
        jsonschema.validate(json.loads(_check("--format", "json").stdout), schema)
    made = json.loads(_check("--format", "json").stdout)
    made["findings"][0]["line"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, schema)


def test_the_object_holds_all_that_a_finding_says() -> None:
    note = Note(Span("b.toml", 4, 5, 6), "the other")
    span = Span("ä.toml", 1, 2, 3)
    found = Findings.of([diagnostic("gap", "Gäp.", span, "mend it", [note], "[[case]]")], {})
    made = json.loads(FORMATS["json"](found, "https://site.example/checks/"))
    assert made["summary"] == {"findings": 1, "errors": 1, "warnings": 0}
    assert made["findings"] == [
        {
            "path": "ä.toml", "line": 1, "column": 2, "endLine": 1, "endColumn": 5,
            "code": "P401", "name": "gap", "severity": "error", "message": "Gäp.",
            "help": "mend it", "url": "https://site.example/checks/P401/", "case": "[[case]]",
            "related": [
                {"path": "b.toml", "line": 4, "column": 5, "endLine": 4, "endColumn": 11,
                 "text": "the other"},
            ],
        }
    ]  # fmt: skip


# --- SARIF ---


def _valid_sarif(text: str) -> dict:
    log = json.loads(text)
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    return log["runs"][0]


@pytest.mark.parametrize("state", ["clean", "form", "names", "missing", "case"])
def test_a_log_is_valid_sarif(state: str, minimal: Path) -> None:
    path = minimal / "example.toml"
    if state in {"form", "names"}:
        path.write_text(planted({"form": FORM, "names": NAMES}[state])[0], "utf-8")
    elif state == "case":
        path.write_text(path.read_text().replace("weeks < 4", "weeks < 3"))
    folder = "elsewhere" if state == "missing" else "pathways"
    run = _valid_sarif(_check(folder, "--format", "sarif").stdout)
    number = {"clean": 0, "form": 12, "names": 12, "missing": 1}
    assert len(run["results"]) >= number.get(state, 1)
    for one in run["results"]:
        rule = run["tool"]["driver"]["rules"][one["ruleIndex"]]
        assert (rule["id"], rule["defaultConfiguration"]["level"]) == (one["ruleId"], one["level"])
        artifact = one["locations"][0]["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"]
    if state == "case":
        assert any(
            "[[case]]" in one.get("properties", {}).get("case", "") for one in run["results"]
        )


def test_the_columns_of_a_log_count_characters_whatever_stands_before_them(minimal: Path) -> None:
    text, _ = planted(NAMES)
    path = minimal / "example.toml"
    path.write_text(text, "utf-8")
    log = _check("--format", "sarif").stdout
    assert json.loads(log)["runs"][0]["columnKind"] == "unicodeCodePoints"
    covered = marked(log, path)
    assert {"🚑", "weks", '"Länger – ja"', "Always", '"wiat"', "return"} <= {*covered}


def _fingerprints(text: str, minimal: Path) -> list[str]:
    (minimal / "example.toml").write_text(text, "utf-8")
    run = _valid_sarif(_check("--format", "sarif").stdout)
    return [one["partialFingerprints"][FINGERPRINT] for one in run["results"]]


def test_a_fingerprint_survives_moved_lines_and_is_no_other_findings(minimal: Path) -> None:
    text, _ = planted(NAMES)
    before = _fingerprints(text, minimal)
    moved = _fingerprints(text.replace("[population]", "# moved\n\n\n[population]"), minimal)
    assert sorted(before) == sorted(moved)
    assert len({*before}) == 12
    mended = _fingerprints(text.replace('"lastign"', '"lasting"'), minimal)
    assert {*mended} < {*before}


def test_equal_faults_on_equal_lines_have_fingerprints_of_their_own() -> None:
    sources = {"a.toml": Source("a.toml", "x = 1\n" * 3)}
    log = _valid_sarif(FORMATS["sarif"](Findings.of(_many("cycle", 3), sources), ""))
    assert len({one["partialFingerprints"][FINGERPRINT] for one in log["results"]}) == 3


def test_text_in_a_log_is_neither_a_placeholder_nor_a_link() -> None:
    found = diagnostic("cycle", "{0} and [text](1)", Span("a b/ü.toml"), 'add `[{ at = "" }]`')
    (one,) = _valid_sarif(FORMATS["sarif"](Findings.of([found], {}), ""))["results"]
    assert one["message"]["text"] == '{{0}} and \\[text](1)\nadd `[{{ at = "" }}]`'
    uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%C3%BC.toml"


@pytest.mark.parametrize(
    ("address", "pages", "expected"),
    [
        ("https://site.example/back/", True, "https://site.example/back/checks/P104/"),
        ("https://site.example", True, "https://site.example/checks/P104/"),
        ("https://site.example/", False, ""),
        ("", True, ""),
    ],
)
def test_a_rule_is_linked_where_the_site_has_its_page(
    address: str, pages: bool, expected: str, minimal: Path
) -> None:
    Path("content", *["checks"] * pages).mkdir(parents=True)
    site = f"site_url: {address}\n" * bool(address)
    Path("mkdocs.yml").write_text(
        f"site_name: Ours\ndocs_dir: content\n{site}theme: {{name: material, font: false}}\n"
        "plugins: [stepwell]\n"
    )
    (minimal / "example.toml").write_text("title = ")
    run = _valid_sarif(_check("--format", "sarif").stdout)
    assert [one.get("helpUri", "") for one in run["tool"]["driver"]["rules"]] == [expected]
    assert f"[P104]({expected})" in _check("--format", "markdown").stdout or not expected


# --- JUnit ---


def _valid_junit(text: str) -> ET.Element:
    etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(etree.XML(text.encode()))
    return ET.fromstring(text)


@pytest.mark.parametrize("state", ["clean", "warned", "names", "missing"])
def test_a_report_is_valid_junit_and_its_counts_are_true(state: str, minimal: Path) -> None:
    if state == "names":
        (minimal / "example.toml").write_text(planted(NAMES)[0], "utf-8")
    folder = "elsewhere" if state == "missing" else "pathways"
    as_of = LATE if state == "warned" else "2026-07-01"
    root = _valid_junit(_check(folder, "--format", "junit", as_of=as_of).stdout)
    suites = list(root.iter("testsuite"))
    for suite in suites:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) > 0
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))
    assert int(root.attrib["failures"]) == len(root.findall(".//failure"))
    assert int(root.attrib["tests"]) == len(root.findall(".//testcase"))
    wanted = {"clean": (0, 0), "warned": (0, 2), "names": (12, 0), "missing": (1, 0)}
    assert (len(root.findall(".//failure")), len(root.findall(".//skipped"))) == wanted[state]
    files = {path.as_posix() for path in minimal.rglob("*.*") if path.suffix in {".toml", ".bib"}}
    assert {one.attrib["name"] for one in suites} == (files if state != "missing" else {folder})


def test_a_report_without_findings_or_files_still_has_a_test_that_passes() -> None:
    root = _valid_junit(FORMATS["junit"](Findings(), ""))
    assert [[*one] for one in root.iter("testcase")] == [[]]


def test_a_character_that_xml_cannot_hold_is_replaced() -> None:
    found = diagnostic("cycle", "a\x00\x1b<b>&\ud800 ü", Span("a.toml"))
    root = _valid_junit(FORMATS["junit"](Findings.of([found], {}), ""))
    assert root.find(".//failure").attrib["message"] == "a��<b>&� ü"


# --- Markdown ---


def test_the_worst_comes_first_and_the_rest_is_counted() -> None:
    found = [*_many("review-overdue", 2), *_many("cycle", ROWS)]
    text = FORMATS["markdown"](Findings.of(found, {}), "")
    assert len(READERS["markdown"](text)) == ROWS
    assert "P512" not in text
    assert text.startswith(f"**Stepwell: {ROWS} errors, 2 warnings**\n")
    assert text.endswith("… and 2 more; `stepwell check` tells all.\n")


@pytest.mark.parametrize(
    "trap",
    [*TRAPS, "a | b", "@everyone", "owner/it#12", "https://e.example", "www.e.example", "$x$",
     "`a|b` `@all`", "x\n\n# y\n| a | b |", "~~s~~", "![i](https://e.example/i)"],
)  # fmt: skip
def test_no_text_breaks_the_table_or_reaches_beyond_it(trap: str) -> None:
    found = diagnostic("cycle", f"One {trap} two", Span(f"{trap}.toml"), f"three {trap} four")
    text = FORMATS["markdown"](Findings.of([found], {}), "")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    tags = set(re.findall(r"<([a-zA-Z]+)", html))
    assert tags <= {"p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "br"}
    root = etree.HTML(html)
    assert [len(row) for row in root.iter("tr")] == [3, 3]
    assert len([*root.iter("strong")]) == 1
    shown = "".join(root.itertext())
    assert not re.search(r"[@#]\w|://\w|www\.", shown)
    said = "".join(shown.replace("\u200b", "").replace("`", "").split())
    assert "".join(f"One {trap} two".replace("`", "").split()) in said


def test_a_long_text_is_cut() -> None:
    found = diagnostic("cycle", "word " * 400, Span("a.toml"))
    assert len(FORMATS["markdown"](Findings.of([found], {}), "")) < 600


# --- what is told beside unknown names ---


def test_an_unknown_name_hides_no_fault_that_it_does_not_bear_on(minimal: Path) -> None:
    path = minimal / "example.toml"
    text = path.read_text().replace('goto = "review"', 'goto = "reviw"')
    other = text.replace('certainty = "moderate"\n', "")
    path.write_text(other)
    assert [one.rule.code for one in examine(minimal)] == ["P509", "P201"]
    accepted = 'suppress = [{ code = "P509", step = "offer", reason = "It is an example." }]\n'
    path.write_text(other.replace("contested", f"{accepted}contested", 1))
    assert [one.rule for one in examine(minimal)] == [RULES["unknown-step"]]
    path.write_text(text.replace("contested", f"{accepted}contested", 1))
    assert [one.rule for one in examine(minimal)] == [RULES["unknown-step"]]
