"""A pathway run on one patient: the way taken, why, what is still asked, and where it leads on.

Which steps a walk takes is held by the conformance cases; here is what it says of them.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from conformance.corpus import collection
from random_pathways import OneWalk, sampled, walks

from stepwell.choice import Ask, Stop
from stepwell.given import Patient, unfit
from stepwell.graph import Edge, EdgeKind
from stepwell.walk import Walk, Walker, follow, walk, walker


def walked(slug: str, patient: Patient, used_up: tuple[str, ...] = (), at: str = "") -> Walk:
    return walk(collection().pathways[slug], collection(), patient, used_up, at)


def asked(*whens: str, unknown: bool = False) -> Ask:
    """A question whose branches have these guards."""
    edges = [Edge("q", f"to-{n}", EdgeKind.BRANCH, when=when) for n, when in enumerate(whens)]
    edges += [Edge("q", "to-look", EdgeKind.UNKNOWN)] if unknown else []
    return Ask("q", edges, collection().known_facts)


@pytest.mark.parametrize(
    ("whens", "patient", "target", "stop"),
    [
        (["alarm", "not alarm"], {"alarm": True}, "to-0", None),
        (["alarm", "not alarm"], {"alarm": False}, "to-1", None),
        (["alarm", "not alarm"], {}, None, Stop.NEEDS),
        (["alarm", "otherwise"], {"alarm": False}, "to-1", None),
        (["alarm", " otherwise "], {"alarm": False}, "to-1", None),
        (["alarm", "otherwise"], {}, None, Stop.NEEDS),
        (["alarm", "tender"], {"alarm": False, "tender": False}, None, Stop.GAP),
        (["alarm", "tender"], {"alarm": True, "tender": True}, None, Stop.OVERLAP),
        (["alarm", "tender", "swollen"], {"alarm": True, "swollen": True}, None, Stop.OVERLAP),
        (["alarm", "tender"], {"tender": True}, "to-1", None),
        (["alarm", "tender"], {"tender": False}, None, Stop.NEEDS),
        (["otherwise"], {}, "to-0", None),
    ],
)
def test_a_question_is_left_by_the_one_true_answer_or_not_at_all(
    whens: list[str], patient: Patient, target: str | None, stop: Stop | None
) -> None:
    way = asked(*whens).choose(patient, ())
    assert target == (way.edge.target if way.edge else None)
    assert stop == way.stop
    assert way.unsettled is (stop is Stop.NEEDS)


def test_a_missing_fact_leads_where_the_question_says_but_a_gap_does_not() -> None:
    question = asked("alarm", "tender", unknown=True)
    way = question.choose({"alarm": False}, ())
    assert way.edge
    assert way.edge.target == "to-look"
    assert way.unsettled
    assert question.choose({"alarm": False, "tender": False}, ()).stop is Stop.GAP


def test_a_fact_that_can_settle_a_question_alone_stands_first() -> None:
    question = asked("weeks >= 12 and attempts > 2 or alarm", "otherwise")
    assert question.missing({}) == ("alarm", "weeks", "attempts")
    assert question.missing({"alarm": False}) == ("weeks", "attempts")
    assert question.missing({"alarm": False, "weeks": Decimal(12)}) == ("attempts",)
    assert question.missing({"alarm": True}) == ()


@pytest.mark.parametrize(
    ("whens", "expected"),
    [
        (["alarm", "not alarm"], ("alarm",)),
        (["weeks >= 3 and alarm", "otherwise"], ("weeks", "alarm")),
        (["inflamed", "severity == 'mild'"], ("inflamed", "swollen", "tender", "severity")),
        (["total >= 6 and alarm"], ("total", *(f"item_{n}" for n in range(1, 6)), "alarm")),
    ],
)
def test_a_question_knows_its_facts_and_those_behind_them(
    whens: list[str], expected: tuple[str, ...]
) -> None:
    assert expected == asked(*whens).asked


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("alarm", (True, False)),
        ("severity", ("mild", "moderate", "severe")),
        ("weeks", (12, 11, 13, 0, 520)),
        ("attempts", (12, 11, 13, 0)),
    ],
)
def test_a_fact_has_values_that_stand_for_all_of_them(fact: str, expected: object) -> None:
    assert expected == asked("weeks >= 12 and alarm").candidates(fact)


@pytest.mark.parametrize(
    ("whens", "fact", "expected"),
    [
        (["attempts + 0.5 > 2"], "attempts", (0, 1, 2, 3)),
        (["attempts + 1 > -1.5"], "attempts", (0, 1, 2)),
        (["lasting and inflamed"], "weeks", (0, 51, 52, 53, 520)),
    ],
)
def test_values_that_stand_for_all_are_values_of_the_fact_and_also_those_behind_it(
    whens: list[str], fact: str, expected: tuple[int, ...]
) -> None:
    found = asked(*whens).candidates(fact)
    assert expected == tuple(sorted(found))
    assert not any(unfit(collection().known_facts[fact], one) for one in found)


def test_each_answer_says_which_known_facts_decided() -> None:
    taken = walked("answers", {"tender": False, "severity": "mild", "weeks": Decimal(3)})
    assert [(one.step, one.edge.label, one.known) for one in taken.answers] == [
        ("yes-no", "Not inflamed", (("tender", False),)),
        ("how-severe", "Anything else", (("severity", "mild"), ("weeks", Decimal(3)))),
        ("how-long", "Up to 6 weeks", (("weeks", Decimal(3)),)),
    ]


def test_advice_is_what_is_done_and_not_what_is_asked_or_used_up() -> None:
    patient: Patient = {"alarm": False, "total": Decimal(5), "attempts": Decimal(0)}
    before = walked("points", patient)
    after = walked("points", patient, used_up=("try",))
    assert [node.id for node in before.advice] == ["try"]
    assert [node.id for node in after.advice] == ["again"]
    assert before.effects == ("start:tryine",)
    assert after.effects == ()


def test_a_walk_without_answers_asks_along_its_way_and_skips_what_is_declined() -> None:
    taken = walked("needs", {})
    assert taken.next(()) == ("first", "severity")
    assert taken.next({"severity"}) == ("first", "weeks")
    assert taken.next({"severity", "weeks", "attempts"}) == ("second", "alarm")
    assert taken.next({"severity", "weeks", "attempts", "alarm"}) == ("third", "swollen")
    assert taken.next({"severity", "weeks", "attempts", "alarm", "swollen"}) is None


def test_a_walk_that_was_settled_asks_for_nothing() -> None:
    taken = walked("answers", {"inflamed": True})
    assert taken.next(()) is None
    assert taken.needs == ()
    assert taken.missing == ()


def test_needs_stand_with_the_fewest_facts_first_and_missing_facts_once() -> None:
    taken = walked("needs", {})
    assert [len(one.facts) for one in taken.needs] == [1, 2, 3]
    assert taken.missing == ("swollen", "weeks", "alarm", "severity", "attempts")


@pytest.mark.parametrize("swollen", [True, False])
def test_a_walk_on_steps_that_run_in_a_circle_ends(swollen: bool) -> None:
    taken = walked("faults", {"swollen": swollen, "tender": not swollen}, at="also")
    assert (taken.stop is Stop.LOOP) is swollen
    assert (taken.outcome is None) is swollen


def test_every_walk_made_at_random_ends_and_can_be_asked_about() -> None:
    for one in sampled(walks, 200):
        _ends(one)


def _ends(one: OneWalk) -> None:
    taken = one.walker.walk(one.known, one.used_up, one.at)
    assert taken.ways[-1].edge is None
    assert all(way.edge for way in taken.ways[:-1])
    assert len(list(follow(taken, one.collection))) == 1
    assert [node.id for node in taken.advice] or taken.stop is not Stop.OUTCOME
    labels = [edge.edge.label for edge in taken.answers]
    assert len(labels) == sum(
        way.edge.kind is EdgeKind.BRANCH for way in taken.ways if way.edge is not None
    )


def test_a_walk_is_followed_into_the_pathways_that_it_leads_to() -> None:
    first = walked("answers", {"tender": False, "severity": "moderate", "weeks": Decimal(12)})
    assert [(one.walker.sheet.slug, one.stop) for one in follow(first, collection())] == [
        ("answers", Stop.LINK),
        ("points", Stop.OUTCOME),
    ]


def test_each_pathway_is_followed_once() -> None:
    first = walked("there", {"swollen": True})
    assert [one.walker.sheet.slug for one in follow(first, collection())] == ["there", "back"]


def test_a_pathway_that_is_not_written_is_not_followed() -> None:
    first = walked("there", {"swollen": False})
    assert [one.stop for one in follow(first, collection())] == [Stop.LINK]


def test_a_patient_goes_along_with_all_that_is_known() -> None:
    first = walked("there", {"swollen": True, "alarm": True})
    assert [one.patient for one in follow(first, collection())] == [first.patient] * 2


def test_a_pathway_is_made_ready_once() -> None:
    sheet = collection().pathways["points"]
    assert walker(sheet, collection()) is walker(sheet, collection())
    assert isinstance(walker(sheet, collection()), Walker)


def test_a_walk_that_begins_at_no_step_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        walked("points", {}, at="no-such-step")
