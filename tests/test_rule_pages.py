"""Every rule has its page, and the examples on the page do what it says."""

from __future__ import annotations

import re
from pathlib import Path

import examples
import pytest
from examples import MINIMAL, changes, examine

from stepwell.checks import CASE_CHECKS, CHECKS, SUPPRESSIBLE
from stepwell.diagnostics import RULES, Diagnostic, Rule
from stepwell.explain import UnknownRule, explain, pages
from stepwell.load import load
from stepwell.render.card import PAPERS, card
from stepwell.render.read_cards import read_cards
from stepwell.report import text

BY_CALL = {
    "broken-changelog",
    "broken-template",
    "due-moved-without-review",
    "not-proved",
    "nothing-checked",
}
"""Rules that no file of the folder can break: tested with what finds their faults."""


def found_in(folder: Path) -> list[Diagnostic]:
    """Findings of all stages, the cards included when the others are clean."""
    found = list(examine(folder))
    if not found:
        collection = load(folder)
        for sheet in collection.sheets:
            for paper in PAPERS:
                found += card(sheet, collection, paper)[1]
            for _, faults in read_cards(sheet, collection):
                found += faults
    return found


def section(rule: Rule, name: str) -> str:
    page = explain(rule.code)
    return page.split(f"\n## {name}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_page_has_the_form_that_readers_know(rule: Rule) -> None:
    page = explain(rule.code)
    can = "can be suppressed with a reason" if rule.code in SUPPRESSIBLE else "cannot be suppressed"
    assert page.startswith(f"# {rule.code} {rule.name}\n\n*{rule.severity.capitalize()}; {can}.* ")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["Fails", "Repaired"]


@pytest.mark.parametrize("name", sorted(RULES.keys() - BY_CALL))
def test_the_failing_example_breaks_its_rule_alone_and_the_repaired_one_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULES[name]
    failing = list(changes(section(rule, "Fails")))
    repaired = list(changes(section(rule, "Repaired")))
    monkeypatch.chdir(tmp_path)
    examples.minimal(tmp_path)
    for change in failing:
        change.apply(tmp_path)
    assert {one.rule for one in found_in(Path("pathways"))} == {rule}
    if not any(change.language == "sh" for change in repaired):
        again = tmp_path / "again"
        again.mkdir()
        examples.minimal(again)
        monkeypatch.chdir(again)
    for change in repaired:
        change.apply(Path.cwd())
    assert found_in(Path("pathways")) == []


def test_every_page_belongs_to_a_rule() -> None:
    named = {path.stem for path in pages().glob("P*.md")}
    assert named == {rule.code for rule in RULES.values()}


def test_the_index_lists_every_rule_with_its_summary() -> None:
    index = (pages() / "index.md").read_text()
    for rule in RULES.values():
        assert f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.summary} |" in index


def test_the_index_shows_the_minimal_pathway_that_examples_change() -> None:
    shown = {change.title: change.body for change in changes((pages() / "index.md").read_text())}
    assert shown["example.toml"] == (MINIMAL / "example.toml").read_text()


def test_the_minimal_collection_is_clean(tmp_path: Path) -> None:
    assert found_in(examples.minimal(tmp_path)) == []


def test_every_rule_of_the_collections_meaning_has_its_check() -> None:
    judged = {name for name, rule in RULES.items() if rule.code[:2] not in {"P1", "P2", "P4"}}
    others = {"broken-template", "card-over-budget", "due-moved-without-review"}
    assert judged - others == {*CHECKS, *CASE_CHECKS}


@pytest.mark.parametrize("asked", ["P303", "p303", "cycle", "Cycle "])
def test_a_page_is_found_by_code_or_name(asked: str) -> None:
    assert explain(asked).startswith("# P303 cycle\n")


def test_an_unknown_code_suggests_the_nearest() -> None:
    with pytest.raises(UnknownRule, match=r"There is no rule `cicle`; did you mean `cycle`\?"):
        explain("cicle")


def test_the_report_that_the_index_shows_is_the_one_given(minimal: Path) -> None:
    example = minimal / "example.toml"
    example.write_text(example.read_text().replace('goto = "review"', 'goto = "reviw"'))
    shown = (pages() / "index.md").read_text().split("```text\n")[1].split("```")[0]
    assert text(examine(minimal)).startswith(shown)
