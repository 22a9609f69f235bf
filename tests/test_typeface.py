"""What a text measures and how it breaks."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from web_fonts import cut

from stepwell.typeface import FONT_FILES, missing, ranges, web_font, width, wrap

TEXT = st.text(st.sampled_from("abcWgim 0123456789-/.,%×≥µ"), max_size=80)


def test_a_text_is_as_wide_as_the_advances_of_the_font_say() -> None:
    font = TTFont(FONT_FILES["regular"])
    advances = [font["hmtx"][font.getBestCmap()[ord(char)]][0] for char in "Pain ≥ 4"]
    assert sum(advances) / font["head"].unitsPerEm * 10 == pytest.approx(width("Pain ≥ 4", 10))


def test_bold_is_wider_than_regular() -> None:
    assert width("Severe weakness", 10) < width("Severe weakness", 10, bold=True)


@given(TEXT, st.floats(20, 200))
def test_no_line_is_wider_than_asked(text: str, limit: float) -> None:
    assert [line for line in wrap(text, limit, 10) if width(line, 10) > limit + 1e-6] == []


@given(TEXT, st.floats(20, 200))
def test_no_character_is_lost(text: str, limit: float) -> None:
    assert text.replace(" ", "") == "".join(wrap(text, limit, 10)).replace(" ", "")


@given(TEXT)
def test_what_fits_one_line_stays_on_it(text: str) -> None:
    assert (" ".join(filter(None, text.split(" "))),) == wrap(text, 2000, 10)


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Review the whole response at 4–6 weeks, then go on", "4–6 weeks,"),
        ("Raise the evening dose slowly up to 10–25 mg at bedtime", "10–25 mg"),
        ("Those who are at an age of 65 years or over with a deficit", "65 years"),
        ("All patients whose score is ≥ 7 points at the first visit", "≥ 7 points"),
        ("Back to the very first question of this chart, step 5", "step 5"),
        ("Try it again, at most 2 × and never longer than that", "2 ×"),
    ],
)
def test_a_number_keeps_its_unit_at_any_width(text: str, together: str) -> None:
    for limit in range(70, 240, 5):
        assert any(together in line for line in wrap(text, limit, 10)), limit


def test_a_sign_of_comparison_keeps_its_number() -> None:
    limit = width("≥ 1000000000", 10) + 1
    assert wrap("pain ≥ 1000000000", limit, 10) == ("pain", "≥ 1000000000")


def test_a_no_break_space_does_not_break() -> None:
    assert wrap("at\N{NO-BREAK SPACE}most 2", 36, 10) == ("at\N{NO-BREAK SPACE}most", "2")


def test_lines_are_even_and_no_word_stands_alone() -> None:
    assert wrap("Radicular, stenotic or specific pattern?", 140, 10) == (
        "Radicular, stenotic",
        "or specific pattern?",
    )


def test_the_last_line_leaves_room_for_what_follows() -> None:
    assert len(wrap("Yes, both of them", 80, 10)) == 1
    lines = wrap("Yes, both of them", 80, 10, tail=30)
    assert len(lines) == 2
    assert width(lines[-1], 10) + 30 <= 80


def test_a_word_wider_than_the_line_is_cut_at_a_hyphen_if_it_has_one() -> None:
    assert wrap("anti-inflammatory", 70, 10) == ("anti-", "inflammatory")


def test_characters_that_the_font_lacks_are_named_once_in_order() -> None:
    assert missing("⚠ a 漢 ⚠ ≥ ½ ×") == ("⚠", "漢")


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [([], ""), ([3], "3"), ([2, 1], "1,2"), ([1, 3, 4, 5], "1,3–5"), ([7, 7, 8], "7,8")],
)
def test_numbers_are_printed_as_ranges(numbers: list[int], printed: str) -> None:
    assert printed == ranges(numbers)


@pytest.mark.parametrize("style", sorted(FONT_FILES))
def test_the_font_of_the_web_is_small_and_has_what_the_chart_needs(style: str) -> None:
    font = TTFont(io.BytesIO(web_font(style)))
    assert [
        char for char in "Aé≥≤→↓µ±×°½–’“ \N{NO-BREAK SPACE}" if ord(char) not in font.getBestCmap()
    ] == []
    assert len(web_font(style)) < 60_000


@pytest.mark.parametrize("style", sorted(FONT_FILES))
def test_the_font_of_the_web_is_cut_from_the_typeface_that_measures(style: str) -> None:
    """Renew it with `make fonts`."""
    shipped, fresh = (TTFont(io.BytesIO(one)) for one in (web_font(style), cut(style)))
    assert fresh.getBestCmap() == shipped.getBestCmap()
    assert fresh["hmtx"].metrics == shipped["hmtx"].metrics
    assert fresh.getGlyphOrder() == shipped.getGlyphOrder()
