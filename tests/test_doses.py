"""Doses in words."""

from __future__ import annotations

from typing import Any

import pytest

from stepwell.registers import Dose, Intake
from stepwell.render.doses import dose_words, intake_words, schedule_words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"amount": "650 mg", "every": "6 h"}, "650 mg every 6 hours"),
        ({"amount": "650 mg", "every": "4-6 h"}, "650 mg every 4–6 hours"),
        ({"amount": "30 mg", "every": "1 d"}, "30 mg once a day"),
        ({"amount": "1 g", "every": "1 h"}, "1 g once an hour"),
        ({"amount": "2.5 mg", "every": "1 wk"}, "2.5 mg once a week"),
        ({"amount": "30 mg", "times": "1 /d"}, "30 mg once a day"),
        ({"amount": "500 mg", "times": "2 /d"}, "500 mg twice a day"),
        ({"amount": "2-8 mg", "times": "3 /d"}, "2–8 mg 3 times a day"),
        ({"amount": "2-8 mg", "times": "1-3 /d"}, "2–8 mg 1–3 times a day"),
        ({"amount": "5 mg", "when": "at bedtime"}, "5 mg at bedtime"),
        ({"amount": "30 mg", "every": "1 d", "lasting": "1 wk"}, "30 mg once a day for 1 week"),
        ({"amount": "1-2 {injection}", "lasting": "2 mo"}, "1–2 injections for 2 months"),
    ],
)
def test_an_intake_is_said_as_it_is_written(written: dict[str, Any], said: str) -> None:
    assert said == intake_words(Intake(**written))


def test_stages_limits_and_need_follow_the_first_dose_in_order() -> None:
    dose = Dose(
        start=Intake(amount="30 mg", every="1 d", lasting="1 wk"),
        steps=(Intake(amount="60 mg", every="1 d"),),
        as_needed=True,
        max_per_day="60 mg",
        limit="12 wk",
    )
    expected = (
        "30 mg once a day for 1 week, then 60 mg once a day, as needed; "
        "no more than 60 mg in 24 hours; for 12 weeks at most"
    )
    assert expected == schedule_words(dose)


def test_a_whole_dose_names_its_drug_its_patients_its_route_and_its_note() -> None:
    dose = Dose(
        of="Diclofenac gel",
        patients="age 65 or over",
        route="topical",
        start=Intake(amount="4 g", times="4 /d"),
        note="Not on broken skin.",
    )
    expected = "Diclofenac gel (age 65 or over): topical, 4 g 4 times a day. Not on broken skin."
    assert expected == dose_words(dose)


def test_a_plain_oral_dose_says_nothing_of_route_or_patients() -> None:
    assert dose_words(Dose(start=Intake(amount="5 mg", when="at bedtime"))) == "5 mg at bedtime"
