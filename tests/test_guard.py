"""The language of guards: what it reads, what it refuses, and where it says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepwell.guard import (
    MAX_LENGTH,
    At,
    BrokenGuard,
    Compare,
    Constant,
    Every,
    Name,
    Not,
    OneOf,
    Some,
    Sum,
    constants,
    names,
    parse,
)


def test_a_guard_becomes_a_tree_with_places() -> None:
    tree = parse("age > 65 and not falls")
    age = Compare(Name("age", At(0, 3)), ">", Constant(Decimal(65), At(6, 2)), At(0, 8))
    assert tree == Every((age, Not(Name("falls", At(17, 5)), At(13, 9))), At(0, 22))


def test_lists_sums_and_alternatives_are_read() -> None:
    assert isinstance(parse("a in ['x', 'y']"), OneOf)
    assert isinstance(parse("a or b"), Some)
    total = parse("a + b + c >= 3")
    assert isinstance(total, Compare)
    assert isinstance(total.left, Sum)
    assert len(total.left.parts) == 3


def test_numbers_stay_decimal() -> None:
    assert [one.value for _, one in constants(parse("weight < 0.1"))] == [Decimal("0.1")]


def test_numbers_below_zero_stand_alone_and_in_lists() -> None:
    tree = parse("t > -5 or t in [-2.5, 3]")
    found = [(one.value, one.at) for _, one in constants(tree)]
    expected = [(Decimal(-5), At(4, 2)), (Decimal("-2.5"), At(16, 4)), (Decimal(3), At(22, 1))]
    assert expected == found


def test_facts_are_named_in_the_order_written() -> None:
    assert [one.fact for one in names(parse("b and (a or c) and d == 'x'"))] == ["b", "a", "c", "d"]


def test_a_value_knows_the_fact_it_is_compared_to() -> None:
    found = [
        (name.fact if name else None, one.value)
        for name, one in constants(parse("a in ['x'] and 'y' == b"))
    ]
    assert found == [("a", "x"), ("b", "y")]


@pytest.mark.parametrize(
    ("text", "said", "at"),
    [
        ("a < b < c", "write `a < b and b < c`", At(0, 9)),
        ("f(a)", "not part of the language", At(0, 4)),
        ("a and b.c", "not part of the language", At(6, 3)),
        ("a in b", "expected a list", At(5, 1)),
        ("a in []", "expected a list", At(5, 2)),
        ("a is b", "expected one of ==", At(0, 6)),
        ("a and", "expected facts joined", At(4, 1)),
        ("lambda: 1", "not part of the language", At(0, 9)),
        ("[x for x in a]", "not part of the language", At(0, 14)),
        ("a == None", "expected a number", At(5, 4)),
        ("a == -True", "not part of the language", At(5, 5)),
        ("a in [-True]", "expected a value written out", At(6, 5)),
        ("a in [b]", "expected a value written out", At(6, 1)),
        ("a > 0.1234567", "six decimals at most", At(4, 9)),
        ("a > 1000000000", "below 10^9", At(4, 10)),
        ("é and f(a)", "not part of the language", At(6, 4)),
        ("  a and f(a)", "not part of the language", At(8, 4)),
        ("a - b > 1", "not part of the language", At(0, 5)),
        ("(" * 40 + "a" + ")" * 40, "nests at most", At(0, 81)),
        ("a" * (MAX_LENGTH + 1), "at most", At(MAX_LENGTH, 1)),
    ],
)
def test_what_is_not_a_guard_is_refused_at_its_place(text: str, said: str, at: At) -> None:
    with pytest.raises(BrokenGuard, match=r".+") as refused:
        parse(text)
    assert said in str(refused.value)
    assert refused.value.at == at


@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        parse(text)
    except BrokenGuard as broken:
        assert 0 <= broken.at.offset <= max(1, len(text))


@given(st.lists(st.sampled_from(["not ", "(", ")", "a", " and ", " + ", "-", "["]), max_size=400))
def test_hostile_nesting_is_refused_and_never_a_crash(pieces: list[str]) -> None:
    try:
        parse("".join(pieces))
    except BrokenGuard:
        return
