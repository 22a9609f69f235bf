"""Names in cases: each must exist, and each value be one of its fact's."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import AS_OF, CASES

from stepwell.checking import checked
from stepwell.diagnostics import InvalidInput

CASE = """#:schema schema/cases.json
[[case]]
name   = "Lasting, so exampline is offered"
given  = { GIVEN }
expect = { EXPECT }
"""
GIVEN, EXPECT = "weeks = 4", 'outcome = "review", advise = ["start:exampline"]'


def _told(folder: Path, given: str, expect: str) -> list[tuple[str, int, int]]:
    others = CASES.removeprefix("#:schema schema/cases.json\n")
    text = CASE.replace("GIVEN", given).replace("EXPECT", expect) + others
    (folder / "example.cases.toml").write_text(text)
    try:
        return [
            (one.rule.name, one.span.line, one.span.column) for one in checked(folder, AS_OF)[1]
        ]
    except InvalidInput as invalid:
        return [(one.rule.name, one.span.line, one.span.column) for one in invalid.findings]


def test_a_case_that_names_what_exists_is_clean(minimal: Path) -> None:
    assert _told(minimal, GIVEN, EXPECT) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("weks = 4", ("unknown-fact", 4, 12)),
        ("weeks = -1", ("unknown-value", 4, 20)),
        ("weeks = true", ("unknown-value", 4, 20)),
        ('weeks = "four"', ("unknown-value", 4, 20)),
    ],
)
def test_what_a_patient_is_given_must_be_a_fact_with_one_of_its_values(
    minimal: Path, given: str, told: tuple[str, int, int]
) -> None:
    assert _told(minimal, given, EXPECT) == [told]


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ('outcome = "wiat"', ("unknown-step", 5, 22)),
        ('advise = ["start:examplin"]', ("unknown-effect", 5, 22)),
        ('not_advise = ["start:exampline", "avoid:imagin"]', ("unknown-effect", 5, 45)),
        ('ask = ["weks"]', ("unknown-fact", 5, 19)),
    ],
)
def test_what_a_case_expects_must_exist(
    minimal: Path, expect: str, told: tuple[str, int, int]
) -> None:
    assert _told(minimal, GIVEN, expect) == [told]
