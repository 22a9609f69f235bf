"""The reading grade on texts whose grade is known, and the bands that leaflets must keep."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from examples import edited, names
from test_leaflets import LEAFLET, with_leaflet

from stepwell.leaflet_text import BANDS, reading_grade, sections
from stepwell.reading_grade import _without_re2, grade, hardest, sentences, tokens

if TYPE_CHECKING:
    from examples import Collect

GETTYSBURG = (
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
    "conceived in Liberty, and dedicated to the proposition that all men are created equal. Now we "
    "are engaged in a great civil war, testing whether that nation, or any nation so conceived and "
    "so dedicated, can long endure. We are met on a great battle-field of that war. We have come "
    "to dedicate a portion of that field, as a final resting place for those who here gave their "
    "lives that that nation might live. It is altogether fitting and proper that we should do this."
)
HARD = "Regular physical activity is usually recommended, although individual experience varies."
EASY = "Walk a little each day. It helps most people."
EASY_PART = "Walking a little each day helps, and rest is also fine whenever your body asks for it."


def test_a_sentence_of_short_words_has_the_grade_of_the_formula() -> None:
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 * 6 / 6 - 15.59)


def test_an_address_from_history_reads_at_the_grade_that_others_give_it() -> None:
    assert grade([GETTYSBURG]) == pytest.approx(9.6, abs=0.7)


def test_a_text_has_one_grade_however_it_is_cut_into_paragraphs() -> None:
    whole = [*sentences(GETTYSBURG)]
    assert len(whole) == 5
    assert grade(whole) == grade([GETTYSBURG])


def test_a_text_without_a_word_has_grade_0() -> None:
    assert grade([]) == grade(["…"]) == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ask Dr. Roe. It costs 2.5 points! Is that much?", 3),
        ("Some (e.g. Walking) help. Others do not.", 2),
        ("He said “Stop.” Then he left.", 2),
        ("No end", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len([*sentences(text)]) == count


def test_words_are_lower_case_and_marks_stand_alone() -> None:
    assert tokens("Don’t stop: a long-term, 2.5-mile walk.") == [
        "don't", "stop", ":", "a", "long-term", ",", "2.5-mile", "walk", ".",
    ]  # fmt: skip


def test_every_word_has_a_syllable_whether_it_begins_a_sentence_or_not() -> None:
    assert grade(["The the the. I he be."]) == grade(["Cat cat cat. Cat cat cat."])


def test_the_hardest_sentence_is_found() -> None:
    assert hardest([f"{EASY} {HARD}", EASY]) == HARD
    assert hardest([]) == ""


def test_another_module_called_re2_is_neither_used_nor_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = ModuleType("re2")
    monkeypatch.setitem(sys.modules, "re2", other)
    with _without_re2(), pytest.raises(ImportError):
        importlib.import_module("re2")
    assert sys.modules["re2"] is other


def test_the_grade_is_that_of_paragraphs_and_the_words_of_steps(collect: Collect) -> None:
    made, _ = collect(with_leaflet())
    body = [EASY_PART, "You may be offered exampline."]
    assert reading_grade(sections("example", made, "basics")) == round(grade(body), 1)


def test_short_words_that_are_hard_are_told_with_grade_band_and_sentence(collect: Collect) -> None:
    made, (one,) = collect(with_leaflet(EASY_PART, HARD))
    found = reading_grade(sections("example", made, "basics"))
    assert one.rule.name == "reading-grade"
    assert f"grade {found} in `basics`" in one.message
    assert "grade 5.0 to 6.9" in one.message
    assert HARD in one.help
    assert one.span.line == 6


def test_short_words_are_told_when_they_are_simpler_than_meant(collect: Collect) -> None:
    made, (one,) = collect(with_leaflet(EASY_PART, "Walk. Rest. Walk again."))
    assert reading_grade(sections("example", made, "basics")) < BANDS["basics"][0]
    assert (one.rule.name, "join short sentences" in one.help) == ("reading-grade", True)


@pytest.mark.parametrize("text", [EASY, f"{HARD[:-1]} {HARD.lower()}"])
def test_full_words_are_told_when_too_simple_and_when_too_hard(collect: Collect, text: str) -> None:
    begin, end = LEAFLET.index("more = ["), LEAFLET.index("steps = ")
    other = with_leaflet(LEAFLET[begin:end], f'more = ["{text}"]\n')
    assert names(collect, other) == ["reading-grade"]


def test_words_borrowed_from_a_step_count_and_are_pointed_at(collect: Collect) -> None:
    hard = edited(("You may be offered exampline.", HARD))
    _, (one,) = collect(with_leaflet() | hard)
    source = LEAFLET.splitlines()[one.span.line - 1]
    assert source[one.span.column - 1 :].startswith('"offer"')


def test_a_question_needs_plain_words_only_where_a_leaflet_names_it(collect: Collect) -> None:
    assert names(collect, with_leaflet()) == []
    asked = with_leaflet('steps = ["offer"]', 'steps = ["offer", "lasting"]')
    assert names(collect, asked) == ["missing-plain-words"]


def test_an_urgent_red_flag_of_a_leaflet_needs_both_of_its_plain_words(collect: Collect) -> None:
    urgent = edited(('act = "Refer today."\n', 'act = "Refer today."\nurgent = true\n'))
    assert names(collect, urgent) == []
    assert names(collect, urgent | with_leaflet()) == ["missing-plain-words"]
    half = urgent["example.toml"].replace("urgent = true\n", 'urgent = true\nplain = "It goes."\n')
    assert names(collect, {"example.toml": half} | with_leaflet()) == ["missing-plain-words"]
    both = half.replace("urgent = true\n", 'urgent = true\nplain_act = "Go now."\n')
    assert names(collect, {"example.toml": both} | with_leaflet()) == []


def test_no_pathway_misses_a_leaflet_where_there_is_none(collect: Collect) -> None:
    second = {"second.toml": edited()["example.toml"]}
    assert "missing-leaflet" not in names(collect, second)
    assert "missing-leaflet" in names(collect, second | with_leaflet())


def test_a_retired_pathway_needs_no_leaflet(collect: Collect) -> None:
    second = {"second.toml": edited(('"draft"', '"retired"'))["example.toml"]}
    assert "missing-leaflet" not in names(collect, second | with_leaflet())
