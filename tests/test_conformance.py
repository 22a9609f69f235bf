"""Every case of the corpus, in Python; the tests of other engines run the same files."""

from __future__ import annotations

import pytest
from conformance.corpus import (
    PATHWAYS,
    GuardCase,
    WalkCase,
    collection,
    facts,
    guard_cases,
    walk_cases,
)
from pydantic import ValidationError

from stepwell.given import unfit
from stepwell.guard import parse
from stepwell.guard_types import misfits
from stepwell.guard_words import guard_words
from stepwell.verdict import missing, verdict
from stepwell.walk import walk

GUARDS = guard_cases()
WALKS = walk_cases()


@pytest.mark.parametrize("case", GUARDS.values(), ids=GUARDS)
def test_a_guard_gives_its_verdict(case: GuardCase) -> None:
    assert case.verdict is verdict(parse(case.guard), facts())(case.patient)


@pytest.mark.parametrize("case", GUARDS.values(), ids=GUARDS)
def test_a_guard_lacks_what_could_settle_it(case: GuardCase) -> None:
    found = missing(parse(case.guard), case.patient, facts())
    assert case.missing == tuple(dict.fromkeys(found))


@pytest.mark.parametrize("case", GUARDS.values(), ids=GUARDS)
def test_a_guard_is_said_in_words(case: GuardCase) -> None:
    assert case.words == guard_words(case.guard, facts())


@pytest.mark.parametrize("case", GUARDS.values(), ids=GUARDS)
def test_a_guard_and_its_patient_are_fit(case: GuardCase) -> None:
    assert list(misfits(parse(case.guard), facts())) == []
    assert {
        name: said for name, value in case.patient.items() if (said := unfit(facts()[name], value))
    } == {}


@pytest.mark.parametrize("case", WALKS.values(), ids=WALKS)
def test_a_walk_is_as_expected(case: WalkCase) -> None:
    pathway = collection().pathways[case.pathway]
    taken = walk(pathway, collection(), case.patient, case.used_up, case.at)
    assert case.steps == taken.steps
    assert case.branches == tuple(one.edge.label for one in taken.answers)
    assert case.stop == taken.stop
    assert case.outcome == taken.outcome
    assert case.effects == taken.effects
    assert [(one.step, one.facts) for one in case.needs] == [
        (one.step, one.facts) for one in taken.needs
    ]
    assert case.missing == taken.missing


@pytest.mark.parametrize("case", WALKS.values(), ids=WALKS)
def test_the_patient_of_a_walk_is_fit(case: WalkCase) -> None:
    known = collection().known_facts
    assert {
        name: said for name, value in case.patient.items() if (said := unfit(known[name], value))
    } == {}


def test_the_corpus_is_large_enough_and_each_pathway_of_it_is_walked() -> None:
    assert len(GUARDS) + len(WALKS) >= 84
    assert {path.stem for path in PATHWAYS.glob("*.toml")} - {"collection", "facts"} == {
        case.pathway for case in WALKS.values()
    }


def test_every_pathway_stop_is_walked_into() -> None:
    stops = {case.stop for case in WALKS.values()}
    assert stops == {"outcome", "link", "needs", "gap", "overlap", "loop"}


@pytest.mark.parametrize("key", ["id", "expct", "note"])
def test_a_key_that_is_not_known_is_refused(key: str) -> None:
    table = GUARDS["fact-true"].model_dump() | {key: "x"}
    with pytest.raises(ValidationError, match=key):
        GuardCase.model_validate(table)


def test_a_case_without_a_purpose_is_refused() -> None:
    table = WALKS["answer-yes"].model_dump(exclude={"purpose"})
    with pytest.raises(ValidationError, match="purpose"):
        WalkCase.model_validate(table)
