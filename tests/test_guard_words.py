"""Guards, values and what is known of a patient, as a clinician would say them.

The words of each kind of guard are held by the conformance cases; here stand
those of guards that no case can hold.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from conformance.corpus import facts

from stepwell.guard import parse
from stepwell.guard_words import guard_words, known_words, value_words, words


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (
            "age_years >= 65 and not nsaid_contraindicated",
            "age 65 years or over and no NSAID contraindication",
        ),
        ("not (age_years >= 65)", "age under 65 years"),
        ("not (weeks < 12)", "duration 12 weeks or more"),
        ("not (weeks == 1)", "duration not 1 week"),
        ("not not (weeks != 1)", "duration not 1 week"),
        ("not (severity == 'mild')", "severity: moderate or severe"),
        ("not (severity != 'mild')", "severity: mild"),
        ("not (severity not in ['mild'])", "severity: mild"),
        ("not (fever == false)", "fever"),
        ("age_years + 5 <= 70", "the sum of age and 5 is 70 years or under"),
        ("weeks > 1e2", "duration over 100 weeks"),
        ("weeks != weeks_treated", "duration is not equal to duration of treatment"),
        ("not (weeks > weeks_treated)", "duration is at most duration of treatment"),
        ("total == distress", "total score is equal to distress score"),
    ],
)
def test_a_guard_is_said_in_words(guard: str, expected: str) -> None:
    assert expected == guard_words(guard, facts())


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("fever and not (falls and pregnant)", "fever and (no recent falls or not pregnant)"),
        ("fever and not (falls or pregnant)", "fever and (no recent falls and not pregnant)"),
        ("fever or not not (falls and pregnant)", "fever or (recent falls and pregnant)"),
        ("fever and (falls and pregnant) == false", "fever and (no recent falls or not pregnant)"),
        ("fever and false != (falls or pregnant)", "fever and (recent falls or pregnant)"),
        ("not (falls and pregnant)", "no recent falls or not pregnant"),
    ],
)
def test_what_belongs_together_stays_in_brackets(guard: str, expected: str) -> None:
    assert expected == guard_words(guard, facts())


def test_a_list_of_values_is_set_off_from_what_follows() -> None:
    expected = "severity: mild or moderate; and fever; and no recent falls"
    assert expected == guard_words("severity != 'severe' and fever and not falls", facts())


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("otherwise", "in every other case"),
        ("  otherwise ", "in every other case"),
        ("fever and", "fever and"),
        ("no_such_fact", "no_such_fact"),
        ("not no_such_fact", "not no_such_fact"),
        ("no_such_fact >= 3", "no_such_fact 3 or more"),
        ("no_such_fact in ['a', 'b']", "no_such_fact: a or b"),
        ("no_such_fact != 'a'", "no_such_fact: not a"),
        ("true", "yes"),
        ("not 3", "not 3"),
        ("item_1 + item_2", "the sum of item 1 and item 2"),
        ("item_1 + item_2 in [1]", "the sum of item 1 and item 2: 1"),
        ("'mild' not in ['mild']", "mild: not mild"),
        ("(fever and falls) in [1]", "(fever and recent falls): 1"),
    ],
)
def test_a_guard_that_is_faulty_is_said_as_far_as_it_can_be(guard: str, expected: str) -> None:
    assert expected == guard_words(guard, facts())


def test_a_tree_can_be_said_as_its_opposite() -> None:
    assert (
        words(parse("age_years >= 65 and not fever"), facts(), negated=True)
        == "age under 65 years or fever"
    )


@pytest.mark.parametrize(
    ("fact", "value", "said", "known"),
    [
        ("fever", True, "yes", "fever"),
        ("fever", False, "no", "no fever"),
        ("pregnant", False, "no", "not pregnant"),
        ("age_years", Decimal(72), "72 years", "age 72 years"),
        ("weeks", Decimal(1), "1 week", "duration 1 week"),
        ("attempts", Decimal(2), "2", "earlier attempts 2"),
        ("celsius", Decimal("-5.5"), "-5.5 Cel", "temperature -5.5 Cel"),
        ("response", "no_change", "no change", "response to treatment: no change"),
    ],
)
def test_a_value_is_said_alone_and_with_its_fact(
    fact: str, value: bool | Decimal | str, said: str, known: str
) -> None:
    assert said == value_words(value, facts()[fact])
    assert known == known_words(value, facts()[fact])


def test_a_value_of_no_known_fact_is_said_as_it_is() -> None:
    assert [value_words(one, None) for one in (True, Decimal("2.5"), "mild")] == [
        "yes",
        "2.5",
        "mild",
    ]
