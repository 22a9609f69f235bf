"""What is known of a patient: text and JSON to values, and what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from conformance.corpus import facts

from stepwell.given import UNKNOWN, Given, Unfit, contradiction, expected, read, typed, unfit


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("fever", "yes", True),
        ("fever", " Y ", True),
        ("fever", "TRUE", True),
        ("fever", "no", False),
        ("fever", "n", False),
        ("severity", "mild", "mild"),
        ("severity", " Severe ", "severe"),
        ("response", "it got worse", "worse"),
        ("response", "no_change", "no_change"),
        ("age_years", "72", Decimal(72)),
        ("age_years", "72 years", Decimal(72)),
        ("age_years", "72 a", Decimal(72)),
        ("age_years", "72years", Decimal(72)),
        ("weeks", "1 week", Decimal(1)),
        ("weeks", "0.000001", Decimal("0.000001")),
        ("weeks", "+12.50", Decimal("12.5")),
        ("celsius", "-40", Decimal(-40)),
        ("change", "-999999999.999999", Decimal("-999999999.999999")),
        ("attempts", "3", Decimal(3)),
        ("attempts", "3.0", Decimal(3)),
        ("total", "9 points", Decimal(9)),
    ],
)
def test_a_value_is_read_as_a_person_writes_it(fact: str, text: str, value: Given) -> None:
    assert value == read(facts()[fact], text)


@pytest.mark.parametrize("fact", ["fever", "severity", "age_years", "attempts"])
@pytest.mark.parametrize("text", [*UNKNOWN, " Unknown "])
def test_any_fact_may_be_not_known(fact: str, text: str) -> None:
    assert read(facts()[fact], text) is None
    assert typed(facts()[fact], text) is None
    assert typed(facts()[fact], None) is None


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        ("fever", "maybe", "expected yes or no, not `maybe`"),
        ("fever", "1", "expected yes or no, not `1`"),
        ("severity", "sever", "not `sever`; did you mean `severe`?"),
        ("severity", "", "expected one of mild, moderate, severe, not ``"),
        ("age_years", "72 weeks", "expected a number from 18 to 110, in years (a); `weeks` is not"),
        ("age_years", "17.999999", "expected a number from 18 to 110, in years (a), not `17.9"),
        ("age_years", "111", "not `111`"),
        ("age_years", "old", "not `old`"),
        ("age_years", "seventy", "not `seventy`"),
        ("weeks", "1e2", "`e2` is not its unit"),
        ("weeks", "0x10", "`x10` is not its unit"),
        ("weeks", "1,5", "`,5` is not its unit"),
        ("weeks", "0.1234567", "`7` is not its unit"),
        ("weeks", "nan", "not `nan`"),
        ("weeks", "inf", "not `inf`"),
        ("weeks", "٣٣", "expected"),
        ("change", "1234567890", "`0` is not its unit"),
        ("attempts", "2.5", "expected a whole number of 0 or more, not `2.5`"),
        ("attempts", "-1", "not `-1`"),
        ("attempts", "3 points", "`points` is not its unit"),
    ],
)
def test_what_is_no_value_is_refused_with_what_was_expected(
    fact: str, text: str, said: str
) -> None:
    with pytest.raises(Unfit) as refused:
        read(facts()[fact], text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("fact", "document", "value"),
    [
        ("fever", "true", True),
        ("fever", '"no"', False),
        ("severity", '"mild"', "mild"),
        ("age_years", "72", Decimal(72)),
        ("dose_am_mg", "0.1", Decimal("0.1")),
        ("dose_am_mg", '"0.1 mg"', Decimal("0.1")),
        ("celsius", "-4e1", Decimal(-40)),
        ("attempts", "3.0", Decimal(3)),
    ],
)
def test_a_value_is_read_from_json(fact: str, document: str, value: Given) -> None:
    assert value == typed(facts()[fact], json.loads(document, parse_float=Decimal))


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("fever", 1, "expected yes or no, not `1`"),
        ("fever", [], "expected yes or no, not `[]`"),
        ("severity", True, "not `true`"),
        ("severity", 1, "expected one of mild, moderate, severe, not `1`"),
        ("age_years", False, "not `false`"),
        ("age_years", 17, "not `17`"),
        ("weeks", 0.5, "expected a number"),
        ("weeks", Decimal("0.1234567"), "expected a number"),
        ("weeks", Decimal("NaN"), "expected a number"),
        ("change", Decimal("Infinity"), "expected a number"),
        ("change", 10**9, "expected a number"),
        ("attempts", Decimal("2.5"), "expected a whole number"),
        ("weeks", {"value": 3}, "expected a number"),
    ],
)
def test_json_that_is_no_value_is_refused(fact: str, value: Any, said: str) -> None:
    with pytest.raises(Unfit) as refused:
        typed(facts()[fact], value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("fever", False, ""),
        ("fever", "yes", "expected true or false"),
        ("severity", "mild", ""),
        ("severity", "mil", "did you mean `mild`?"),
        ("severity", "x", "expected one of mild, moderate, severe"),
        ("age_years", Decimal(18), ""),
        ("age_years", Decimal(110), ""),
        ("age_years", Decimal("17.999999"), "expected a number from 18 to 110"),
        ("age_years", Decimal("110.000001"), "expected a number from 18 to 110"),
        ("age_years", True, "expected a number"),
        ("age_years", 72.0, "expected a number"),
        ("creatinine", Decimal(-1), "expected a number from 0 to any"),
        ("change", Decimal("-0.000001"), ""),
        ("change", Decimal("0.0000001"), "expected a number"),
        ("attempts", Decimal("2.000"), ""),
        ("attempts", Decimal("2.5"), "expected a whole number"),
    ],
)
def test_a_typed_value_is_held_to_its_fact(fact: str, value: Any, said: str) -> None:
    assert said == unfit(facts()[fact], value)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("fever", "yes or no"),
        ("severity", "one of mild, moderate, severe"),
        ("age_years", "a number from 18 to 110, in years (a)"),
        ("dose_am_mg", "a number from 0 to 1000, in mg"),
        ("creatinine", "a number of 0 or more, in mg/dL"),
        ("change", "a number"),
        ("attempts", "a whole number of 0 or more"),
        ("total", "a whole number from 0 to 9, in points ({point})"),
    ],
)
def test_it_says_what_a_person_may_answer(fact: str, said: str) -> None:
    assert said == expected(facts()[fact])


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"total": 3, "item_1": True}, None),
        ({"total": 3}, None),
        ({"total": 9, "item_1": False}, ("total", "they make it 0 to 8")),
        ({"total": 0, "item_1": True}, ("total", "they make it 1 to 9")),
        ({"older": True, "age_years": 64}, ("older", "they make it no")),
        ({"older": False, "age_years": 65}, ("older", "they make it yes")),
        ({"older": True, "age_years": 65}, None),
        ({"high_risk": True, "total": 3}, ("high_risk", "they make it no")),
        ({"daily_mg": 3, "dose_am_mg": 1, "dose_pm_mg": 1}, ("daily_mg", "they make it 2")),
        ({"trend": -5, "attempts": 3}, None),
        ({"no_such_fact": True}, None),
    ],
)
def test_what_contradicts_the_rest_is_named_with_what_the_rest_makes_it(
    known: dict[str, bool | int], found: tuple[str, str] | None
) -> None:
    patient = {name: one if isinstance(one, bool) else Decimal(one) for name, one in known.items()}
    assert found == contradiction(patient, facts())
