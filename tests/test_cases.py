"""Cases: what they expect is held at its place, and together they take every way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import AS_OF
from small import collection, place, small, write

from stepwell.checking import checked
from stepwell.checks import check_cases
from stepwell.diagnostics import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.collection import Collection
    from stepwell.diagnostics import Diagnostic

PATHWAY = """
p? fever -> give | not fever -> q | unknown -> ask
give! start:exampline -> a
q? weeks >= 4 -> r | weeks < 4 -> c
r. start:other back 4 wk x2 later b
later! avoid:imaging -> r
ask. assess:risk
a. refer:expert
b.
c.
"""
CASES = {
    "fever": 'given = { fever = true }; expect = { outcome = "a" }',
    "weeks": 'given = { fever = false, weeks = 4 }; expect = { outcome = "r" }',
    "short": 'given = { fever = false, weeks = 3 }; expect = { outcome = "c" }',
    "nothing": 'expect = { outcome = "ask", ask = ["fever"] }',
    "again": 'at = "later"; expect = { outcome = "r" }',
    "used up": 'given = { fever = false, weeks = 4 }; used_up = ["r"]; expect = { outcome = "b" }',
}
"""Cases that take every way of the pathway, each for one that no other takes."""
EVERYTHING = """
given = { fever = true }
expect.outcome = "b"
expect.ask = ["weeks"]
expect.advise = ["assess:risk"]
expect.not_advise = ["refer:expert"]
"""
"""A case that expects everything wrong."""


def cases(*each: str) -> str:
    return "\n".join(f'[[case]]\nname = "One"\n{one}\n'.replace("; ", "\n") for one in each)


def told(folder: Path, files: Mapping[str, str]) -> tuple[Collection, list[Diagnostic]]:
    made = collection(folder, files)
    found = check_cases(made.pathways.values(), made)
    return made, sorted(found, key=lambda one: one.sort_key)


def failing(folder: Path, case: str) -> list[tuple[str, str]]:
    """Each unmet expectation of one more case: the sentence, and the text that it points at."""
    files = {"example.toml": small(PATHWAY), "example.cases.toml": cases(*CASES.values(), case)}
    made, found = told(folder, files)
    source = made.sources["{}/example.cases.toml".format(folder / "pathways")]
    return [
        (one.message, source.line(one.span.line)[one.span.column - 1 :][: one.span.length])
        for one in found
    ]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ('given = { fever = true }; expect = { outcome = "c" }',
         [("This case ends in `a`, and not in `c`.", '"c"')]),
        ('given = { fever = false }; expect = { outcome = "r" }',
         [("This case cannot leave `q`, and so has no outcome.", '"r"')]),
        ('given = { fever = false }; expect = { outcome = "q" }',
         [("This case cannot leave `q`, and so has no outcome.", '"q"')]),
        ('given = { fever = true }; expect = { advise = ["refer:expert", "start:other"] }',
         [("This case is not advised `start:other`, and must be.", '"start:other"')]),
        ('given = { fever = true }; expect = { not_advise = ["assess:risk", "start:exampline"] }',
         [("This case is advised `start:exampline`, and must not be.", '"start:exampline"')]),
        ('given = { fever = true }; expect = { not_advise = ["start:samplines"] }',
         [("This case is advised `start:samplines`, and must not be.", '"start:samplines"')]),
        ('given = { fever = true }; expect = { ask = ["fever"] }',
         [("This case is not asked for `fever`, and must be.", '"fever"')]),
        ('given = { fever = false }; expect = { ask = ["weeks", "falls"] }',
         [("This case is not asked for `falls`, and must be.", '"falls"')]),
        ('at = "later"; used_up = ["r"]; expect = { advise = ["start:other"] }',
         [("This case is not advised `start:other`, and must be.", '"start:other"')]),
        (EVERYTHING,
         [("This case ends in `a`, and not in `b`.", '"b"'),
          ("This case is not asked for `weeks`, and must be.", '"weeks"'),
          ("This case is not advised `assess:risk`, and must be.", '"assess:risk"'),
          ("This case is advised `refer:expert`, and must not be.", '"refer:expert"')]),
    ],
)  # fmt: skip
def test_an_expectation_that_is_not_met_is_told_where_it_stands(
    tmp_path: Path, case: str, expected: list[tuple[str, str]]
) -> None:
    assert expected == failing(tmp_path, case)


@pytest.mark.parametrize(
    "case",
    [
        'given = { fever = true }; expect = { outcome = "a", advise = ["start:exampline"] }',
        'given = { fever = true }; expect = { advise = ["start:samplines", "refer:expert"] }',
        'given = { fever = true }; expect = { not_advise = ["start:other", "start:samplin"] }',
        'given = { fever = false, weeks = 4 }; expect = { advise = ["start:other"] }',
        'given = { fever = false }; expect = { ask = ["weeks"], not_advise = ["start:other"] }',
        'at = "later"; expect = { outcome = "r", advise = ["avoid:imaging"] }',
        'at = "later"; used_up = ["r"]; expect = { outcome = "b", not_advise = ["start:other"] }',
    ],
)
def test_an_expectation_that_is_met_is_not_told(tmp_path: Path, case: str) -> None:
    assert failing(tmp_path, case) == []


def test_a_failing_case_is_told_with_its_walk(tmp_path: Path) -> None:
    case = cases(*CASES.values(), 'given = { fever = true }; expect = { outcome = "c" }')
    _, (one,) = told(tmp_path, {"example.toml": small(PATHWAY), "example.cases.toml": case})
    assert [note.text for note in one.related] == ["the walk: p → give → a"]


def test_cases_that_take_every_way_leave_nothing_to_tell(tmp_path: Path) -> None:
    files = {"example.toml": small(PATHWAY), "example.cases.toml": cases(*CASES.values())}
    assert told(tmp_path, files)[1] == []


@pytest.mark.parametrize(
    ("deleted", "expected"),
    [
        ({"fever"}, ["uncovered-branch p.A", "uncovered-step give.id", "uncovered-step a.id"]),
        ({"weeks", "again"}, ["uncovered-step later.id", "uncovered-return r.return"]),
        ({"short"}, ["uncovered-branch q.B", "uncovered-step c.id"]),
        ({"nothing"}, ["uncovered-branch p.unknown", "uncovered-step ask.id"]),
        ({"again"}, ["uncovered-step later.id"]),
        ({"used up"}, ["uncovered-return r.return", "uncovered-step b.id"]),
        ({"weeks", "again", "used up"},
         ["uncovered-branch q.A", *(f"uncovered-step {one}.id" for one in ("r", "later", "b"))]),
    ],
)  # fmt: skip
def test_a_way_whose_only_case_is_deleted_is_told_where_it_is_written(
    tmp_path: Path, deleted: set[str], expected: list[str]
) -> None:
    left = cases(*(case for name, case in CASES.items() if name not in deleted))
    made, found = told(tmp_path, {"example.toml": small(PATHWAY), "example.cases.toml": left})
    assert sorted(expected) == sorted(f"{one.rule.name} {place(one, made)}" for one in found)


def test_the_two_faults_of_a_return_are_told_at_its_key_and_at_its_exit(tmp_path: Path) -> None:
    def pointed(*without: str) -> tuple[str, str]:
        left = cases(*(case for name, case in CASES.items() if name not in without))
        made, found = told(tmp_path, {"example.toml": small(PATHWAY), "example.cases.toml": left})
        (one,) = (one for one in found if one.rule.name == "uncovered-return")
        line = made.sources[one.span.path].line(one.span.line)
        return line[one.span.column - 1 :][: one.span.length], one.message

    assert pointed("weeks", "again") == (
        "return",
        "No case of `example` ends in `r` and is told to come back.",
    )
    assert pointed("used up") == ('"b"', "No case of `example` has used up the return of `r`.")


def test_a_pathway_without_cases_is_told_once_at_its_title(tmp_path: Path) -> None:
    made, found = told(tmp_path, {"example.toml": small(PATHWAY)})
    assert [f"{one.rule.name} {place(one, made)}" for one in found] == ["uncovered-step .title"]
    assert "example.cases.toml" in found[0].help


def test_a_step_that_only_a_return_leads_to_needs_a_case_that_begins_there(tmp_path: Path) -> None:
    left = cases(*(case for name, case in CASES.items() if name != "again"))
    _, (one,) = told(tmp_path, {"example.toml": small(PATHWAY), "example.cases.toml": left})
    assert one.help == 'add a case to `example.cases.toml` with `at = "later"`'


def test_a_step_that_other_steps_lead_to_as_well_needs_a_patient_who_comes_there(
    tmp_path: Path,
) -> None:
    text = small("p? fever -> a | not fever -> r\na.\nr. back 4 wk x1 a c\nc.")
    left = cases('given = { fever = false }; expect = { outcome = "r" }')
    made, found = told(tmp_path, {"example.toml": text, "example.cases.toml": left})
    helps = {place(one, made): one.help for one in found}
    assert helps["a.id"] == "add a case to `example.cases.toml` whose patient comes here"


def test_what_is_taken_otherwise_needs_a_case_like_any_answer(tmp_path: Path) -> None:
    text = small("p? fever -> a | otherwise -> b\na.\nb.")
    one = cases('given = { fever = true }; expect = { outcome = "a" }')
    made, found = told(tmp_path, {"example.toml": text, "example.cases.toml": one})
    assert [place(one, made) for one in found] == ["p.B", "b.id"]


def test_the_steps_of_a_block_need_a_case_in_each_of_its_hosts(tmp_path: Path) -> None:
    block = small("g? fever -> g-stop | not fever -> @exit\ng-stop.", block=True)
    both = (
        'given = { fever = true }; expect = { outcome = "gate/g-stop" }',
        'given = { fever = false }; expect = { outcome = "a" }',
    )
    host = small("[gate] -> a\na.")
    files = {"blocks/gate.toml": block, "example.toml": host, "second.toml": host}
    files |= {"example.cases.toml": cases(*both), "second.cases.toml": cases(both[1])}
    made, found = told(tmp_path, files)
    assert [(place(one, made), one.message) for one in found] == [
        ("g.A", "No case of `second` takes the answer `A` of `gate/g`."),
        ("g-stop.id", "No case of `second` takes step `gate/g-stop`."),
    ]


def test_cases_of_a_pathway_whose_order_is_broken_are_not_walked(tmp_path: Path) -> None:
    loop = small("p? fever -> x | not fever -> b\nx! -> p\nb.")
    wrong = cases('given = { fever = true }; expect = { outcome = "b" }')
    folder = write(tmp_path, {"example.toml": loop, "example.cases.toml": wrong})
    with pytest.raises(InvalidInput) as invalid:
        checked(folder, AS_OF)
    rules = {one.rule.code[:2] for one in invalid.value.findings}
    assert rules & {"P3", "P4", "P6"} == {"P3"}
