"""The types of guards: what is wrong, and at which part of the text."""

from __future__ import annotations

import pytest
from conformance.corpus import facts

from stepwell.derivation import derivation
from stepwell.guard import parse
from stepwell.guard_types import misfits
from stepwell.registers import Fact


def found(text: str, *, number: bool = False) -> list[tuple[str, str]]:
    """Each fault as its rule and the part of the text that it points at."""
    return [
        (one.rule, text[one.at.offset : one.at.offset + one.at.length])
        for one in misfits(parse(text), facts(), number=number)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "fever",
        "not fever and (falls or pregnant)",
        "fever == true and falls != false and true == pregnant",
        "(fever and falls) == false",
        "severity == 'mild' or 'severe' != severity",
        "severity in ['mild'] or severity not in ['severe', 'mild']",
        "weeks > 12 and 12 <= weeks",
        "weeks < weeks_treated",
        "celsius in [-5, 36.6]",
        "attempts + visits > 2.5",
        "fever + falls + (weeks > 12) >= 2",
        "(age_years >= 65) + (weeks > 12) + falls >= 2",
        "dose_am_mg + dose_pm_mg + 10 <= 100",
        "(older and high_risk) + (severity == 'mild') == 1",
        "total >= 4 and distress < 4",
        "daily_mg < dose_am_mg + 100",
    ],
)
def test_a_well_typed_guard_has_no_fault(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("fevr", "fevr"),
        ("fever and not (falls or fevr)", "fevr"),
        ("week > 12", "week"),
        ("12 < week", "week"),
        ("weeks > week", "week"),
        ("item_1 + itm + item_3 >= 2", "itm"),
        ("severty in ['mild']", "severty"),
        ("severty == 'mild'", "severty"),
        ("(fever and fevr) == true", "fevr"),
    ],
)
def test_a_name_that_is_no_fact_is_told(text: str, part: str) -> None:
    assert [("unknown-fact", part)] == found(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        # a truth is wanted
        ("severity", "severity"),
        ("fever and weeks", "weeks"),
        ("not attempts", "attempts"),
        ("true", "true"),
        ("fever or 1", "1"),
        ("item_1 + item_2", "item_1 + item_2"),
        ("fever and item_1 + item_2", "item_1 + item_2"),
        # a choice has no order and is no number
        ("severity > 'mild'", "severity > 'mild'"),
        ("severity == response", "response"),
        ("severity + fever >= 1", "severity"),
        # yes or no is not compared
        ("fever >= 1", "fever >= 1"),
        ("fever == 1", "fever == 1"),
        ("fever == falls", "fever == falls"),
        ("fever < true", "fever < true"),
        ("(weeks > 12) > 0", "(weeks > 12) > 0"),
        ("weeks == true", "weeks"),
        ("true == true", "true"),
        # a number is wanted
        ("item_1 + item_2 > 'mild'", "'mild'"),
        ("weeks + 'mild' > 12", "'mild'"),
        ("'mild' == 'mild'", "'mild'"),
        # only a name with several values is one of a list
        ("fever in ['mild']", "fever"),
        ("item_1 + item_2 in [1]", "item_1 + item_2"),
        ("'mild' in ['mild']", "'mild'"),
    ],
)
def test_a_part_of_the_wrong_type_is_told(text: str, part: str) -> None:
    assert ("mistyped-guard", part) == found(text)[0]
    assert {"mistyped-guard"} == {rule for rule, _ in found(text)}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("weeks < age_years", "weeks < age_years"),
        ("fever and weeks + age_years > 30", "weeks + age_years > 30"),
        ("age_years + falls > 65", "age_years + falls > 65"),
        ("age_years + (falls and fever) > 65", "age_years + (falls and fever) > 65"),
        ("(weeks > 12) + age_years > 65", "(weeks > 12) + age_years > 65"),
        ("weeks > attempts", "weeks > attempts"),
        ("falls + (weeks < age_years) >= 1", "weeks < age_years"),
        ("falls + (fever and (weeks < age_years)) >= 1", "weeks < age_years"),
        ("(weeks < age_years) == false", "weeks < age_years"),
        ("not (fever or weeks < age_years)", "weeks < age_years"),
    ],
)
def test_units_that_differ_are_told(text: str, part: str) -> None:
    assert [("unit-mismatch", part)] == found(text)


def test_units_that_differ_are_named_with_their_facts() -> None:
    (one,) = misfits(parse("weeks + dose_am_mg > 3"), facts())
    assert one.message == "This compares wk (weeks) with mg (dose_am_mg)"
    (one,) = misfits(parse("age_years + falls"), facts(), number=True)
    assert one.message == "This adds a (age_years) with a bare number (falls)"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("severity == 'sever'", "'sever'"),
        ("'sever' != severity", "'sever'"),
        ("severity in ['mild', 'sever']", "'sever'"),
        ("severity == 1", "1"),
        ("severity == true", "true"),
        ("age_years > 17", "17"),
        ("111 > age_years", "111"),
        ("celsius in [-41, 0]", "-41"),
        ("visits == 2.5", "2.5"),
        ("weeks > 'mild'", "'mild'"),
        ("fever + (age_years > 200) >= 1", "200"),
    ],
)
def test_a_value_that_no_patient_has_is_told_with_its_fact(text: str, part: str) -> None:
    assert [("unknown-value", part)] == found(text)
    (one,) = misfits(parse(text), facts())
    assert one.fact in text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("age_years >= 18", "age_years >= 18"),
        ("fever or age_years > 110", "age_years > 110"),
        ("item_1 + item_2 > 2", "item_1 + item_2 > 2"),
        ("item_1 + item_2 >= 0", "item_1 + item_2 >= 0"),
        ("3 == item_1 + item_2", "3 == item_1 + item_2"),
        ("1 < 2", "1 < 2"),
        ("attempts + 1 > 0", "attempts + 1 > 0"),
        ("total == 9 or total <= 9", "total <= 9"),
        (
            "severity in ['mild', 'moderate', 'severe']",
            "severity in ['mild', 'moderate', 'severe']",
        ),
        ("not (fever and age_years < 18)", "age_years < 18"),
        ("falls + (age_years < 18) >= 1", "age_years < 18"),
        ("(age_years < 18) == false", "age_years < 18"),
    ],
)
def test_a_comparison_that_decides_nothing_is_told(text: str, part: str) -> None:
    assert [("empty-comparison", part)] == found(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age_years >= 18", "This comparison always holds"),
        ("age_years < 18", "This comparison can never hold"),
        ("severity not in ['mild', 'moderate', 'severe']", "This comparison can never hold"),
    ],
)
def test_it_says_whether_a_comparison_always_or_never_holds(text: str, said: str) -> None:
    assert [said] == [one.message for one in misfits(parse(text), facts())]


def test_a_comparison_with_a_number_that_has_no_bounds_decides_something() -> None:
    assert found("change > 999999999 or creatinine > 0 or attempts + change >= 0") == []


def test_every_fault_of_a_guard_is_told_in_the_order_written() -> None:
    expected = [
        ("unknown-fact", "fevr"),
        ("mistyped-guard", "severity"),
        ("unknown-value", "'sever'"),
    ]
    assert expected == found("fevr and (severity or not severity == 'sever')")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item_1 + item_2", []),
        ("(weeks > 12) + falls", []),
        ("dose_am_mg + dose_pm_mg", []),
        ("weeks", []),
        ("weeks > 12", []),
        ("severity", [("mistyped-guard", "severity")]),
        ("item_1 + itm", [("unknown-fact", "itm")]),
        ("weeks + age_years", [("unit-mismatch", "weeks + age_years")]),
        (
            "weeks + weeks_treated + age_years",
            [("unit-mismatch", "weeks + weeks_treated + age_years")],
        ),
        ("falls + (weeks > 521)", [("unknown-value", "521")]),
    ],
)
def test_a_sum_that_is_no_guard_is_held_as_a_number(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert expected == found(text, number=True)


def test_help_names_a_way_to_write_it() -> None:
    helps = {
        text: next(misfits(parse(text), facts())).help
        for text in ("severity", "weeks", "item_1 + item_2", "severity + fever > 1")
    }
    assert helps == {
        "severity": "compare it, such as `severity == 'mild'`",
        "weeks": "compare it, such as `weeks > 0`",
        "item_1 + item_2": "compare the sum with a number, such as `a + b >= 2`",
        "severity + fever > 1": "count a value: `(severity == 'mild')`",
    }


@pytest.mark.parametrize(
    ("derive", "rule", "said"),
    [
        ("falls + pain", "", ""),
        ("weeks + 1", "unit-mismatch", "`total` is in a bare number, and `weeks` in wk"),
        ("pain + 0.5", "mistyped-guard", "`total` is a count, and this need not be a whole number"),
        ("falls + pain + 3", "unknown-value", "This can be 14, and the `max` of `total` is 11"),
        ("falls + -1", "unknown-value", "This can be -1, and the `min` of `total` is 0"),
        ("falls + free", "unknown-value", "This has no bound, and the `min` of `total` is 0"),
    ],
)
def test_a_derived_fact_keeps_to_its_own_declaration(derive: str, rule: str, said: str) -> None:
    def fact(name: str, type_: str, **more: object) -> Fact:
        return Fact(id=name, name=name, type=type_, ask="?", plain="?", **more)

    facts = {
        one.id: one
        for one in (
            fact("falls", "yes-no"),
            fact("weeks", "count", unit="wk", min=0, max=9),
            fact("pain", "count", min=0, max=10),
            fact("free", "count"),
            fact("total", "count", min=0, max=11, derive=derive),
        )
    }
    found = [(one.rule, one.message) for one in derivation(facts["total"], facts)]
    assert found == ([(rule, said)] if rule else [])
