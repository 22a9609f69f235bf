"""Patients as people and programs hand them over, and what is said of those who do not fit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from small import collection, small

from stepwell.patients import BadPatient, Told, from_json, from_pairs
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Callable

    from stepwell.walk import Walker

TEXT = "p? fever -> r | not fever -> b\nr. back 4 wk x2 p b\ns. back 1 wk x1 p b\nb."

WEEKS = "`weeks`: expected a whole number from 0 to 520, in weeks (wk)"
SEVERITY = "`severity`: expected one of mild, moderate, severe"


@pytest.fixture
def ready(tmp_path: Path) -> Walker:
    made = collection(tmp_path, {"example.toml": small(TEXT)})
    return walker(made.pathways["example"], made)


def faults(read: Callable[[], Told]) -> list[str]:
    with pytest.raises(BadPatient) as bad:
        read()
    assert str(bad.value) == "\n".join(bad.value.faults)
    return bad.value.faults


@pytest.mark.parametrize(
    ("pairs", "known"),
    [
        ([], {}),
        (["fever=yes", "falls=no"], {"fever": True, "falls": False}),
        (["fever=?", "weeks=unknown"], {}),
        (["weeks=4", "severity=mild"], {"weeks": Decimal(4), "severity": "mild"}),
        (["weeks=4 wk"], {"weeks": Decimal(4)}),
        (["weeks=12", "late=yes"], {"weeks": Decimal(12), "late": True}),
        (["one=yes", "points=2"], {"one": True, "points": Decimal(2)}),
    ],
)
def test_a_patient_is_read_from_pairs(
    ready: Walker, pairs: list[str], known: dict[str, Any]
) -> None:
    assert Told(known) == from_pairs(pairs, (), ready.graph, ready.facts)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{}", Told({})),
        ('{"fever": true, "falls": null, "weeks": 4}', Told({"fever": True, "weeks": Decimal(4)})),
        ('{"weeks": 4.0, "fever": "no"}', Told({"weeks": Decimal(4), "fever": False})),
        ('{"severity": "severe", "@used_up": ["r", "s"]}', Told({"severity": "severe"},
                                                               ("r", "s"))),
        ('{"@used_up": []}', Told({})),
    ],
)  # fmt: skip
def test_a_patient_is_read_from_a_line_of_json(ready: Walker, line: str, told: Told) -> None:
    assert told == from_json(line, ready.graph, ready.facts)


@pytest.mark.parametrize(
    ("pairs", "used_up", "expected"),
    [
        (["fever"], (), ["`fever`: expected NAME=VALUE, such as `age_years=70`"]),
        (["fever=yes", "fever=yes"], (), ["`fever` is given twice"]),
        (["fevr=yes"], (), ["there is no fact `fevr`; did you mean `fever`?"]),
        (["zzz=yes"], (), ["there is no fact `zzz`"]),
        (["fever=perhaps"], (), ["`fever`: expected yes or no, not `perhaps`"]),
        (["severity=sever"], (), [f"{SEVERITY}, not `sever`; did you mean `severe`?"]),
        (["weeks=521"], (), [f"{WEEKS}, not `521`"]),
        (["weeks=4.5"], (), [f"{WEEKS}, not `4.5`"]),
        (["weeks=4 d"], (), [f"{WEEKS}; `d` is not its unit"]),
        ([], ("p",), ["`p` has no return that could be used up"]),
        ([], ("x",), ["`x` is no step of this pathway"]),
        (["weeks=3", "late=yes"], (),
         ["`late` contradicts the facts it is worked out from: they make it no"]),
        # what contradicts is looked for when each value is one
        (["fever=x", "weeks=3", "late=yes"], (), ["`fever`: expected yes or no, not `x`"]),
        (["one=no", "two=no", "three=yes", "points=3"], (),
         ["`points` contradicts the facts it is worked out from: they make it 1"]),
        (["one=no", "points=3"], (),
         ["`points` contradicts the facts it is worked out from: they make it 0 to 2"]),
        (["fever", "falls=x", "weeks=?"], ("q",),
         ["`fever`: expected NAME=VALUE, such as `age_years=70`",
          "`falls`: expected yes or no, not `x`", "`q` is no step of this pathway"]),
    ],
)  # fmt: skip
def test_every_fault_of_a_patient_is_told_with_what_was_expected(
    ready: Walker, pairs: list[str], used_up: tuple[str, ...], expected: list[str]
) -> None:
    assert expected == faults(lambda: from_pairs(pairs, used_up, ready.graph, ready.facts))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[1]", ['expected an object of facts, such as {"age_years": 70}']),
        ("null", ['expected an object of facts, such as {"age_years": 70}']),
        ('{"@used_up": "r"}', ["`@used_up`: expected a list of steps"]),
        ('{"@used_up": [1]}', ["`@used_up`: expected a list of steps"]),
        ('{"@used_up": ["rr"]}', ["`rr` is no step of this pathway; did you mean `r`?"]),
        ('{"fever": 1}', ["`fever`: expected yes or no, not `1`"]),
        ('{"weeks": true}', [f"{WEEKS}, not `true`"]),
        ('{"weeks": NaN}', [f"{WEEKS}, not `nan`"]),
        ('{"severity": ["mild"]}', [f"{SEVERITY}, not `['mild']`"]),
        ('{"late": true, "weeks": 3}',
         ["`late` contradicts the facts it is worked out from: they make it no"]),
    ],
)  # fmt: skip
def test_every_fault_of_a_line_of_json_is_told(
    ready: Walker, line: str, expected: list[str]
) -> None:
    assert expected == faults(lambda: from_json(line, ready.graph, ready.facts))


@pytest.mark.parametrize("line", ["", "{", "fever=yes", "[" * 100_000])
def test_a_line_that_is_not_json_is_told(ready: Walker, line: str) -> None:
    (fault,) = faults(lambda: from_json(line, ready.graph, ready.facts))
    assert fault.startswith("this is not JSON: ")
