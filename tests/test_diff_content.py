"""What changed between two editions, in clinic words; what is no clinical change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import small
from editions import SHIPPED, Edit, edited, shipped

from stepwell.checking import loaded
from stepwell.diff import difference
from stepwell.diff.text import text
from stepwell.diff.values import Change, Difference, Part, Weight

VADOD = '{ source = "vadod2022lbp", at = "recommendation 1" }'
UPTODATE = '{ source = "uptodate7770", at = "whole document" }'


def compared(tmp_path: Path, *edits: Edit) -> Difference:
    return difference(shipped(), loaded(edited(tmp_path, edits)))


def changes(found: Difference) -> dict[str, list[Change]]:
    return {one.name: [*one.changes] for one in found.parts}


def only(found: Difference) -> Change:
    (part,) = found.parts
    (change,) = part.changes
    return change


def test_a_collection_does_not_differ_from_itself() -> None:
    found = difference(shipped(), loaded(SHIPPED))
    assert (found.parts, found.regions, found.touched, found.clinical) == ((), (), (), False)
    assert text(found) == "No clinical change.\n"


def _reordered(text: str, table: str) -> str:
    """The tables of one kind from last to first."""
    head, *parts = re.split(rf"^(?=\[\[{table}\]\])", text, flags=re.MULTILINE)
    return head + "\n".join(part.strip() + "\n" for part in parts[::-1])


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("medicines.toml", "step"),
        ("blocks/red-flags.toml", "red_flag"),
        ("blocks/red-flags.toml", "step"),
        ("facts.toml", "fact"),
        ("contested.toml", "point"),
        ("safety.toml", "rule"),
        ("medicines.cases.toml", "case"),
    ],
)
def test_another_order_is_no_clinical_change(tmp_path: Path, file: str, table: str) -> None:
    folder = edited(tmp_path, [])
    before = (folder / file).read_text("utf-8")
    after = _reordered(before, table)
    assert after != before
    (folder / file).write_text(after, "utf-8")
    found = difference(shipped(), loaded(folder))
    assert (found.parts, found.regions, found.touched) == ((), (), ())


@pytest.mark.parametrize(
    "edit",
    [
        ("imaging.toml", "[[step]]", "# a comment\n\n\n[[step]]"),
        ("imaging.toml", 'kind    = "question"', 'kind="question" # so'),
        (
            "blocks/red-flags.toml",
            "age_years > 65 and (neuro_deficit != 'none' or gait_abnormality or falls)",
            "(falls or gait_abnormality or neuro_deficit != 'none') and age_years > 65",
        ),
        (
            "blocks/red-flags.toml",
            f"{VADOD}, {UPTODATE}",
            f"{UPTODATE}, {VADOD}",
        ),
    ],
    ids=["comment", "formatting", "guard", "citations"],
)
def test_form_is_no_clinical_change(tmp_path: Path, edit: Edit) -> None:
    found = compared(tmp_path, edit)
    assert (found.parts, found.regions, found.clinical) == ((), (), False)


def test_an_edition_and_its_dates_are_records(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("imaging.toml", 'edition  = "2026.1"', 'edition  = "2026.2"'),
        ("imaging.toml", "due = 2027", "due = 2028"),
    )
    assert {one.field for one in found.parts[0].changes} == {"edition", "review: due"}
    assert found.clinical is False
    assert text(found).startswith("No clinical change. Only records differ.")


def test_a_step_that_is_renamed_everywhere_is_a_record(tmp_path: Path) -> None:
    folder = edited(tmp_path, [])
    for name in ("imaging.toml", "imaging.cases.toml", "imaging.leaflet.toml"):
        path = folder / name
        path.write_text(re.sub(r"\bhow-long\b", "weeks-of-care", path.read_text("utf-8")), "utf-8")
    found = difference(shipped(), loaded(folder))
    steps = [one for one in found.sheets[0].parts if one.kind == "question"]
    assert [(one.name, one.state, one.changes) for one in steps] == [
        (
            "weeks-of-care",
            "renamed",
            (Change("name of the step", "how-long", "weeks-of-care", Weight.RECORD),),
        )
    ]
    assert (found.regions, found.clinical) == ((), False)


def test_a_threshold_is_told_by_its_numbers(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("imaging.toml", 'when = "conservative_weeks < 4"', 'when = "conservative_weeks < 3"'),
    )
    change = only(found)
    assert change == Change(
        "answer “Yes”: threshold of duration of conservative care", "4 weeks", "3 weeks", Weight.WAY
    )
    (region,) = found.regions
    assert region.conditions == (("duration of conservative care 3 to under 4 weeks",),)
    assert region.cases[0].startswith("imaging: A wish for MRI after three weeks")
    assert [(one.kind, one.slug) for one in found.touched] == [("card", "imaging")]


def test_a_dose_is_told_whole_with_who_shows_it(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        (
            "medications.toml",
            'step        = [{ amount = "60 mg"',
            'step        = [{ amount = "90 mg"',
        ),
    )
    (part,) = found.registers
    assert (part.kind, part.name) == ("medication", "duloxetine")
    assert "medicines" in part.used_in
    change = only(found)
    assert (change.field, change.weight) == ("dose", Weight.ADVICE)
    assert ("then 60 mg once a day" in change.old, "then 90 mg once a day" in change.new) == (
        True,
        True,
    )
    assert {one.slug for one in found.touched} >= {"medicines", "duloxetine"}


def test_grades_and_sources_are_evidence(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("blocks/red-flags.toml", 'strength  = "strong"', 'strength  = "conditional"'),
        ("blocks/red-flags.toml", 'at = "recommendation 3"', 'at = "recommendation 4"'),
    )
    (part,) = found.parts
    assert [(one.field, one.old, one.new) for one in part.changes] == [
        ("strength", "strong", "conditional"),
        ("sources", "Chou 2007, recommendation 3", "Chou 2007, recommendation 4"),
    ]
    assert {one.weight for one in part.changes} == {Weight.EVIDENCE}
    cleared = "Worked up already, nothing serious found?"
    first, *others = part.whom
    assert first.startswith("“Yes” to “Cancer, infection or fracture suspected?” (suspected cancer")
    assert others == [
        f"“No” to “{cleared}” (in every other case)",
        f"not known: “{cleared}”",
        "when the return of “Ask and examine now; nothing else first.” is used up",
    ]


def test_words_for_patients_are_wording(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("blocks/red-flags.toml", "You need to see a spine surgeon today.", "See a surgeon today."),
    )
    assert only(found).weight is Weight.WORDING
    assert found.clinical


def test_a_red_flag_that_is_lost_is_told_with_its_act(tmp_path: Path) -> None:
    flag = (SHIPPED / "blocks" / "red-flags.toml").read_text("utf-8").split("[[red_flag]]")[2]
    found = compared(tmp_path, ("blocks/red-flags.toml", f"[[red_flag]]{flag}", ""))
    assert only(found) == Change(
        "red flag removed", "Severe or worsening weakness: spine surgeon today", "", Weight.ADVICE
    )


def test_what_an_outcome_sends_back_to_is_told_in_words(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("imaging.toml", 'after = "4-6 wk"', 'after = "6-8 wk"'),
    )
    change = only(found)
    assert (change.field, change.old, change.new) == ("return: after", "4–6 weeks", "6–8 weeks")


def test_a_source_and_a_case_are_parts_of_their_own(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        [
            (
                "imaging.cases.toml",
                "Exactly four weeks of care are enough",
                "Four weeks are enough",
            ),
            ("references.bib", "year = {2007}", "year = {2008}"),
        ],
    )
    found = difference(shipped(), loaded(folder))
    kinds = {(one.kind, one.state) for one in found.registers}
    assert {("case", "added"), ("case", "removed"), ("source", "changed")} <= kinds
    assert not any(one.clinical for one in found.registers if one.kind == "case")


def test_a_pathway_that_is_new_is_told_by_its_steps(tmp_path: Path) -> None:
    files = {"other.toml": small.small("wait. avoid:imaging")}
    first = {"example.toml": small.small("help. ")}
    smaller = small.collection(tmp_path / "a", first)
    larger = small.collection(tmp_path / "b", first | files)
    gained, lost = difference(smaller, larger), difference(larger, smaller)
    for found, state in ((gained, "added"), (lost, "removed")):
        (sheet,) = found.sheets
        assert (sheet.slug, sheet.state, _names(sheet.parts)) == ("other", state, [("wait", state)])
        assert found.clinical


def _names(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    return [(one.name, one.state) for one in parts]


def test_a_step_put_in_between_is_told_with_who_comes_to_it(tmp_path: Path) -> None:
    step = (
        '[[step]]\nkind = "action"\nid = "say-why"\ndo = "Say why no scan is needed."\n'
        'cite = [{ source = "chou2007acp", at = "recommendation 1" }]\ngoto = "improving"\n\n'
    )
    found = compared(
        tmp_path,
        (
            "imaging.toml",
            'when = "otherwise", goto = "improving"',
            'when = "otherwise", goto = "say-why"',
        ),
        (
            "imaging.toml",
            '[[step]]\nkind      = "outcome"\nid        = "no-imaging"',
            step + '[[step]]\nkind      = "outcome"\nid        = "no-imaging"',
        ),
    )
    (sheet,) = found.sheets
    assert _names(sheet.parts) == [("how-long", "changed"), ("say-why", "added")]
    assert sheet.parts[1].whom == (
        "“No” to “Less than four weeks of conservative care?” (in every other case)",
    )
    (region,) = found.regions
    assert region.now == "Say why no scan is needed."
    assert region.conditions == (("duration of conservative care at least 4 weeks",),)
