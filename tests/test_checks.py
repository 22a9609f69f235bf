"""The checks as a whole, of faces and of dates: what they find, and what they let pass."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from examples import AS_OF, CASES, MINIMAL, Collect, edited, examine, names
from hypothesis import given
from hypothesis import strategies as st

from stepwell.checks import check
from stepwell.checks.faces import _lines
from stepwell.diagnostics import RULES, Severity
from stepwell.listing import listed
from stepwell.load import load
from stepwell.typeface import wrap

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("day", "status", "overdue"),
    [
        (date(2030, 1, 1), "draft", False),
        (date(2030, 1, 2), "draft", True),
        (date(2030, 1, 2), "retired", False),
    ],
)
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
    assert found.diagnostics[0].message == ("The typeface has no U+202E RIGHT-TO-LEFT OVERRIDE.")


def test_a_character_that_no_text_publishes_is_let_pass(collect: Collect) -> None:
    assert names(collect, edited(extra="# ☹\n")) == []


def test_a_character_of_the_bibliography_is_found_at_its_entry(collect: Collect) -> None:
    bibliography = (MINIMAL / "references.bib").read_text().replace("Doe, Jane", "山, Jane")
    collection, found = collect({"references.bib": bibliography})
    assert [one.span for one in found] == [collection.references["doe2020"].span]


def test_a_box_that_only_a_missing_fact_leads_to_has_no_budget(collect: Collect) -> None:
    say = f'say = "{"Ask. " * 60}"\nplain = "You are asked."\n'
    say += 'cite = [{ source = "doe2020", at = "page 1" }]\n'
    extra = f'\n[[step]]\nkind = "outcome"\nid = "ask"\n{say}'
    known = ('id = "lasting"\n', 'id = "lasting"\nunknown = "ask"\n')
    nothing = '\n[[case]]\nname = "Nothing known"\nexpect = { outcome = "ask", ask = ["weeks"] }\n'
    files = edited(known, extra=extra) | {"example.cases.toml": CASES + nothing}
    assert names(collect, files) == []


@given(st.text("il mw-", min_size=1, max_size=160), st.integers(1, 6))
def test_a_text_called_short_takes_no_more_lines_than_it_may(text: str, most: int) -> None:
    assert len(wrap(text, 100, 10)) <= most or _lines(text, 100, most) > most


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
        extra='\n[[step]]\nkind = "link"\nid = "lonely"\nsay = "See."\nto = "later"\n'
        'plain = "See."\n',
    )
    _, found = collect(files)
    assert [one.rule.name for one in found] == [
        "approved-without-reviewer",
        "uncited-statement",
        "uncited-step",
        "unlabelled-branch",
        "otherwise-not-last",
        "ungraded-recommendation",
        "verb-against-strength",
        "citation-without-place",
        "missing-glyph",
        "unbounded-return",
        "label-over-budget",
        "unreachable-step",
    ]
    lines = [one.span.line for one in found]
    assert lines == sorted(lines)


def test_a_day_of_review_is_counted_from_the_newest_edition_or_record(collect: Collect) -> None:
    history = '\n[[history]]\nedition = "{0}"\ndate = {0}-02-29\nchange = "-"\n'
    due = "due = 2030-01-01", "due = 2033-02-28"
    told = "".join(map(history.format, (2024, 2028)))
    assert names(collect, edited(due, ("[[red_flag]]", f"{told}\n[[red_flag]]"))) == []
    later = edited(
        ("due = 2030-01-01", "due = 2033-03-01"), ("[[red_flag]]", f"{told}\n[[red_flag]]")
    )
    assert names(collect, later) == ["due-too-late"]
    assert names(collect, edited(("due = 2030-01-01", "due = 2099-01-01"))) == []


def test_a_retired_pathway_is_due_for_nothing(collect: Collect) -> None:
    history = '[[history]]\nedition = "1"\ndate = 2020-01-01\nchange = "-"\n\n[[red_flag]]'
    edits = ("due = 2030-01-01", "due = 2099-01-01"), ("[[red_flag]]", history)
    assert names(collect, edited(*edits)) == ["due-too-late"]
    assert names(collect, edited(*edits, ('"draft"', '"retired"'))) == []


def test_no_check_run_is_a_finding(minimal: Path) -> None:
    found = list(check(load(minimal), AS_OF, checks={}))
    assert [one.rule for one in found] == [RULES["nothing-checked"]]


def test_the_minimal_collection_is_clean(minimal: Path) -> None:
    assert len(examine(minimal)) == 0


def test_words_are_listed_as_a_sentence_does() -> None:
    assert [listed(words) for words in (["a"], ["a", "b"], "abc")] == ["a", "a and b", "a, b and c"]
