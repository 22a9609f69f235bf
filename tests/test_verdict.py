"""Verdicts with unknowns: Kleene's tables, numbers known within bounds, derived facts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from conformance.corpus import facts

from stepwell.guard import parse
from stepwell.interval import decided, plus, range_of
from stepwell.verdict import bounds, missing, verdict

if TYPE_CHECKING:
    from stepwell.given import Patient
    from stepwell.interval import Range

VALUES = (True, False, None)
AND = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, True): False,
    (False, False): False,
    (False, None): False,
    (None, True): None,
    (None, False): False,
    (None, None): None,
}
OR = {
    (True, True): True,
    (True, False): True,
    (True, None): True,
    (False, True): True,
    (False, False): False,
    (False, None): None,
    (None, True): True,
    (None, False): None,
    (None, None): None,
}


def given(**known: bool | float | str | None) -> Patient:
    """A patient; numbers as decimals, None for unknown."""
    return {
        name: value if isinstance(value, bool | str) else Decimal(str(value))
        for name, value in known.items()
        if value is not None
    }


def says(guard: str, **known: bool | float | str | None) -> bool | None:
    return verdict(parse(guard), facts())(given(**known))


def lacks(guard: str, **known: bool | float | str | None) -> list[str]:
    return list(missing(parse(guard), given(**known), facts()))


@pytest.mark.parametrize(("left", "right"), [*AND])
def test_and_and_or_have_kleenes_tables(left: bool | None, right: bool | None) -> None:
    assert AND[left, right] is says("fever and falls", fever=left, falls=right)
    assert OR[left, right] is says("fever or falls", fever=left, falls=right)


@pytest.mark.parametrize(("part", "expected"), [(True, False), (False, True), (None, None)])
def test_not_has_kleenes_table(part: bool | None, expected: bool | None) -> None:
    assert expected is says("not fever", fever=part)


@pytest.mark.parametrize("value", VALUES)
def test_a_comparison_with_true_or_false_is_the_part_or_its_negation(value: bool | None) -> None:
    same, opposite = says("fever", fever=value), says("not fever", fever=value)
    for guard in ("fever == true", "true == fever", "fever != false", "false != fever"):
        assert same is says(guard, fever=value)
    for guard in ("fever == false", "false == fever", "fever != true", "true != fever"):
        assert opposite is says(guard, fever=value)


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [  # each apart, touching, crossing, the same point
        ((0, 1), (2, 3), {"<": True, "<=": True, ">": False, ">=": False, "==": False}),
        ((0, 2), (2, 3), {"<": None, "<=": True, ">": False, ">=": None, "==": None}),
        ((0, 3), (2, 4), {"<": None, "<=": None, ">": None, ">=": None, "==": None}),
        ((2, 3), (0, 2), {"<": False, "<=": None, ">": None, ">=": True, "==": None}),
        ((2, 3), (0, 1), {"<": False, "<=": False, ">": True, ">=": True, "==": False}),
        ((2, 2), (2, 2), {"<": False, "<=": True, ">": False, ">=": True, "==": True}),
        ((None, 1), (2, None), {"<": True, "<=": True, ">": False, ">=": False, "==": False}),
        ((None, 2), (2, 2), {"<": None, "<=": True, ">": False, ">=": None, "==": None}),
        ((None, None), (2, 2), {"<": None, "<=": None, ">": None, ">=": None, "==": None}),
    ],
)
def test_a_comparison_of_bounds_is_settled_as_soon_as_they_settle_it(
    left: Range, right: Range, holds: dict[str, bool | None]
) -> None:
    found = {op: decided(left, op, right) for op in holds}
    assert holds == found
    unequal = decided(left, "!=", right)
    assert unequal is (None if holds["=="] is None else not holds["=="])


def test_bounds_add_up_and_what_has_none_takes_them_from_the_sum() -> None:
    assert (Decimal(3), Decimal(7)) == plus((Decimal(1), Decimal(2)), (Decimal(2), Decimal(5)))
    assert (None, Decimal(7)) == plus((None, Decimal(2)), (Decimal(2), Decimal(5)))
    assert (Decimal(3), None) == plus((Decimal(1), Decimal(2)), (Decimal(2), None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age_years", (18, 110)),
        ("change", (None, None)),
        ("creatinine", (0, None)),
        ("fever", (0, 1)),
        ("fever and falls", (0, 1)),
        ("7", (7, 7)),
        ("age_years + 7", (25, 117)),
        ("fever + (weeks > 12) + 1", (1, 3)),
        ("age_years + change", (None, None)),
    ],
)
def test_a_number_ranges_over_all_patients(text: str, expected: Range) -> None:
    assert expected == range_of(parse(text), facts())


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("age_years", {}, (18, 110)),
        ("age_years", {"age_years": 70}, (70, 70)),
        ("fever + falls + pregnant", {"fever": True, "falls": False}, (1, 2)),
        ("total", {"item_1": True, "item_2": True, "item_3": False}, (2, 8)),
        ("total", {"item_1": True, "total": 4}, (4, 4)),
        ("daily_mg", {"dose_am_mg": 0.1}, (Decimal("0.1"), Decimal("1000.1"))),
        ("trend", {"attempts": 2}, (None, None)),
        ("(weeks > 12) + older", {"age_years": 64, "weeks": 13}, (1, 1)),
    ],
)
def test_a_number_of_one_patient_has_the_bounds_of_what_is_known(
    text: str, known: dict[str, bool | float], expected: Range
) -> None:
    assert expected == bounds(parse(text), facts())(given(**known))


def test_half_a_score_can_be_enough() -> None:
    four = {f"item_{n}": True for n in (1, 2, 3, 4)}
    assert says("total >= 4", **four) is True
    assert says("total >= 5", **four) is None
    assert says("total < 4", **four) is False


def test_a_derived_fact_is_taken_as_given_and_else_worked_out() -> None:
    assert says("older", age_years=65) is True
    assert says("older", older=False) is False
    assert says("older") is None
    assert says("high_risk", total=4, distress=4) is True
    assert says("high_risk", distress=3) is False


@pytest.mark.parametrize(
    ("guard", "known", "expected"),
    [
        ("fever or falls", {"fever": True}, []),
        ("fever and falls", {"fever": False}, []),
        ("not (fever and falls)", {"fever": True}, ["falls"]),
        ("(fever or falls) and pregnant", {"falls": True}, ["pregnant"]),
        ("severity in ['mild']", {}, ["severity"]),
        ("severity != 'mild'", {}, ["severity"]),
        ("weeks > weeks_treated", {"weeks": 3}, ["weeks_treated"]),
        ("older", {}, ["age_years"]),
        ("older", {"age_years": 65}, []),
        ("total in [0, 1]", {"item_1": True, "item_2": True}, []),
        ("distress == 0", {"item_5": False}, ["item_6", "item_7", "item_8", "item_9"]),
        ("high_risk", {"total": 3}, []),
        ("(falls and pregnant) + fever >= 1", {"falls": False}, ["fever"]),
        ("(falls and pregnant) == false", {"falls": True}, ["pregnant"]),
    ],
)
def test_what_is_missing_is_what_could_still_settle_it(
    guard: str, known: dict[str, bool | float], expected: list[str]
) -> None:
    assert expected == lacks(guard, **known)


@pytest.mark.parametrize("text", ["1", "item_1 + item_2", "severity == 'mild' == true"])
def test_what_is_no_guard_has_no_verdict(text: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        verdict(parse(text), facts())
