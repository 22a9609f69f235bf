"""Questions, words, sizes of benefit, guidelines, tools: all of it, and each link right."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import AS_OF, examine
from faces import Element, document
from golden_files import golden
from hostile import HOSTILE, with_text
from hypothesis import given, settings

from stepwell.load import load
from stepwell.render.lookups import lookups
from stepwell.render.page import page_text

if TYPE_CHECKING:
    from stepwell.collection import Collection

GOOD = Path(__file__).parent / "good"
EXAMPLES = load(GOOD / "every-feature")
PAGES = (
    "registers/advised-against.md",
    "registers/benefits.md",
    "registers/glossary.md",
    "registers/guidelines.md",
    "registers/questions.md",
    "tools/index.md",
)


def made(collection: Collection) -> dict[str, str]:
    return {one.path: one.content.decode() for one in lookups(collection)}


def shown(path: str, collection: Collection = EXAMPLES) -> Element:
    return document(made(collection)[path])


def links(page: Element) -> list[str]:
    return [one.attrs["href"] for one in page.having("href")]


def page(slug: str) -> Element:
    return document(page_text(EXAMPLES.pathways[slug], EXAMPLES, as_of=AS_OF))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_as_expected(path: str, pytestconfig: pytest.Config) -> None:
    text = made(EXAMPLES)[path]
    assert golden(path, text, pytestconfig.getoption("update")) == text


def test_a_page_is_made_for_each_kind_of_entry_and_for_no_other() -> None:
    assert sorted(made(EXAMPLES)) == sorted(PAGES)
    assert sorted(made(load(GOOD / "minimal"))) == ["registers/questions.md", "tools/index.md"]


def test_lists_follow_the_order_of_the_collection_and_others_come_after(tmp_path: Path) -> None:
    shutil.copytree(GOOD / "every-feature", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "collection.toml"
    order = 'order = ["stepped", "plain"]\npublisher'
    path.write_text(path.read_text().replace("publisher", order, 1))
    assert [*load(tmp_path).pathways] == ["stepped", "plain", "resistant"]
    assert examine(tmp_path).errors == 0
    path.write_text(path.read_text().replace('"plain"]', '"plian"]'))
    (found,) = [one for one in examine(tmp_path) if one.rule.name == "unknown-pathway"]
    assert (found.message, found.span.line) == ("The pathway `plian` does not exist.", 3)


def test_every_question_leads_to_a_step_that_its_page_has() -> None:
    found = [one.partition("#") for one in links(shown("registers/questions.md")) if "#" in one]
    assert [(path, anchor) for path, _, anchor in found] == [
        ("../pathways/stepped.md", "step-review"),
        ("../pathways/stepped.md", "step-gate--alarm"),
    ]
    ids = {one.attrs["id"] for one in page("stepped").having("id")}
    assert {anchor for _, _, anchor in found} <= ids


def test_the_page_of_a_pathway_says_which_other_questions_it_answers_and_where() -> None:
    answers = page("stepped").all("div", class_="sw-answers")[0].all("li")
    assert [(one.text, links(one)) for one in answers] == [
        ("For how long is exampline given? step 4", ["#step-review"]),
        ("What are the alarm signs? step 1.1", ["#step-gate--alarm"]),
    ]


def test_related_questions_stand_once_each_those_of_the_editors_first() -> None:
    found = page("stepped").all("ul", class_="sw-related")[0].all("li")
    assert [(one.all("span")[0].text, links(one)) for one in found] == [
        ("Examples that resist. What to do when exampline fails.", ["resistant.md"]),
        ("Exampline later. What comes after.", []),
        ("Plain examples. It leads on to this pathway.", ["plain.md"]),
    ]


def test_what_is_advised_against_stands_once_with_its_reason_and_leads_to_its_step() -> None:
    against = {
        (sheet.slug, step.value.id)
        for sheet in EXAMPLES.sheets
        for step in sheet.steps()
        if getattr(step.value, "direction", None) == "against"
    }
    found = [one for one in links(shown("registers/advised-against.md")) if "#step-" in one]
    assert len(found) == len(against) > 0


def test_each_step_says_on_what_kinds_of_source_it_rests() -> None:
    of = page("stepped")
    rests = [one.text for one in of.all("li", id="step-offer")[0].all("div", class_="sw-rests")]
    rows = {
        row.all("th")[0].text: [one.text for one in row.all("td")]
        for row in of.all("table", class_="sw-basis")[0].all("tr")[1:]
    }
    assert rests == ["Rests on: guideline, trial, overview"]
    assert list(rows) == ["Guideline", "Trial", "Drug label", "Overview"]
    assert "3" in rows["Guideline"][1].split(", ")
    assert "3" not in rows["Guideline"][2].split(", ")


@pytest.mark.parametrize(
    ("old", "new", "said", "where"),
    [
        ('step = "review"', 'step = "reviw"', "The step `reviw` does not exist.", 13),
        ('step = "gate/alarm"', 'step = "alarm"', "The step `alarm` does not exist.", 17),
        (
            'pathway = "resistant"',
            'pathway = "resistnt"',
            "The pathway `resistnt` does not exist.",
            20,
        ),
        ('pathway = "later"', 'pathway = "latter"', "The pathway `latter` does not exist.", 24),
    ],
)
def test_a_name_that_leads_nowhere_is_found_at_its_place(
    old: str, new: str, said: str, where: int, tmp_path: Path
) -> None:
    shutil.copytree(GOOD / "every-feature", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "stepped.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    found = [one for one in examine(tmp_path) if one.rule.code.startswith("P2")]
    assert [(one.message, one.span.line) for one in found] == [(said, where)]


@given(text=HOSTILE)
@settings(max_examples=30, deadline=None)
def test_whatever_is_written_stays_text(text: str) -> None:
    calm, wild = made(with_text(EXAMPLES, "word")), made(with_text(EXAMPLES, text))
    assert {path: shape(document(page)) for path, page in calm.items()} == {
        path: shape(document(page)) for path, page in wild.items()
    }


def shape(page: Element) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.tag, tuple(one.attrs)) for one in page.all()]
