"""The checks of a collection's meaning: what they find, and what they must let pass."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from examples import AS_OF, MINIMAL, Collect, examine

from stepwell.checks import check
from stepwell.checks.wording import contradicting_verb, listed
from stepwell.diagnostics import RULES, Severity
from stepwell.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EXAMPLE = (MINIMAL / "example.toml").read_text()
GATE = """
title = "Gate"
asks = "Is it an emergency?"
start = "stop"

[[step]]
kind = "question"
id = "stop"
ask = "Is it an emergency?"
branch = [
  { label = "Yes", when = "weeks < 1", goto = "refer" },
  { label = "No", when = "weeks >= 1", goto = "%s" },
]
cite = [{ source = "doe2020", at = "section 2" }]

[[step]]
kind = "outcome"
id = "refer"
say = "Refer today."
cite = [{ source = "doe2020", at = "section 2" }]
"""
INCLUDE = '\n[[step]]\nkind = "include"\nblock = "gate"\n'


def edited(*edits: tuple[str, str], extra: str = "") -> dict[str, str]:
    """The minimal pathway with each old text replaced by its new one, once."""
    text = EXAMPLE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return {"example.toml": text + extra}


def names(collect: Collect, files: Mapping[str, str]) -> list[str]:
    return [one.rule.name for one in collect(files)[1]]


def gated(start: str, onward: str, gate: str) -> dict[str, str]:
    """The minimal pathway behind a block that leads to `gate` when it is no emergency."""
    include = INCLUDE + (f'goto = "{onward}"\n' if onward else "")
    return {
        **edited(('start = "lasting"', f'start = "{start}"'), extra=include),
        "blocks/gate.toml": GATE % gate,
    }


def test_a_block_that_is_left_leads_on(collect: Collect) -> None:
    assert names(collect, gated("gate", "lasting", "@exit")) == []


def test_a_block_that_is_left_for_nowhere_is_a_dead_end(collect: Collect) -> None:
    files = gated("lasting", "", "@exit")
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "gate"')
    collection, found = collect(files)
    assert [one.rule.name for one in found] == ["dead-end"]
    assert collection.blocks["gate"].slug in found.diagnostics[0].message


def test_what_follows_a_block_that_nothing_leaves_is_a_fault(collect: Collect) -> None:
    files = gated("lasting", "wait", "refer")
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "gate"')
    collection, found = collect(files)
    assert [one.rule.name for one in found] == ["dead-end"]
    span = found.diagnostics[0].span
    assert collection.sources[span.path].line(span.line) == 'goto = "wait"'


def test_a_block_is_checked_like_a_pathway(collect: Collect) -> None:
    lonely = '\n[[step]]\nkind = "outcome"\nid = "lonely"\nsay = "Wait."\n'
    files = gated("gate", "lasting", "@exit")
    files["blocks/gate.toml"] += lonely
    assert names(collect, files) == ["unreachable-step", "uncited-step"]


def test_a_loop_through_an_include_is_found(collect: Collect) -> None:
    files = gated("gate", "lasting", "@exit")
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "gate"')
    assert names(collect, files) == ["cycle"]


def test_a_resumed_return_is_no_loop(collect: Collect) -> None:
    assert names(collect, edited()) == []


def test_the_report_of_a_loop_names_each_step_with_its_line_and_points_at_the_way_back(
    collect: Collect,
) -> None:
    _, found = collect(edited(('then = "wait"', 'then = "lasting"')))
    loop = found.diagnostics[0]
    assert loop.message == (
        "The steps run in a loop: `lasting` (line 22) → `offer` (line 32) → `review` (line 43)"
        " → `lasting`."
    )
    assert [note.span.line for note in loop.related] == [22, 32, 43]
    assert (loop.span.line, loop.span.length) == (45, len('"lasting"'))


def test_red_flags_of_a_block_count_for_its_host(collect: Collect) -> None:
    files = gated("gate", "lasting", "@exit")
    start, end = (files["example.toml"].index(part) for part in ("[[red_flag]]", "[[step]]"))
    flag = files["example.toml"][start:end]
    files["example.toml"] = files["example.toml"].replace(flag, "")
    assert names(collect, files) == ["no-red-flags"]
    files["blocks/gate.toml"] = files["blocks/gate.toml"].replace("[[step]]", flag + "[[step]]", 1)
    assert names(collect, files) == []


@pytest.mark.parametrize(
    ("written", "lacking"),
    [
        ('at_most = 2, then = "wait", resume = "lasting"', "when care resumes"),
        ('after = "4 wk", at_most = 2, then = "wait"', "where"),
        ('after = "4 wk", resume = "lasting", then = "wait"', "how often at most"),
        ('after = "4 wk", resume_in = "later", at_most = 2', "what follows after that"),
    ],
)
def test_a_return_is_told_what_it_lacks(collect: Collect, written: str, lacking: str) -> None:
    whole = 'after = "4 wk", resume = "lasting", at_most = 2, then = "wait"'
    _, found = collect(edited((whole, written)))
    assert f"The return of `review` does not say {lacking}." in {one.message for one in found}


def test_a_link_needs_no_citation_and_no_grade(collect: Collect) -> None:
    link = 'kind = "link"\nid = "wait"\nto = "later"'
    cite = '\ncite = [{ source = "roe2021", at = "page 4" }]'
    edits = ('kind = "outcome"\nid = "wait"', link), (cite, "")
    assert names(collect, edited(*edits)) == []


def test_an_ungraded_action_of_a_source_without_grades_is_clean(collect: Collect) -> None:
    edits = ('"conditional"', '"not-graded"'), ('"moderate"', '"not-graded"')
    assert names(collect, edited(*edits)) == []


@pytest.mark.parametrize(
    ("strength", "text", "verb"),
    [
        ("strong", "Consider an NSAID.", "Consider"),
        ("strong", "We suggest an NSAID.", "suggest"),
        ("strong", "If pain persists, consider an NSAID.", "consider"),
        ("strong", "You may offer an NSAID.", "may"),
        ("strong", "An opioid could be tried.", "could"),
        ("strong", "Do not consider imaging.", "consider"),
        ("strong", "Offer an NSAID.", None),
        ("strong", "Refer people who may have an infection.", None),
        ("strong", "Stop drugs that might be avoided.", None),
        ("strong", "Explain that pain may be continued by fear.", None),
        ("strong", "Offer exercise. Consider a group.", None),
        ("strong", "Take considered advice.", None),
        ("conditional", "Always offer exercise.", "Always"),
        ("conditional", "Clinicians must order imaging.", "must"),
        ("conditional", "Two NSAIDs must not be combined.", "must"),
        ("conditional", "We recommend exercise.", "recommend"),
        ("conditional", "Never start with an opioid.", "Never"),
        ("conditional", "Consider an NSAID.", None),
        ("conditional", "Offer the recommended dose.", None),
        ("conditional", "Offer tests to those who must drive.", None),
        ("not-graded", "Always consider what must never be recommended.", None),
        (None, "Consider an NSAID.", None),
    ],
)
def test_a_verb_contradicts_a_strength_only_as_the_advice_itself(
    strength: str | None, text: str, verb: str | None
) -> None:
    found = contradicting_verb(text, strength)
    assert verb == (found[1] if found else None)
    assert found is None or text[found[0] :].startswith(found[1])


def test_the_wording_of_the_box_is_held_to_the_strength_too(collect: Collect) -> None:
    _, found = collect(edited(('start = ["', 'short = "Always exampline."\nstart = ["')))
    assert [(one.rule.name, one.span.length) for one in found] == [("verb-against-strength", 6)]


@pytest.mark.parametrize(("day", "status", "overdue"), [
    (date(2030, 1, 1), "draft", False),
    (date(2030, 1, 2), "draft", True),
    (date(2030, 1, 2), "retired", False),
])
def test_a_review_is_overdue_from_the_day_after_it_was_due(
    collect: Collect, day: date, status: str, overdue: bool
) -> None:
    collection, _ = collect(edited(('"draft"', f'"{status}"')))
    found = [one for one in check(collection, day) if "review of" in one.message]
    assert overdue == bool(found)
    assert all(one.rule.severity is Severity.WARNING for one in found)


def test_a_character_written_as_an_escape_is_found(collect: Collect) -> None:
    _, found = collect(edited(("Wait and watch.", "Wait and \\u2639 watch.")))
    assert [one.rule.name for one in found] == ["missing-glyph"]


def test_a_character_that_cannot_be_seen_is_named_only(collect: Collect) -> None:
    _, found = collect(edited(("Wait and watch.", "Wait and\u202e watch.")))
    assert found.diagnostics[0].message == (
        "The typeface has no U+202E RIGHT-TO-LEFT OVERRIDE."
    )


def test_a_character_that_no_text_publishes_is_let_pass(collect: Collect) -> None:
    assert names(collect, edited(extra="# ☹\n")) == []


def test_a_character_of_the_bibliography_is_found_at_its_entry(collect: Collect) -> None:
    bibliography = (MINIMAL / "references.bib").read_text().replace("Doe, Jane", "山, Jane")
    collection, found = collect({"references.bib": bibliography})
    assert [one.span for one in found] == [collection.references["doe2020"].span]


def test_a_box_that_only_a_missing_fact_leads_to_has_no_budget(collect: Collect) -> None:
    say = f'say = "{"Ask. " * 60}"\ncite = [{{ source = "doe2020", at = "page 1" }}]\n'
    extra = f'\n[[step]]\nkind = "outcome"\nid = "ask"\n{say}'
    known = ('id = "lasting"\n', 'id = "lasting"\nunknown = "ask"\n')
    assert names(collect, edited(known, extra=extra)) == []


def test_twelve_faults_in_one_file_are_twelve_findings_in_the_order_of_its_lines(
    collect: Collect,
) -> None:
    files = edited(
        ('"draft"', '"approved"'),
        ('cite = [{ source = "doe2020", at = "section 1" }]\n', ""),
        ('label = "Yes"', 'label = ""'),
        ('"weeks >= 4"', '"otherwise"'),
        ('cite = [{ source = "doe2020", at = "recommendation 1" }]\n', ""),
        ("Offer exampline.", "Never offer exampline."),
        ('direction = "for"\n', ""),
        (', at = "recommendation 2"', ""),
        (', at_most = 2, then = "wait"', ""),
        ("Review the response.", "Review the response ☹."),
        ("Wait and watch.", "Wait and watch " + "for long " * 30),
        extra='\n[[step]]\nkind = "link"\nid = "lonely"\nsay = "See."\nto = "later"\n',
    )
    _, found = collect(files)
    assert [one.rule.name for one in found] == [
        "approved-without-reviewer", "uncited-statement", "uncited-step", "unlabelled-branch",
        "otherwise-not-last", "ungraded-recommendation", "verb-against-strength",
        "citation-without-place", "missing-glyph", "unbounded-return", "label-over-budget",
        "unreachable-step",
    ]
    lines = [one.span.line for one in found]
    assert lines == sorted(lines)


def test_no_check_run_is_a_finding(minimal: Path) -> None:
    found = list(check(load(minimal), AS_OF, checks={}))
    assert [one.rule for one in found] == [RULES["nothing-checked"]]


def test_the_minimal_collection_is_clean(minimal: Path) -> None:
    assert len(examine(minimal)) == 0


def test_words_are_listed_as_a_sentence_does() -> None:
    assert [listed(words) for words in (["a"], ["a", "b"], "abc")] == ["a", "a and b", "a, b and c"]
