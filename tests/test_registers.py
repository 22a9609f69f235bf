"""Home, registers and the quality page: all of it, and where each thing is used."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import AS_OF, examine
from faces import Element, age_told, document
from golden_files import golden
from hostile import HOSTILE, with_text
from hypothesis import given, settings

from stepwell.diagnostics import RULES, Findings
from stepwell.load import load
from stepwell.model import Pathway
from stepwell.prove import prove
from stepwell.render.home import home
from stepwell.render.quality import quality
from stepwell.render.register import registers

if TYPE_CHECKING:
    from datetime import date

    from stepwell.collection import Collection

FOLDER = Path(__file__).parent / "good" / "every-feature"
EXAMPLES = load(FOLDER)
FOUND = examine(FOLDER)
PROOF = prove(EXAMPLES)
PAGES = (
    "index.md",
    "quality.md",
    "registers/contested.md",
    "registers/facts.md",
    "registers/medications.md",
    "registers/sources.md",
)


def made(collection: Collection, found: Findings = FOUND, as_of: date = AS_OF) -> dict[str, str]:
    artifacts = [
        *home(collection, as_of=as_of),
        *registers(collection, as_of=as_of),
        *quality(collection, found, PROOF, as_of=as_of),
    ]
    return {one.path: one.content.decode() for one in artifacts}


def shown(path: str, collection: Collection = EXAMPLES) -> Element:
    return document(made(collection)[path])


def links(page: Element) -> list[str]:
    return [one.attrs["href"] for one in page.having("href")]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_as_expected(path: str, pytestconfig: pytest.Config) -> None:
    text = made(EXAMPLES)[path].replace(f"{FOLDER}/", "")
    assert golden(path, text, pytestconfig.getoption("update")) == text


def test_there_is_a_page_of_each_kind() -> None:
    assert sorted(PAGES) == sorted(made(EXAMPLES))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_an_anchor_twice(path: str) -> None:
    ids = Counter(one.attrs["id"] for one in shown(path).having("id"))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("path", PAGES)
def test_what_a_link_leads_to_is_written_plainly_for_the_engine(path: str) -> None:
    targets = re.findall(r"\]\(([^)]*)\)", made(EXAMPLES)[path])
    assert [one for one in targets if not re.fullmatch(r"[\w./-]+(#[\w-]+)?", one)] == []


def test_home_leads_to_every_pathway_by_its_question_and_to_its_card() -> None:
    page = shown("index.md")
    for slug, sheet in EXAMPLES.pathways.items():
        asked = [one.text for one in page.all("a", href=f"pathways/{slug}.md")]
        assert sheet.value.asks in asked
        assert f"cards/{slug}-a4.pdf" in links(page)


def test_home_names_what_is_not_written_yet_without_a_link() -> None:
    planned = shown("index.md").all("ul", class_="sw-planned")[0]
    assert (planned.text.strip(), links(planned)) == (
        "What follows exampline? Exampline later, not written yet",
        [],
    )


def test_home_shows_each_urgent_red_flag_once() -> None:
    flags = [one.text for one in shown("index.md").all("li", class_="sw-flag sw-flag-urgent")]
    assert flags == [
        "Urgent Fire Leave. Sources",
        "Urgent Sudden loss of examples Refer today. Sources",
    ]


def test_every_source_stands_in_the_register_with_the_pages_that_cite_it() -> None:
    page = shown("registers/sources.md")
    entries = {key: page.all("li", id=f"source-{key}")[0] for key in EXAMPLES.references}
    cited = {
        key: [one for one in links(entry) if one.startswith("../pathways")]
        for key, entry in entries.items()
    }
    told = {
        key: [one for one in links(entry) if one.startswith("../leaflets")]
        for key, entry in entries.items()
    }
    assert told == {
        "doe2020": ["../leaflets/stepped-more.md"],
        "roe2021": ["../leaflets/resistant-more.md", "../leaflets/stepped-more.md"],
        "label": [],
        "poe_2023": ["../leaflets/stepped-more.md"],
    }
    assert cited == {
        "doe2020": ["../pathways/resistant.md#ref-1", "../pathways/stepped.md#ref-3"],
        "roe2021": ["../pathways/resistant.md#ref-2", "../pathways/stepped.md#ref-1"],
        "label": ["../pathways/resistant.md#ref-4", "../pathways/stepped.md#ref-2"],
        "poe_2023": [
            "../pathways/plain.md#ref-1",
            "../pathways/resistant.md#ref-3",
            "../pathways/stepped.md#ref-4",
        ],
    }


def test_sources_lead_to_doi_and_pubmed_else_to_their_own_address() -> None:
    page = shown("registers/sources.md")
    assert [one for one in links(page) if one.startswith("https:")] == [
        "https://doi.org/10.1000/example%281%29",
        "https://pubmed.ncbi.nlm.nih.gov/10000001/",
        "https://pubmed.ncbi.nlm.nih.gov/10000002/",
        "https://example.invalid/label?a=1&b=2",
    ]


def test_every_medication_and_dose_stands_in_the_register_used_or_not() -> None:
    page = shown("registers/medications.md")
    names = [one.attrs["id"].removeprefix("medication-") for one in page.all("h3")]
    doses = sum(len(one.value.doses) for one in EXAMPLES.medications.values())
    assert sorted(names) == sorted(EXAMPLES.medications)
    assert doses == sum(one.text == "Dose" for one in page.all("strong"))


def test_every_fact_and_value_stands_in_the_register() -> None:
    page = shown("registers/facts.md")
    codes = [one.text for one in page.all("code")]
    expected = [
        name
        for one in EXAMPLES.facts.values()
        for name in (one.value.id, *(each.value for each in one.value.values))
    ]
    assert codes == expected


def test_home_marks_each_pathway_whose_review_is_overdue() -> None:
    entries = shown("index.md").all("li", _class="sw-entry")
    late = [entry.all(_class="sw-asks")[0].text for entry in entries if age_told(entry)]
    assert late == [
        one.value.asks
        for one in EXAMPLES.pathways.values()
        if isinstance(one.value, Pathway) and one.value.review.due < AS_OF
    ]
    assert 0 < len(late) < len(entries)


def test_every_position_stands_in_the_register_with_what_was_chosen() -> None:
    page = shown("registers/contested.md")
    text = page.text
    due = [point.value.due for point in EXAMPLES.contested.values()]
    assert len(age_told(page)) == sum(one < AS_OF for one in due) > 0
    for point in EXAMPLES.contested.values():
        assert all(f"{one.who} {one.edition}" in text for one in point.value.positions)
        assert point.value.chosen in text


def test_the_quality_page_names_every_rule_and_counts_what_it_found() -> None:
    page = shown("quality.md")
    rows = {
        row.all("th")[0].text: row.all("td")[-1].text
        for table in page.all("table", class_="sw-rules")
        for row in table.all("tr")[1:]
    }
    counted = Counter(one.rule.code for one in FOUND)
    assert rows == {one.code: str(counted[one.code]) for one in RULES.values()}
    assert counted["P512"] == 2


def test_the_quality_page_counts_steps_and_citations_to_be_narrowed() -> None:
    rows = shown("quality.md").all("table", class_="sw-counts")[0].all("tr")[1:]
    counts = {row.all("th")[0].text: [one.text for one in row.all("td")] for row in rows}
    assert counts["Plain examples"] == ["Retired", "3", "1", "2", "0", "4", "0"]


def test_accepted_faults_and_planned_pathways_are_named() -> None:
    text = shown("quality.md").text
    assert "P508 in Plain examples, step done: The overview has no pages." in text
    assert "Exampline later" in text


def shape(page: Element) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.tag, tuple(one.attrs)) for one in page.all()]


@given(text=HOSTILE)
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_stays_text(text: str) -> None:
    calm, wild = made(with_text(EXAMPLES, "word")), made(with_text(EXAMPLES, text))
    assert {path: shape(document(page)) for path, page in calm.items()} == {
        path: shape(document(page)) for path, page in wild.items()
    }
    assert document(wild["index.md"]).all("h1")[0].text == text
