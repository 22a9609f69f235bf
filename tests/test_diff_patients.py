"""The patients whom a new edition advises otherwise: found, all of them, and nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import random_pathways
import small
from editions import SHIPPED, edited, shipped
from random_pathways import OneWalk, walks

from stepwell.checking import loaded
from stepwell.collection import Collection, Located, Sheet
from stepwell.diff.pairing import paired
from stepwell.diff.patients import comparison, regions
from stepwell.diff.regions import Comparison, Incomparable
from stepwell.diff.values import Region
from stepwell.model import OTHERWISE, Pathway
from stepwell.prove.counterexample import Patient
from stepwell.walk import walker

OLD = """
    sick?  fever -> help | not fever -> long | unknown -> ask
    long?  weeks < 6 -> wait | otherwise -> help
    help!  start:exampline -> review
    review. back 4 wk x2 long wait
    wait.  avoid:imaging
    ask.   assess:risk
"""


def found(tmp_path: Path, old: str, new: str, **more: str) -> list[Region]:
    """The regions between two small pathways."""
    files = {f"{name}.toml": text for name, text in more.items()}
    sides = [
        small.collection(tmp_path / side, {"example.toml": small.small(text), **files})
        for side, text in (("old", old), ("new", new))
    ]
    made, failed = regions(*sides)
    assert failed == ()
    return [*made]


def who(one: Region) -> tuple[tuple[str, ...], ...]:
    assert one.complete
    return one.conditions


def test_a_threshold_moves_exactly_the_patients_between(tmp_path: Path) -> None:
    (one,) = found(tmp_path, OLD, OLD.replace("weeks < 6", "weeks < 4"))
    assert (one.step, who(one)) == ("long", (("weeks 4 to 5 weeks",),))
    assert one.example.patient.given == {"fever": False, "weeks": Decimal(4)}
    assert one.example.was == ("End.",)
    assert one.example.now == ("Act.", "End.")


def test_a_bound_that_is_let_in_moves_one_number(tmp_path: Path) -> None:
    (one,) = found(tmp_path, OLD, OLD.replace("weeks < 6", "weeks <= 6"))
    assert who(one) == (("weeks exactly 6 weeks",),)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("weeks <= 6", "weeks <= 4", "weeks 5 to 6 weeks"),
        ("weeks <= 6", "weeks < 4", "weeks 4 to 6 weeks"),
        ("weeks < 6", "weeks < 40", "weeks 6 to 39 weeks"),
        ("weeks < 6", "weeks < 6 and weeks != 3", "weeks exactly 3 weeks"),
        ("weeks < 6", "weeks < 1", "weeks 1 to 5 weeks"),
        ("weeks < 6", "weeks in [1, 2]", "weeks up to 0 weeks or 3 to 5 weeks"),
    ],
)
def test_whole_numbers_are_told_by_the_first_and_the_last(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    old = OLD.replace("weeks < 6", before)
    (one,) = found(tmp_path, old, old.replace(before, after))
    assert who(one) == ((said,),)


def test_whole_numbers_that_are_named_otherwise_are_the_same(tmp_path: Path) -> None:
    assert found(tmp_path, OLD, OLD.replace("weeks < 6", "weeks <= 5")) == []


def test_two_answers_exchanged_are_two_groups(tmp_path: Path) -> None:
    new = OLD.replace("fever -> help | not fever -> long", "fever -> long | not fever -> help")
    made = found(tmp_path, OLD, new)
    late = "weeks up to 5 weeks, or not known"  # the others come to the same end either way
    assert {who(one) for one in made} == {(("fever", late),), (("no fever", late),)}


def test_what_is_unknown_is_a_value_of_its_own(tmp_path: Path) -> None:
    (one,) = found(tmp_path, OLD, OLD.replace("unknown -> ask", "unknown -> help"))
    assert who(one) == (("fever not known",),)
    assert one.example.patient.given == {}
    (other,) = found(tmp_path / "b", OLD, OLD.replace(" | unknown -> ask", ""))
    assert other.now == "the walk stops there until what is missing is known"
    assert other.example.now == ("stops until this is known: fever",)


def test_only_later_visits_may_be_led_elsewhere(tmp_path: Path) -> None:
    old = OLD.replace("weeks < 6 -> wait", "weeks < 6 -> done").replace("ask.", "done. \n ask.")
    old = old.replace("sick?", "sick0?  fever -> sick | otherwise -> ask\n sick?")
    old = old.replace("fever -> help | not fever -> long", "fever -> help | not fever -> ask")
    (one,) = found(tmp_path, old, old.replace("weeks < 6", "weeks < 4"))
    assert one.example.patient.at == "long"
    assert "a visit that begins at `long`" in one.example.words


def test_a_question_put_in_between_concerns_those_whom_it_turns_away(tmp_path: Path) -> None:
    new = OLD.replace("otherwise -> help", "otherwise -> falls") + (
        "falls? falls -> wait | otherwise -> help | unknown -> help"
    )
    (one,) = found(tmp_path, OLD, new)
    assert who(one) == (("weeks at least 6 weeks", "falls"),)
    assert (one.was, one.now) == ("Act.", "End.")


def test_a_question_that_changes_no_advice_leads_nobody_elsewhere(tmp_path: Path) -> None:
    new = OLD.replace("otherwise -> help", "otherwise -> falls") + (
        "falls? falls -> help | otherwise -> help | unknown -> help"
    )
    assert found(tmp_path, OLD, new) == []
    assert found(tmp_path / "b", new, OLD) == []


def test_a_guard_written_otherwise_leads_nobody_elsewhere(tmp_path: Path) -> None:
    old = OLD.replace(
        "fever -> help | not fever", "fever and falls -> help | not (fever and falls)"
    )
    new = OLD.replace(
        "fever -> help | not fever", "falls and fever -> help | not falls or not fever"
    )
    assert found(tmp_path, old, new) == []


def test_a_step_that_was_renamed_is_the_same_step(tmp_path: Path) -> None:
    assert found(tmp_path, OLD, re.sub(r"\blong\b", "how-long", OLD)) == []


def test_sums_are_told_as_comparisons(tmp_path: Path) -> None:
    old = "high? one + two + three >= 2 -> help | otherwise -> wait\nhelp. \nwait. avoid:imaging"
    made = found(tmp_path, old, old.replace(">= 2", ">= 3"))
    said = {clauses for one in made for clauses in who(one)}
    two, three = (f"the sum of one, two and three is {n}" for n in ("2 or more", "3 or more"))
    under = three.replace("3 or more", "under 3")
    assert (two, under) in said  # two items are true and the third is false
    assert (two, f"whether {three} is not known") in said  # the third is not known
    assert len(made) == 3


def test_a_derived_fact_is_told_by_its_name_until_its_meaning_changes(tmp_path: Path) -> None:
    old = "late? late -> help | otherwise -> wait\nhelp. \nwait. avoid:imaging"
    new = "late? not late -> help | otherwise -> wait\nhelp. \nwait. avoid:imaging"
    made = found(tmp_path, old, new)
    assert {who(one) for one in made} == {(("late",),), (("no late",),)}
    facts = small.FACTS.replace('derive = "weeks >= 12"', 'derive = "weeks >= 10"')
    sides = [
        small.collection(tmp_path / "c", {"example.toml": small.small(old)}),
        small.collection(tmp_path / "d", {"example.toml": small.small(old), "facts.toml": facts}),
    ]
    (one,) = regions(*sides)[0]
    assert who(one) == (("weeks 10 to 11 weeks",),)


def test_a_fact_of_another_kind_is_not_compared(tmp_path: Path) -> None:
    facts = small.FACTS.replace('unit = "wk"', 'unit = "mo"', 1)
    sides = [
        small.collection(tmp_path / "c", {"example.toml": small.small(OLD)}),
        small.collection(
            tmp_path / "d",
            {"example.toml": small.small(OLD.replace("< 6", "< 7")), "facts.toml": facts},
        ),
    ]
    made, failed = regions(*sides)
    assert made == ()
    assert failed == (("example", "`weeks` was a count fact in wk and is a count fact in mo"),)


def test_an_edition_whose_steps_run_in_a_loop_is_not_compared(tmp_path: Path) -> None:
    looping = OLD.replace("start:exampline -> review", "start:exampline -> long")
    sides = [
        small.collection(tmp_path / side, {"example.toml": small.small(text)})
        for side, text in (("old", OLD), ("new", looping))
    ]
    made, failed = regions(*sides)
    assert made == ()
    said = "in the new edition its steps run in a loop: `long` → `help`"
    assert failed == (("example", said),)


def test_a_value_of_a_fact_may_come_and_go(tmp_path: Path) -> None:
    old = "bad? severity == 'severe' -> help | otherwise -> wait\nhelp. \nwait. avoid:imaging"
    new = old.replace("== 'severe'", "in ['severe', 'extreme']")
    more = '{ value = "severe", say = "severe" },'
    facts = small.FACTS.replace(more, '{ value = "extreme", say = "extreme" },\n' + more)
    sides = [
        small.collection(tmp_path / "c", {"example.toml": small.small(old)}),
        small.collection(tmp_path / "d", {"example.toml": small.small(new), "facts.toml": facts}),
    ]
    (one,) = regions(*sides)[0]
    assert who(one) == (("severity: extreme",),)


NUMBERS = [
    (path.relative_to(SHIPPED).as_posix(), found.group(), found.group(1), found.group(3))
    for path in sorted([*SHIPPED.glob("*.toml"), *SHIPPED.glob("blocks/*.toml")])
    if not path.name.endswith((".cases.toml", ".leaflet.toml"))
    for found in re.finditer(
        r'when = "[^"]*?\b([a-z_]+) (<|<=|>|>=) (\d+)\b[^"]*"', path.read_text("utf-8")
    )
]
"""Every guard of the shipped pathways that compares a fact with a number, by file."""


@pytest.mark.parametrize(
    ("file", "guard", "fact", "number"), NUMBERS, ids=[f"{one[0]}: {one[1]}" for one in NUMBERS]
)
def test_one_threshold_of_a_shipped_pathway_moves_that_region_and_nothing_else(
    tmp_path: Path, file: str, guard: str, fact: str, number: str
) -> None:
    moved = re.sub(rf"\b{number}\b", str(int(number) + 1), guard)
    new = loaded(edited(tmp_path, [(file, guard, moved)]))
    old = shipped()
    text = (tmp_path / "pathways" / file).read_text("utf-8")
    step = re.findall(r'^id\s*= "([^"]+)"', text[: text.index(moved)], re.MULTILINE)[-1]
    made, failed = regions(old, new)
    assert failed == ()
    assert made
    assert {one.step.rpartition("/")[2] for one in made} == {step}
    name = old.known_facts[fact].name
    for one in made:
        assert one.complete
        assert all(any(said.startswith(name) for said in clauses) for clauses in one.conditions)
    for slug in old.pathways:
        compared = comparison(slug, old, new)
        regional = {one.example.patient.at for one in made if slug in one.slugs}
        for patient in _around(slug, old, fact, int(number)):
            parting = compared.parting(patient)
            assert parting is None or regional, patient
            assert parting is None or parting.step.rpartition("/")[2] == step


def _around(slug: str, collection: Collection, fact: str, number: int) -> list[Patient]:
    """The patients of the cases with every value near a number, and without it."""
    near = [None, *(Decimal(number + step) for step in (-1, 0, 1, 2))]
    made = []
    for located in collection.cases[slug]:
        case = located.value
        rest = {name: value for name, value in case.patient.items() if name != fact}
        for value in near:
            given = rest if value is None else {**rest, fact: value}
            made.append(Patient(given, tuple(case.used_up), case.at or ""))
    return made


def _turned(one: OneWalk) -> OneWalk | None:
    """The same patient in a pathway that was edited: two answers of a question changed over."""
    steps = [*one.sheet.value.steps]
    for index, step in enumerate(steps):
        if step.kind == "question" and len({branch.goto for branch in step.branches}) > 1:
            guards = [branch.when for branch in step.branches if branch.when != OTHERWISE]
            first, *rest = step.branches
            if len(guards) > 1 and len(one.known) % 2:
                whens = [*guards[1:], guards[0]]
                rest_ = [replace_(b, when=w) for b, w in zip(step.branches, whens, strict=False)]
                branches = (*rest_, *step.branches[len(whens) :])
            else:
                branches = (replace_(first, goto=rest[-1].goto), *rest)
            steps[index] = step.model_copy(update={"branches": tuple(branches)})
            value = one.sheet.value.model_copy(update={"steps": tuple(steps)})
            assert isinstance(value, Pathway)
            sheet = Sheet("random", Located(value, one.sheet.source))
            collection = replace(one.collection, pathways={"random": sheet})
            return replace(one, sheet=sheet, collection=collection)
    return None


def replace_(branch: object, **more: str) -> object:
    return branch.model_copy(update=more)  # type: ignore[attr-defined]


def test_random_patients_are_led_elsewhere_only_where_the_solver_says() -> None:
    compared = led = 0
    for old in random_pathways.sampled(walks, 300):
        new = _turned(old)
        if new is None or [*old.walker.graph.loops()] or [*new.walker.graph.loops()]:
            continue
        sides = old.walker, walker(new.sheet, new.collection)
        names = paired(
            *({name: node.step.value for name, node in one.graph.nodes.items()} for one in sides)
        )
        both = Comparison(*sides, names)
        partings = {one.parting for one in both.regions()}
        entries = {"", *(e.target for e in sides[0].graph.edges if e.kind == "resume")}
        compared += 1
        for at in entries:
            parting = both.parting(Patient(old.known, old.used_up, at))
            assert parting is None or parting in partings
            led += parting is not None
    assert compared > 100
    assert led > 10


def test_facts_that_nobody_asks_for_need_not_agree(tmp_path: Path) -> None:
    facts = small.FACTS.replace('unit = "wk"', 'unit = "mo"', 1)
    text = "sick? fever -> help | otherwise -> wait\nhelp. \nwait. avoid:imaging"
    sides = [
        small.collection(tmp_path / "c", {"example.toml": small.small(text)}),
        small.collection(
            tmp_path / "d",
            {"example.toml": small.small(text.replace("fever", "falls")), "facts.toml": facts},
        ),
    ]
    both = comparison("example", *sides)
    try:
        made = [*both.regions()]
    except Incomparable:
        pytest.fail("weeks is asked for by nobody")
    assert len(made) > 1
