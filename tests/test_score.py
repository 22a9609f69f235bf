"""The page of a score tool: all of the model on it, and bands that agree with any way to count."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from examples import AS_OF
from faces import Element, age_told, document
from golden_files import golden
from hostile import HOSTILE, with_text
from hypothesis import given, settings
from hypothesis import strategies as st

from stepwell.guard import parse
from stepwell.guard_json import guard_json
from stepwell.guard_words import guard_words
from stepwell.load import load
from stepwell.render.page import page_text
from stepwell.render.score import scores
from stepwell.verdict import verdict

if TYPE_CHECKING:
    from stepwell.collection import Collection

ROOT = Path(__file__).parent.parent
EXAMPLES = load(ROOT / "tests" / "good" / "every-feature")
SHIPPED = load(ROOT / "pathways")
FACTS = SHIPPED.known_facts
ALL = [(of, name) for of in (EXAMPLES, SHIPPED) for name in of.scores]

each_tool = pytest.mark.parametrize(("collection", "name"), ALL, ids=[name for _, name in ALL])

BODILY = ("startback_leg", "startback_shoulder_neck", "startback_walking", "startback_dressing")
MIND = ("startback_fear", "startback_worry", "startback_hopeless", "startback_mood")
BOTHER = ("not_at_all", "slightly", "moderately", "very_much", "extremely")


def made(collection: Collection, as_of: date = AS_OF) -> dict[str, str]:
    return {one.path: one.content.decode() for one in scores(collection, as_of=as_of)}


def shown(collection: Collection, name: str) -> Element:
    return document(made(collection)[f"tools/{name}.md"])


def data(page: Element) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.all("script", type="application/json")[0].text)
    return found


def test_a_page_is_as_expected(pytestconfig: pytest.Config) -> None:
    text = made(EXAMPLES)["tools/worry-tool.md"]
    assert golden("tools/worry-tool.md", text, pytestconfig.getoption("update")) == text


@each_tool
def test_the_form_asks_every_item_in_order_and_preselects_nothing(
    collection: Collection, name: str
) -> None:
    page, facts = shown(collection, name), collection.known_facts
    lines = page.all("fieldset")
    for line, item in zip(lines, collection.scores[name].value.items, strict=True):
        values = [one.value for one in facts[item].values] or ["yes", "no"]
        inputs = line.all("input")
        assert [one.attrs["value"] for one in inputs] == values
        assert {one.attrs["name"] for one in inputs} == {item}
        assert facts[item].ask in line.all("legend")[0].text
    assert [one for one in page.all("input") if "checked" in one.attrs] == []


@each_tool
def test_the_script_gets_the_guards_of_the_bands_and_all_facts_that_they_need(
    collection: Collection, name: str
) -> None:
    score, given_ = collection.scores[name].value, data(shown(collection, name))
    assert [(one["label"], one["when"]) for one in given_["bands"]] == [
        (one.label, None if one.when == "otherwise" else guard_json(parse(one.when)))
        for one in score.bands
    ]
    assert {*score.items} <= given_["facts"].keys()
    assert {one.fact for one in score.scales} <= given_["facts"].keys()
    known = given_["facts"].values()
    named = {name for one in known for name in re.findall(r'"fact", "(\w+)"', json.dumps(one))}
    assert named <= given_["facts"].keys()


@each_tool
def test_each_band_stands_on_the_page_with_its_rule_in_words_and_its_sources(
    collection: Collection, name: str
) -> None:
    lines = shown(collection, name).all("ul", class_="sw-score-bands")[0].all("li")
    for line, band in zip(lines, collection.scores[name].value.bands, strict=True):
        assert band.label in line.text
        assert band.say in line.text
        assert guard_words(band.when, collection.known_facts) in line.text
        assert line.all("sup")


@each_tool
def test_every_source_of_the_page_is_listed_and_no_anchor_stands_twice(
    collection: Collection, name: str
) -> None:
    page = shown(collection, name)
    ids = Counter(one.attrs["id"] for one in page.having("id"))
    assert [one for one, count in ids.items() if count > 1] == []
    inside = {one.attrs["href"][1:] for one in page.having("href") if one.attrs["href"][0] == "#"}
    assert inside <= {*ids}
    assert page.all("ol", class_="sw-references")[0].all("li")


def test_a_tool_and_the_step_that_it_helps_with_lead_to_each_other() -> None:
    text = made(EXAMPLES)["tools/worry-tool.md"]
    links = re.findall(r"\(\.\./pathways/([\w-]+)\.md#([\w-]+)\)", text)
    assert links
    for slug, anchor in links:
        pathway = page_text(EXAMPLES.pathways[slug], EXAMPLES, as_of=AS_OF)
        step = next(one for one in document(pathway).having("id") if one.attrs["id"] == anchor)
        assert "../tools/worry-tool.md" in [one.attrs["href"] for one in step.having("href")]


def test_a_page_tells_when_the_review_of_its_pathway_is_overdue() -> None:
    late = made(EXAMPLES, as_of=date(2999, 1, 1))["tools/worry-tool.md"]
    assert {*age_told(document(late))} == {"Review overdue"}
    assert age_told(shown(EXAMPLES, "worry-tool")) == []


def test_answers_that_count_are_marked_and_no_others() -> None:
    page = shown(SHIPPED, "startback")
    marked = [
        (one.all("input")[0].attrs["name"], one.all("input")[0].attrs["value"])
        for one in page.all("label")
        if "1 point" in one.text
    ]
    assert marked == [
        *((name, "yes") for name in (*BODILY, *MIND)),
        ("startback_bother", "very_much"),
        ("startback_bother", "extremely"),
    ]


def test_lines_of_a_part_of_the_score_say_so() -> None:
    lines = shown(SHIPPED, "startback").all("fieldset")
    tagged = [one.attrs["id"] for one in lines if "Psychosocial subscale" in one.text]
    assert tagged == ["line-5", "line-6", "line-7", "line-8", "line-9"]


def test_how_to_count_is_written_out() -> None:
    sums = shown(SHIPPED, "startback").all("dl", class_="sw-score-sums")[0].all("div")
    assert [re.sub(r"\s+", " ", one.text).strip() for one in sums] == [
        "TotalThe points of lines 1 to 9 added up: a whole number from 0 to 9.1",
        "Psychosocial subscaleThe points of lines 5 to 9 added up: a whole number from 0 to 5.1",
    ]


@pytest.mark.parametrize("bother", BOTHER)
def test_every_sheet_that_can_be_filled_in_has_the_band_of_its_counts(bother: str) -> None:
    bands = [
        (one.label, verdict(parse(one.when), FACTS))
        for one in SHIPPED.scores["startback"].value.bands
    ]
    for answers in product((True, False), repeat=8):
        patient = {**dict(zip((*BODILY, *MIND), answers, strict=True)), "startback_bother": bother}
        sub = sum(answers[4:]) + (bother in {"very_much", "extremely"})
        total = sum(answers[:4]) + sub
        expected = "High risk" if sub >= 4 else "Low risk" if total <= 3 else "Medium risk"
        assert [label for label, holds in bands if holds(patient)] == [expected]


_SHEETS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.booleans() for name in (*BODILY, *MIND)},
        "startback_bother": st.sampled_from(BOTHER),
    },
)


@given(patient=_SHEETS)
@settings(max_examples=60, deadline=None)
def test_what_half_a_sheet_settles_no_further_answer_changes(patient: dict[str, Any]) -> None:
    bands = [verdict(parse(one.when), FACTS) for one in SHIPPED.scores["startback"].value.bands]
    now = [one(patient) for one in bands]
    for value in (True, False):
        open_ = (name for name in (*BODILY, *MIND) if name not in patient)
        whole = {**patient, **dict.fromkeys(open_, value)}
        whole.setdefault("startback_bother", "extremely" if value else "not_at_all")
        for band, before in zip(bands, now, strict=True):
            assert before in {None, band(whole)}


@given(text=HOSTILE)
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_stays_text(text: str) -> None:
    def page_with(written: str) -> Element:
        return document(made(with_text(EXAMPLES, written))["tools/worry-tool.md"])

    def shape(page: Element) -> list[tuple[str, str]]:
        return [(one.tag, one.attrs.get("class", "")) for one in page.all()]

    calm, wild = page_with("word"), page_with(text)
    assert shape(calm) == shape(wild)
    assert wild.all("h1")[0].text == text
    assert {one["label"] for one in data(wild)["bands"]} == {text}
