"""The proofs agree with trying every patient, on small pathways made at random.

A few values stand for all of a fact: each bound that guards have, and what lies
on either side of it. Whatever may be unknown is tried as unknown as well.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from examples import MINIMAL
from hypothesis import given, settings
from hypothesis import strategies as st
from small import FACTS, small

from stepwell.choice import Stop
from stepwell.collection import Collection, Located, Sheet
from stepwell.given import contradiction
from stepwell.graph import EdgeKind
from stepwell.model import Pathway
from stepwell.prove.counterexample import Solver
from stepwell.prove.logic import Dead, dead, gaps_and_overlaps
from stepwell.prove.reach import Reach
from stepwell.registers import CollectionInfo, Facts
from stepwell.source import Source
from stepwell.verdict import verdict
from stepwell.walk import Walk, Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.given import Given, Patient
    from stepwell.graph import Edge

REGISTER = Facts.model_validate(tomllib.loads(FACTS, parse_float=Decimal)).facts
VALUES: dict[str, tuple[Given | None, ...]] = {
    "fever": (True, False, None),
    "severity": ("mild", "moderate", "severe", None),
    "weeks": (*map(Decimal, (2, 3, 4, 5, 6, 12)), None),
    "late": (True, False, None),
}
ATOMS = (
    "fever",
    "late",
    "severity == 'mild'",
    "severity in ['mild', 'severe']",
    "fever + late >= 1",
    "fever + (severity == 'severe') + (weeks > 4) <= 1",
    *(f"weeks {op} {bound}" for op in (">=", "<", "==") for bound in (3, 4, 5)),
)
STEPS = ("a", "b", "act", "r")


def made(text: str) -> Walker:
    """The pathway of a text made ready, without a file."""
    written = small(text)
    path = "pathways/example.toml"
    pathway = Pathway.model_validate(tomllib.loads(written, parse_float=Decimal))
    sheet = Sheet("example", Located(pathway, Source(path, written)))
    info = tomllib.loads((MINIMAL / "collection.toml").read_text())
    nowhere = Source("pathways/collection.toml", "")
    collection = Collection(
        Located(CollectionInfo.model_validate(info), nowhere),
        {"example": sheet},
        facts={one.id: Located(one, nowhere) for one in REGISTER},
    )
    return Walker(sheet, collection)


@cache
def patients() -> tuple[Patient, ...]:
    """Every patient there can be, as far as guards can tell."""
    facts = {one.id: one for one in REGISTER}
    every = (
        {name: value for name, value in zip(VALUES, one, strict=True) if value is not None}
        for one in product(*VALUES.values())
    )
    return tuple(one for one in every if contradiction(one, facts) is None)


@st.composite
def guards(draw: st.DrawFn) -> list[str]:
    """The guards of one question: mostly such that they part all patients."""
    one, other = draw(st.sampled_from(ATOMS)), draw(st.sampled_from(ATOMS))
    joined = f"{one} {draw(st.sampled_from(('and', 'or')))} {other}"
    return draw(
        st.sampled_from(
            [
                [one, f"not ({one})"],
                [joined, f"not ({joined})"],
                [joined, "otherwise"],
                [f"{one} and {other}", f"{one} and not ({other})", f"not ({one})"],
                [one, other],
                [one, other, "otherwise"],
                [joined, f"not ({one})"],
            ]
        )
    )


@st.composite
def pathways(draw: st.DrawFn, after: str) -> str:
    """Up to four questions in order, and a return after that time to one of them."""
    count = draw(st.integers(1, 4))
    lines = []
    for index in range(count):
        onward = st.sampled_from([*(f"q{later}" for later in range(index + 1, count)), *STEPS])
        answers = [f"{guard} -> {draw(onward)}" for guard in draw(guards())]
        unknown = [f"unknown -> {draw(onward)}"] if draw(st.booleans()) else []
        lines.append(f"q{index}? {' | '.join([*answers, *unknown])}")
    back = draw(st.sampled_from([f"q{index}" for index in range(count)]))
    first, *others = lines
    ends = "act! -> r", f"r. back {after} x1 {back} b", "a.", "b."
    return "\n".join([first, *draw(st.permutations(others)), *ends])


def visits(ready: Walker) -> Iterator[Walk]:
    """Every walk there can be: of anybody at the start, and of whoever comes back."""
    for patient in patients():
        for used_up in ((), ("r",)):
            yield ready.walk(patient, used_up)
    (back,) = (edge for edge in ready.graph.edges if edge.kind is EdgeKind.RESUME)
    returns = ready.graph.nodes["r"].step.value.returns
    same_visit = returns.after.high == 0
    sent = [one.patient for one in visits_to_r(ready)] if same_visit else []
    for patient in patients():
        if not same_visit or any(before.items() <= patient.items() for before in sent):
            for used_up in ((), ("r",)):
                yield ready.walk(patient, used_up, back.target)


def visits_to_r(ready: Walker) -> list[Walk]:
    """Walks that end in the return, from the start."""
    return [one for one in map(ready.walk, patients()) if one.outcome == "r"]


@dataclass
class Tried:
    """What the proofs must say, and what patients do."""

    faults: set[tuple[str, str]]
    dead: Dead
    reached: set[str]
    applies: set[tuple[str, int]]


def tried(ready: Walker) -> Tried:
    """Let every patient walk."""
    tests = [
        (name, verdict(guard, ready.facts), edge)
        for name, ask in ready.questions.items()
        for guard, edge in ask.guarded
    ]
    faults, reached = set(), set()
    taken: set[Edge] = set()
    applies: set[Edge] = set()
    for walk in visits(ready):
        reached.update(walk.steps)
        if walk.stop in {Stop.GAP, Stop.OVERLAP}:
            faults.add((walk.stop.value, walk.steps[-1]))
        taken.update(way.edge for way in walk.ways if way.edge)
        applies.update(
            edge for name, test, edge in tests if name in walk.steps and test(walk.patient)
        )
    branches, explained = [], set()
    for edge in ready.graph.edges:
        if edge.kind is EdgeKind.BRANCH and edge.source in reached and edge not in taken:
            explained.add(edge.target)
            if edge not in applies:
                branches.append((edge.source, edge.index))
    lost = {
        edge.target
        for edge in ready.graph.edges
        if edge.ordered and edge.source in reached and edge.target not in reached | explained
    }
    applied = {(edge.source, edge.index) for edge in applies}
    return Tried(faults, Dead(tuple(sorted(branches)), tuple(sorted(lost))), reached, applied)


def proved(ready: Walker) -> tuple[set[tuple[str, str]], Dead]:
    """What the proofs say."""
    reach = Reach(ready)
    solver = Solver(reach)
    faults = {(one.rule, one.step) for one in gaps_and_overlaps(reach, solver)}
    found = dead(reach, solver)
    return faults, Dead(tuple(sorted(found.branches)), tuple(sorted(found.steps)))


@settings(max_examples=300)
@given(pathways("4 wk"))
def test_a_fault_is_told_exactly_when_some_patient_walks_into_it(text: str) -> None:
    ready = made(text)
    expected = tried(ready)
    assert (expected.faults, expected.dead) == proved(ready)


@settings(max_examples=200)
@given(pathways("0 d"))
def test_within_one_visit_no_patient_who_comes_back_is_overlooked(text: str) -> None:
    ready = made(text)
    expected = tried(ready)
    faults, called_dead = proved(ready)
    assert bool(faults) >= bool(expected.faults)
    if not faults:
        assert set() == expected.applies & {*called_dead.branches}
        assert set() == expected.reached & {*called_dead.steps}


def test_the_patients_tried_stand_for_all() -> None:
    assert len(patients()) > 150
    assert all(dict(one) == {**one} for one in patients())
