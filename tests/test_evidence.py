"""What must be cited, graded and signed, and what need not."""

from __future__ import annotations

import pytest
from examples import MINIMAL, Collect, edited, names

from stepwell.checks.wording import contradicting_verb


def test_what_cites_a_source_for_a_fact_uses_it_and_says_where(collect: Collect) -> None:
    facts, medications, contested = (
        (MINIMAL / f"{name}.toml").read_text() for name in ("facts", "medications", "contested")
    )
    files = {
        **edited(("roe2021", "doe2020")),
        "medications.toml": medications.replace("roe2021", "doe2020"),
        "contested.toml": contested.replace("roe2021", "doe2020"),
    }
    assert names(collect, files) == ["unused-source"]
    cite = 'cite = [{ source = "roe2021", at = "page 2" }]'
    placed = facts.replace("[[fact]]", f"[[fact]]\n{cite}", 1)
    assert names(collect, {**files, "facts.toml": placed}) == []
    unplaced = placed.replace(', at = "page 2"', "")
    assert names(collect, {**files, "facts.toml": unplaced}) == ["citation-without-place"]


def test_a_caution_of_a_class_needs_its_citation(collect: Collect) -> None:
    group = '\n[[class]]\nid = "family"\nname = "Family"\n'
    caution = '\n[[class.caution]]\nsay = "Not for all."\n'
    medications = (MINIMAL / "medications.toml").read_text() + group + caution
    assert names(collect, {"medications.toml": medications}) == ["uncited-dose"]


def test_sources_without_numbers_share_none(collect: Collect) -> None:
    lines = (MINIMAL / "references.bib").read_text().splitlines()
    bare = "\n".join(line for line in lines if "doi" not in line and "pmid" not in line)
    assert names(collect, {"references.bib": bare}) == []


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


def test_strong_advice_on_weak_evidence_passes_with_a_reason(collect: Collect) -> None:
    edits = ('"conditional"', '"strong"'), ('"moderate"', '"low"')
    assert names(collect, edited(*edits)) == ["strong-on-low-certainty"]
    reasoned = ('"moderate"', '"low"\nreason = "Waiting harms."')
    assert names(collect, edited(edits[0], reasoned)) == []


def test_a_named_reviewer_may_approve(collect: Collect) -> None:
    sources = ", ".join(f'{{ source = "{one}", edition = "1" }}' for one in ("doe2020", "roe2021"))
    by = (
        "due = 2030-01-01\n"
        f'by = [{{ name = "Dr Poe", role = "GP", date = 2025-12-01, compared = [{sources}] }}]'
    )
    edits = ('"draft"', '"approved"'), ("due = 2030-01-01", by)
    assert names(collect, edited(*edits)) == []
