"""One meaning of a guard, said five times: as a plain recursion here, compiled, in JSON, in words
and for Z3. The browser's is held to the same in `browser/test_one_meaning.py`."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import z3
from conformance.corpus import GuardCase, facts, guard_cases
from hypothesis import HealthCheck, given, settings
from random_pathways import EXAMPLES, MILLIONTH, OnePatient, OneWalk, guarded, sampled, walks

from stepwell.choice import Stop
from stepwell.given import contradiction, unfit
from stepwell.graph import EdgeKind
from stepwell.guard import (
    At,
    Compare,
    Constant,
    Every,
    Guard,
    Name,
    Not,
    OneOf,
    Some,
    Sum,
    names,
    parse,
    parts,
)
from stepwell.guard_json import fact_json, guard_json
from stepwell.guard_types import misfits
from stepwell.guard_words import words
from stepwell.model import OTHERWISE
from stepwell.prove.encode import Encoder
from stepwell.verdict import missing, verdict

if TYPE_CHECKING:
    from stepwell.given import Given, Patient
    from stepwell.interval import Facts

CASES = guard_cases()
PROVED = 300 if EXAMPLES == 1_000 else EXAMPLES
"""How many patients are put before Z3."""
NOWHERE = At(0, 0)
LEAST, MOST = Decimal("-Infinity"), Decimal("Infinity")

steady = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))


# the meaning, as plainly as it can be said


def meaning(guard: Guard, patient: Patient, facts: Facts) -> bool | None:
    """The verdict of a guard by straight recursion."""
    match guard:
        case Name(fact=name):
            derive = facts[name].derive
            if name in patient or derive is None:
                return patient.get(name)
            return meaning(parse(derive), patient, facts)
        case Not(part=part):
            answer = meaning(part, patient, facts)
            return None if answer is None else not answer
        case Every(parts=inside):
            answers = [meaning(one, patient, facts) for one in inside]
            return False if False in answers else None if None in answers else True
        case Some(parts=inside):
            answers = [meaning(one, patient, facts) for one in inside]
            return True if True in answers else None if None in answers else False
        case OneOf(part=part, values=values, negated=negated):
            each = tuple(Compare(part, "==", one, NOWHERE) for one in values)
            some = Some(each, NOWHERE)
            return meaning(Not(some, NOWHERE) if negated else some, patient, facts)
        case Compare(left=left, op=op, right=right):
            return compared(left, op, right, patient, facts)
    raise TypeError(guard)


def compared(left: Guard, op: str, right: Guard, patient: Patient, facts: Facts) -> bool | None:
    """A comparison is settled when no numbers within the bounds of its sides could turn it."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Constant) and not isinstance(other.value, Decimal):
            if isinstance(other.value, bool):
                value: Any = meaning(one, patient, facts)
            else:
                value = patient.get(one.fact) if isinstance(one, Name) else None
            return None if value is None else (value == other.value) is (op == "==")
    (a, b), (c, d) = number(left, patient, facts), number(right, patient, facts)
    possible, avoidable = {
        "<": (a < d, b >= c),
        "<=": (a <= d, b > c),
        ">": (b > c, a <= d),
        ">=": (b >= c, a < d),
        "==": (a <= d and c <= b, not a == b == c == d),
        "!=": (not a == b == c == d, a <= d and c <= b),
    }[op]
    return None if possible and avoidable else possible


def number(guard: Guard, patient: Patient, facts: Facts) -> tuple[Decimal, Decimal]:
    """The least and the most that a part can be."""
    match guard:
        case Constant(value=Decimal() as value):
            return value, value
        case Sum(parts=inside):
            bounds = [number(one, patient, facts) for one in inside]
            return sum(low for low, _ in bounds), sum(high for _, high in bounds)
        case Name(fact=name) if facts[name].type != "yes-no":
            fact, known = facts[name], patient.get(name)
            if isinstance(known, Decimal):
                return known, known
            if fact.derive:
                return number(parse(fact.derive), patient, facts)
            low, high = fact.min, fact.max
            return LEAST if low is None else low, MOST if high is None else high
    answer = meaning(guard, patient, facts)
    return Decimal(answer is True), Decimal(answer is not False)


# properties


@steady
@given(guarded())
def test_a_guard_made_at_random_is_well_typed_and_its_patient_fits(one: OnePatient) -> None:
    found = {misfit.rule for misfit in misfits(parse(one.guard), one.facts)}
    assert found <= {"empty-comparison"}
    assert not any(unfit(one.facts[name], value) for name, value in one.later.items())
    assert contradiction(one.later, one.facts) is None


@steady
@given(guarded())
def test_the_compiled_verdict_is_the_plain_one(one: OnePatient) -> None:
    tree = parse(one.guard)
    assert meaning(tree, one.known, one.facts) is verdict(tree, one.facts)(one.known)


@steady
@given(guarded())
def test_more_knowledge_never_turns_a_settled_verdict(one: OnePatient) -> None:
    settled = verdict(parse(one.guard), one.facts)
    before = settled(one.known)
    assert before is None or before is settled(one.later)


@steady
@given(guarded())
def test_facts_are_missing_as_long_as_a_guard_is_unsettled_and_no_longer(one: OnePatient) -> None:
    tree = parse(one.guard)
    lacking = list(missing(tree, one.known, one.facts))
    assert (verdict(tree, one.facts)(one.known) is None) is bool(lacking)
    assert not set(lacking) & set(one.known)
    assert not any(one.facts[name].derive for name in lacking)


@steady
@given(guarded())
def test_every_guard_can_be_said_in_words(one: OnePatient) -> None:
    tree = parse(one.guard)
    assert words(tree, one.facts)
    assert words(tree, {})
    assert words(tree, one.facts, negated=True) == words(Not(tree, NOWHERE), one.facts)


@steady
@given(guarded())
def test_a_guard_survives_json(one: OnePatient) -> None:
    tree = parse(one.guard)
    assert without_places(tree) == read_back(guard_json(tree))


@steady
@given(walks())
def test_every_walk_ends_and_goes_where_the_plain_meaning_leads(one: OneWalk) -> None:
    taken = one.walker.walk(one.known, one.used_up, one.at)
    assert len(taken.ways) <= len(one.walker.graph.nodes) + 1
    assert plain_walk(one) == (taken.steps, taken.stop)
    assert (taken.outcome is not None) is (taken.stop in {Stop.OUTCOME, Stop.LINK})


@steady
@given(walks())
def test_a_walk_needs_facts_just_where_it_was_not_settled(one: OneWalk) -> None:
    taken = one.walker.walk(one.known, one.used_up, one.at)
    needed = {need.step for need in taken.needs}
    assert needed == {way.step for way in taken.ways if way.unsettled}
    assert all(need.facts for need in taken.needs)
    counts = [len(need.facts) for need in taken.needs]
    assert counts == sorted(counts)
    assert set(taken.missing) == {name for need in taken.needs for name in need.facts}


def plain_walk(one: OneWalk) -> tuple[tuple[str, ...], Stop]:
    """The steps of a walk and why it ends, by the plain meaning of its guards."""
    graph, facts = one.walker.graph, one.collection.known_facts
    steps: list[str] = []
    here = one.at or graph.start
    while len(steps) < len(graph.nodes):
        steps.append(here)
        onward: dict[EdgeKind, list[Any]] = {kind: [] for kind in EdgeKind}
        for edge in graph.ways[here]:
            onward[edge.kind].append(edge)
        match graph.nodes[here].kind:
            case "question":
                answers = [
                    (edge, meaning(parse(edge.when), one.known, facts))
                    for edge in onward[EdgeKind.BRANCH]
                    if edge.when != OTHERWISE
                ]
                true = [edge for edge, answer in answers if answer]
                if len(true) > 1:
                    return tuple(steps), Stop.OVERLAP
                rest = [edge for edge in onward[EdgeKind.BRANCH] if edge.when == OTHERWISE]
                if not true and any(answer is None for _, answer in answers):
                    true, stop = onward[EdgeKind.UNKNOWN], Stop.NEEDS
                else:
                    true, stop = true or rest, Stop.GAP
            case "action":
                true, stop = onward[EdgeKind.GOTO], Stop.GAP
            case "outcome":
                true, stop = onward[EdgeKind.THEN] if here in one.used_up else [], Stop.OUTCOME
            case _:
                true, stop = [], Stop.LINK
        if not true:
            return tuple(steps), stop
        here = true[0].target
    return (*steps, here), Stop.LOOP


def without_places(guard: Guard) -> Guard:
    """A tree whose parts stand nowhere."""
    match guard:
        case Name(fact=name):
            return Name(name, NOWHERE)
        case Constant(value=value):
            return Constant(value, NOWHERE)
        case Not(part=part):
            return Not(without_places(part), NOWHERE)
        case Compare(left=left, op=op, right=right):
            return Compare(without_places(left), op, without_places(right), NOWHERE)
        case OneOf(part=part, values=values, negated=negated):
            each = tuple(Constant(one.value, NOWHERE) for one in values)
            return OneOf(without_places(part), each, negated, NOWHERE)
    return type(guard)(tuple(without_places(one) for one in parts(guard)), NOWHERE)


def read_back(written: list[Any]) -> Any:
    """The tree that a guard's JSON stands for."""
    kind, *rest = written
    match kind:
        case "fact":
            return Name(rest[0], NOWHERE)
        case "number":
            return Constant(Decimal(rest[0]), NOWHERE)
        case "value":
            return Constant(rest[0], NOWHERE)
        case "not":
            return Not(read_back(rest[0]), NOWHERE)
        case "compare":
            return Compare(read_back(rest[1]), rest[0], read_back(rest[2]), NOWHERE)
        case "in":
            values = tuple(read_back(one) for one in rest[1])
            return OneOf(read_back(rest[0]), values, rest[2], NOWHERE)
    several = {"and": Every, "or": Some, "sum": Sum}[kind]
    return several(tuple(read_back(one) for one in rest), NOWHERE)


# what is tried


def test_the_examples_hold_every_operator_boundary_unknown_and_derived_fact() -> None:
    seen: Counter[str] = Counter()
    for one in sampled(guarded):
        answer = verdict(parse(one.guard), one.facts)(one.known)
        seen[f"verdict {answer}"] += 1
        seen.update(_features(parse(one.guard), one))
    expected = {
        *("fact", "not", "and", "or", "in", "not in", "sum", "constant first"),
        *(f"number {op}" for op in ("==", "!=", "<", "<=", ">", ">=")),
        *("choice ==", "choice !=", "truth ==", "truth !="),
        *("number in", "two facts", "boundary", "a millionth off", "below zero", "decimals"),
        *("unknown yes-no", "unknown one-of", "unknown number", "unknown count"),
        *("derived given", "derived worked out", "derived half known", "no bounds"),
        *("verdict True", "verdict False", "verdict None"),
    }
    assert {name: seen[name] for name in expected if seen[name] < EXAMPLES // 200} == {}


def _features(guard: Guard, one: OnePatient) -> set[str]:
    """What a guard and its patient try."""
    found = set()
    match guard:
        case Name(fact=name):
            fact = one.facts[name]
            found.add("fact")
            if fact.derive and name in one.known:
                found.add("derived given")
            elif fact.derive:
                inside = {part.fact for part in names(parse(fact.derive))}
                known = inside & set(one.known)
                found.add("derived worked out" if known == inside else "derived half known")
            elif name not in one.known:
                found.add(f"unknown {fact.type}")
                found |= {"no bounds"} if (fact.min, fact.max) == (None, None) else set()
        case Compare(left=left, op=op, right=right):
            found |= _compared_features(left, op, right, one)
        case OneOf(part=Name(fact=name), negated=negated):
            found.add("not in" if negated else "in")
            found |= {"number in"} if one.facts[name].type in {"number", "count"} else set()
        case Not():
            found.add("not")
        case Every():
            found.add("and")
        case Some():
            found.add("or")
        case Sum():
            found.add("sum")
    return found.union(*(_features(part, one) for part in parts(guard)))


def _compared_features(left: Guard, op: str, right: Guard, one: OnePatient) -> set[str]:
    sides = [one.value if isinstance(one, Constant) else None for one in (left, right)]
    known = {type(value) for value in sides}
    found = {"constant first"} if isinstance(left, Constant) else set()
    found |= {"two facts"} if isinstance(left, Name) and isinstance(right, Name) else set()
    if bool in known:
        return found | {f"truth {op}"}
    if str in known:
        return found | {f"choice {op}"}
    found |= {"below zero" for value in sides if value is not None and value < 0}
    found |= {"decimals" for value in sides if value is not None and value % 1}
    (a, b), (c, d) = (number(side, one.known, one.facts) for side in (left, right))
    found |= {"boundary"} if a == b == c == d else set()
    found |= {"a millionth off"} if a == b and c == d and abs(a - c) == MILLIONTH else set()
    return found | {f"number {op}"}


def test_the_walks_come_to_every_stop() -> None:
    stops = Counter(one.walker.walk(one.known, one.used_up, one.at).stop for one in sampled(walks))
    assert {stop: stops[stop] for stop in Stop if stops[stop] < EXAMPLES // 200} == {}


# Z3


def proved(guard: Guard, patient: Patient, facts: Facts) -> bool | None:
    """The verdict of Z3 on a guard, for this patient and no other."""
    encoder = Encoder(facts)
    formula = encoder.guard(guard)
    solver = z3.Solver()
    solver.add(*encoder.fix(patient), *encoder.domain)
    assert solver.check() == z3.sat, "no such patient"
    true, false = (solver.check(z3.Not(one)) == z3.unsat for one in (formula.true, formula.false))
    assert not (true and false)
    assert true or solver.check(formula.true) == z3.unsat
    assert false or solver.check(formula.false) == z3.unsat
    return True if true else False if false else None


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_z3_gives_the_verdict_of_each_conformance_case(case: GuardCase) -> None:
    assert case.verdict is proved(parse(case.guard), case.patient, facts())


@settings(max_examples=PROVED, suppress_health_check=list(HealthCheck))
@given(guarded())
def test_z3_gives_the_verdict_of_the_evaluator(one: OnePatient) -> None:
    tree = parse(one.guard)
    assert verdict(tree, one.facts)(one.known) is proved(tree, one.known, one.facts)


def test_a_fact_survives_json() -> None:
    known: dict[str, Given | dict[str, Any]] = {
        name: fact_json(fact, parse(fact.derive) if fact.derive else None)
        for name, fact in facts().items()
    }
    assert known["celsius"] == {"type": "number", "min": "-40", "max": "50"}
    assert known["change"] == {"type": "number"}
    assert known["fever"] == {"type": "yes-no"}
    assert known["daily_mg"] == {
        "type": "number",
        "derive": ["sum", ["fact", "dose_am_mg"], ["fact", "dose_pm_mg"]],
    }
