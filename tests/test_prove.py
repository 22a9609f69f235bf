"""What is proven over all patients, and the patient who shows that something is not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from examples import AS_OF
from small import FACTS, MEDICATIONS, collection, patient, place, small, write
from test_bad_files import plant

from stepwell import checking
from stepwell.checking import checked, proven
from stepwell.checks import check_cases
from stepwell.choice import Stop
from stepwell.cli import main
from stepwell.diagnostics import InvalidInput
from stepwell.load import load
from stepwell.prove import Proven, prove
from stepwell.prove.counterexample import Solver
from stepwell.store import Store
from stepwell.walk import walker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stepwell.collection import Collection
    from stepwell.prove import Proof

    Told = tuple[str, str, dict[str, Any]]

ENDS = "\na. refer:expert\nb.\nc.\n"
"""Where the answers of most questions lead."""


def told(folder: Path, files: Mapping[str, str]) -> list[Told]:
    """Each fault as its rule, its place and the patient who shows it."""
    made = collection(folder, files)
    return [
        (one.rule.name, place(one, made), patient(one))
        for one in sorted(prove(made).diagnostics, key=lambda one: one.sort_key)
    ]


@pytest.mark.parametrize(
    ("text", "rule", "shown"),
    [
        # both at the exact bound, and on either side of it
        ("q? weeks > 4 -> a | weeks < 4 -> b", "gap", {"weeks": 4}),
        ("q? weeks >= 4 -> a | weeks <= 4 -> b", "overlap", {"weeks": 4}),
        ("q? weeks >= 4 -> a | weeks < 3 -> b", "gap", {"weeks": 3}),
        ("q? weeks == 4 -> a | weeks <= 3 -> b", "gap", {"weeks": 5}),
        ("q? weeks >= 4 -> a | weeks in [4, 5] -> b | weeks < 4 -> c", "overlap", {"weeks": 4}),
        # values of one fact, and two facts
        ("q? severity == 'mild' -> a | severity == 'severe' -> b", "gap", {"severity": "moderate"}),
        ("q? severity != 'mild' -> a | severity != 'severe' -> b", "overlap",
         {"severity": "moderate"}),
        ("q? fever and falls -> a | not fever and not falls -> b", "gap",
         {"fever": True, "falls": False}),
        ("q? fever -> a | falls -> b | not fever and not falls -> c", "overlap",
         {"fever": True, "falls": True}),
        # through `or`, sums and derived facts
        ("q? weeks >= 4 or fever -> a | weeks < 4 -> b", "overlap", {"weeks": 3, "fever": True}),
        ("q? one + one + two >= 2 -> a | one + two < 1 -> b", "gap", {"one": False, "two": True}),
        ("q? one + one + two >= 1 -> a | one + one + two <= 1 -> b", "overlap",
         {"one": False, "two": True}),
        ("q? points >= 2 -> a | points < 1 -> b", "gap", {"points": 1}),
        ("q? late -> a | weeks < 10 -> b", "gap", {"weeks": 10}),
        ("q? late -> a | weeks <= 12 -> b", "overlap", {"weeks": 12}),
        ("q? (weeks > 4) + fever >= 1 -> a | weeks <= 4 -> b", "overlap",
         {"weeks": 4, "fever": True}),
        # what is left by an earlier question
        ("p? weeks >= 4 -> q | weeks < 4 -> c\nq? weeks > 8 -> a | weeks < 8 -> b", "gap",
         {"weeks": 8}),
        ("p? fever -> q | not fever -> c | unknown -> q\nq? weeks > 8 -> a | weeks < 8 -> b", "gap",
         {"weeks": 8}),
    ],
)  # fmt: skip
def test_a_patient_without_an_answer_and_one_with_two_are_shown(
    tmp_path: Path, text: str, rule: str, shown: dict[str, Any]
) -> None:
    begun, end = ("p", ENDS) if text.startswith("p") else ("q", ENDS)
    files = {"example.toml": small(text + end, start=begun)}
    assert [(rule, "q.branch", shown)] == told(tmp_path, files)


@pytest.mark.parametrize(
    "text",
    [
        "q? weeks >= 4 -> a | weeks < 4 -> b",
        "q? fever -> a | otherwise -> b",
        "q? severity in ['mild', 'moderate'] -> a | severity == 'severe' -> b",
        "q? points >= 2 -> a | one + two + three < 2 -> b",
        "q? late -> a | weeks < 12 -> b",
        "q? late and fever -> a | not (late and fever) -> b",
        "p? weeks >= 4 -> q | weeks < 4 -> c\nq? weeks >= 6 -> a | weeks < 6 and weeks >= 4 -> b",
        "p? fever -> q | otherwise -> c\nq? weeks >= 6 and fever -> a | weeks < 6 -> b",
    ],
)
def test_answers_that_part_all_patients_have_no_fault(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, {"example.toml": small(text + ENDS)}) == []


LATER = """
p? weeks >= 4 -> q | weeks < 4 -> c
q? weeks >= 6 -> a | weeks >= 4 and weeks < 6 -> r
r. back {} x1 q c
"""
ASKED = """
p? fever -> q | not fever -> c | unknown -> ask
q? fever and weeks >= 4 -> a | fever and weeks < 4 -> b
ask. back {} x1 q c
"""
CHAIN = """
p? fever -> r | not fever -> c
r. back 4 wk x1 m c
m? weeks >= 4 -> n | weeks < 4 -> c
n. back 0 d x1 t c
t? weeks >= 8 -> a | weeks < {} -> b
"""
TWICE = """
p? fever -> x | not fever -> c
x. back 0 d x1 s c
s? weeks >= 4 -> y | weeks < 4 -> c
y. back 0 d x1 t c
t? weeks >= 8 -> a | weeks < 8 and severity == 'mild' -> b
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # at a later visit anybody may come, whatever was answered before
        (LATER.format("4 wk"), [("gap", "q.branch", {"weeks": 3, "@at": "q"})]),
        (LATER.format("0-7 d"), [("gap", "q.branch", {"weeks": 3, "@at": "q"})]),
        # within one visit the earlier answers still hold
        (LATER.format("0 d"), []),
        # but what was not known may turn out either way
        (ASKED.format("0 d"), [("gap", "q.branch", {"fever": False, "@at": "q"})]),
        # a way back within a visit that began later, at a step that nothing else leads to
        (CHAIN.format(8), []),
        (CHAIN.format(2), [("dead-branch", "t.B", {}), ("gap", "t.branch",
                                                        {"weeks": 4, "@at": "t"})]),
        # one way back after another, each with what was answered before
        (TWICE, [("gap", "t.branch",
                  {"fever": True, "weeks": 4, "severity": "moderate", "@at": "t"})]),
    ],
)  # fmt: skip
def test_a_visit_begins_where_a_return_resumes(
    tmp_path: Path, text: str, expected: list[Told]
) -> None:
    assert sorted(expected) == sorted(told(tmp_path, {"example.toml": small(text + ENDS)}))


EARLIER = "p? weeks >= 4 -> q | weeks < 4 -> c"
BACK = "r. back 0 d x1 t c\nt? fever -> a | not fever -> b"
EITHER = "p? fever or weeks >= 4 -> q | not fever and weeks < 4 -> c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{EARLIER}\nq? weeks >= 3 -> a | weeks < 3 -> b", ["dead-branch q.B"]),
        (f"{EARLIER}\nq? weeks >= 3 -> a | otherwise -> b", ["dead-branch q.B"]),
        (f"q? weeks >= 3 -> a | weeks < 3 -> b\n{EARLIER}", ["dead-branch q.B"]),
        (f"{EARLIER}\nq? weeks >= 6 -> a | weeks < 6 -> b | unknown -> ask\nask.",
         ["dead-step ask.id"]),
        (f"{EARLIER}\nq? weeks >= 6 -> a | otherwise -> b | unknown -> ask\nask.",
         ["dead-step ask.id"]),
        # what lies behind what is dead is explained by it
        (f"{EARLIER}\nq? weeks >= 6 -> a | weeks < 6 -> b | unknown -> ask\nask! -> more\nmore.",
         ["dead-step ask.id"]),
        (f"{EARLIER}\nq? weeks >= 3 -> a | weeks < 3 -> lonely\nlonely! -> more\nmore.",
         ["dead-branch q.B"]),
        # alive by another way, or at a later visit
        (f"{EARLIER}\nq? weeks >= 6 -> a | weeks < 6 -> b | unknown -> a", []),
        (f"{EARLIER}\nq? weeks >= 3 -> r | weeks < 3 -> b\nr. back 4 wk x1 q c", []),
        (f"{EARLIER}\nq? weeks >= 3 -> r | weeks < 3 -> b\nr. back 0 d x1 q c",
         ["dead-branch q.B"]),
        (f"{EARLIER}\nq? weeks >= 6 -> a | weeks < 6 -> r\nr. back 4 wk x1 p t\nt.", []),
        # what only somebody dead could come back to
        (f"{EARLIER}\nq? weeks >= 3 -> a | weeks < 3 -> r\n{BACK}", ["dead-branch q.B"]),
        # a question that lacks a fact only for some
        (f"{EITHER}\nq? weeks >= 4 -> a | weeks < 4 -> b | unknown -> ask\nask.", []),
    ],
)  # fmt: skip
def test_what_nobody_takes_is_told_once(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = told(tmp_path, {"example.toml": small(text + ENDS, start="p")})
    assert expected == [f"{rule} {where}" for rule, where, _ in found]


def test_a_dead_step_is_told_with_the_question_that_would_lead_to_it(tmp_path: Path) -> None:
    text = f"{EARLIER}\nq? weeks >= 6 -> a | weeks < 6 -> b | unknown -> ask\nask.{ENDS}"
    made = collection(tmp_path, {"example.toml": small(text)})
    (one,) = prove(made).diagnostics
    assert [note.text for note in one.related] == ["`q` is always answered"]
    assert made.sources[one.span.path].line(one.related[0].span.line) == 'unknown = "ask"'


GATE = small("g? weeks >= 8 -> g-old | weeks < 8 -> @exit\ng-old.", block=True)
GATED = "[gate] -> a\na."
"""All patients come to the gate."""
NARROW = "p? weeks < {0} -> gate | weeks >= {0} -> b\n[gate] -> a\na.\nb."
"""Only those of less than so many weeks come to the gate."""


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ([GATED], []),
        ([NARROW.format(4)], ["dead-branch g.A"]),
        ([NARROW.format(4), GATED], []),
        ([NARROW.format(4), NARROW.format(6)], ["dead-branch g.A"]),
        ([NARROW.format(4), NARROW.format(9)], []),
    ],
)
def test_what_is_dead_in_a_block_is_dead_in_all_its_hosts(
    tmp_path: Path, hosts: list[str], expected: list[str]
) -> None:
    named = dict(zip(("example.toml", "second.toml"), map(small, hosts), strict=False))
    found = told(tmp_path, {**named, "blocks/gate.toml": GATE})
    assert expected == [f"{rule} {where}" for rule, where, _ in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(["example"], []), (["example", "second"], ["dead-branch"]), (["third"], [])],
)
def test_what_is_dead_in_a_block_is_told_when_each_of_its_hosts_is_proven(
    tmp_path: Path, asked: list[str], expected: list[str]
) -> None:
    hosts = {"example.toml": small(NARROW.format(4)), "second.toml": small(NARROW.format(6))}
    third = {"third.toml": small("a."), "blocks/gate.toml": GATE}
    made = collection(tmp_path, {**hosts, **third})
    assert expected == [one.rule.name for one in prove(made, asked).diagnostics]


def test_a_gap_in_a_block_is_told_once_and_where_it_is_written(tmp_path: Path) -> None:
    gate = small("g? weeks > 8 -> g-old | weeks < 8 -> @exit\ng-old.", block=True)
    hosts = {"example.toml": small(GATED), "second.toml": small(GATED)}
    made = collection(tmp_path, {**hosts, "blocks/gate.toml": gate})
    (one,) = prove(made).diagnostics
    assert (one.rule.name, one.span.path[-15:]) == ("gap", "blocks/gate.toml"[-15:])


GIVE = "p? fever -> give | not fever -> c\ngive! start:exampline -> a"
TRIAL = "p? weeks >= 4 -> trial | weeks < 4 -> c\ntrial. start:exampline back 4 wk x1 p next"

OR_ANOTHER = GIVE.replace("-> c", "-> another") + "\nanother! start:samplin -> a"
COMES_BACK = """
p? fever -> r | not fever -> a
r. refer:expert back 4 wk x1 q a
q? weeks >= 4 -> a | weeks < 4 -> b
"""
ASKED_FIRST = """
p? pregnant -> c | not pregnant -> give | unknown -> ask
give! start:exampline -> a
ask. back 0 d x1 give c
"""
ASKED_LATE = """
p! assess:risk -> q
q? pregnant -> c | not pregnant -> give | unknown -> ask
give! start:exampline -> a
ask. back 0 d x1 q c
"""
SENT_BACK = """
p? fever -> a | not fever -> c | unknown -> ask
ask. {} back 0 d x1 t c
t? weeks >= 4 -> a | weeks < 4 -> b
"""
TWO_WAYS_BACK = """
p? fever -> q | not fever -> a | unknown -> ask
ask. assess:risk back 0 d x1 t a
q? falls -> a | not falls -> a | unknown -> ask-more
ask-more. back 0 d x1 t a
t? weeks >= 4 -> a | weeks < 4 -> a
"""
ONLY_AFTER = """
p? fever -> c | not fever -> c | unknown -> ask
ask. back 0 d x1 t c
t! start:other avoid:imaging -> u
u! start:samplin -> a
"""


def ruled(text: str, *rules: str) -> dict[str, str]:
    """A pathway under safety rules called `rule-0` and so on."""
    head = '[[rule]]\nid = "rule-{}"\nsay = "So it must be."\nhazard = "Harm."\n'
    written = (head.format(index) + one.replace("; ", "\n") for index, one in enumerate(rules))
    files = {"example.toml": small(text + ENDS)}
    return {**files, "safety.toml": "\n".join([*written, ""])} if rules else files


@pytest.mark.parametrize(
    ("text", "rule", "where", "shown"),
    [
        # never: whoever is known to be in danger, and with `unless` whoever is not cleared
        (GIVE, "when = 'falls'; never = ['start:exampline']", "give.id",
         {"fever": True, "falls": True}),
        (GIVE, "when = 'not fever'; never = ['start:exampline']", "", {}),
        (GIVE, "unless = 'not pregnant'; never = ['start:exampline']", "give.id", {"fever": True}),
        (GIVE, "unless = 'fever'; never = ['start:exampline']", "", {}),
        ("p? not pregnant -> give | pregnant -> c\ngive! start:exampline -> a",
         "unless = 'not pregnant'; never = ['start:exampline']", "", {}),
        # always: unless the walk gets there, and at every visit
        (GIVE, "when = 'fever'; always = ['refer:expert']", "", {}),
        (GIVE, "when = 'falls'; always = ['refer:expert']", "p.id", {"falls": True}),
        (GIVE, "always = ['refer:expert', 'assess:risk']", "p.id", {}),
        (COMES_BACK, "when = 'fever'; always = ['refer:expert']", "q.id",
         {"fever": True, "@at": "q"}),
        # together and advised
        ("p! start:exampline -> q\nq! start:samplin -> a",
         "together = ['start:exampline', 'start:samplin']", "p.id", {}),
        (OR_ANOTHER, "together = ['start:exampline', 'start:samplin']", "", {}),
        (GIVE, "advised = ['start:exampline']; always = ['assess:risk']", "a.id", {"fever": True}),
        (GIVE, "advised = ['start:exampline']; always = ['refer:expert']", "", {}),
        (GIVE, "advised = ['start:exampline']; never = ['refer:*']", "a.id", {"fever": True}),
        # a class means its members, a step that starts the class may start any of them
        (GIVE, "never = ['start:samplines']", "give.id", {"fever": True}),
        (GIVE.replace("exampline", "samplines"), "never = ['start:samplin']", "give.id",
         {"fever": True}),
        (GIVE, "never = ['start:samplin']", "", {}),
        (GIVE, "never = ['start:*']", "give.id", {"fever": True}),
        (GIVE, "never = ['stop:*']", "", {}),
        # where it holds
        (GIVE, "never = ['start:*']; only_in = ['example']", "give.id", {"fever": True}),
        (GIVE, "never = ['start:*']; not_in = ['example']", "", {}),
        # a trial that is used up does not advise its start again
        (f"{TRIAL}\nnext! start:other -> a", "together = ['start:*']", "", {}),
        (f"{TRIAL}\nnext! start:other -> last\nlast! start:samplin -> a", "together = ['start:*']",
         "next.id", {"weeks": 4, "@used_up": ["trial"]}),
        (f"{TRIAL}\nnext! start:other -> a",
         "advised = ['start:other']; never = ['start:exampline']", "", {}),
        (f"{TRIAL}\nnext! start:other -> a", "when = 'weeks > 50'; never = ['start:other']",
         "next.id", {"weeks": 51, "@used_up": ["trial"]}),
        # within one visit, what is started after the way back counts for who is known by then
        (ASKED_FIRST, "when = 'pregnant'; never = ['start:exampline']", "give.id",
         {"pregnant": True, "@at": "give"}),
        # what was advised before the way back belongs to the visit
        (ASKED_LATE, "advised = ['start:exampline']; always = ['assess:risk']", "", {}),
        (ASKED_LATE, "always = ['assess:risk']", "", {}),
        (SENT_BACK.format("assess:risk"), "when = 'fever'; always = ['refer:expert']", "t.id",
         {"fever": True, "@at": "t"}),
        (SENT_BACK.format("refer:expert"), "when = 'fever'; always = ['refer:expert']", "", {}),
        (TWO_WAYS_BACK, "when = 'falls'; always = ['assess:risk', 'refer:expert']", "t.id",
         {"fever": True, "falls": True, "@at": "t"}),
        # what is advised only after it is held to the rules like anything else
        (ONLY_AFTER, "advised = ['start:other']; never = ['avoid:imaging']", "t.id", {"@at": "t"}),
        (ONLY_AFTER, "together = ['start:*']", "t.id", {"@at": "t"}),
    ],
)  # fmt: skip
def test_a_safety_rule_holds_for_every_patient_or_shows_one(
    tmp_path: Path, text: str, rule: str, where: str, shown: dict[str, Any]
) -> None:
    expected = [("broken-safety-rule", where, shown)] if where else []
    assert expected == told(tmp_path, ruled(text, rule))


def test_a_rule_about_effects_that_no_step_has_is_told_to_be_idle(tmp_path: Path) -> None:
    rules = ["never = ['stop:*']", "never = ['start:other']; when = 'fever'",
             "when = 'fever'; never = ['start:samplin']",
             "when = 'falls'; always = ['avoid:imaging']; only_in = ['example']",
             "advised = ['start:other']; always = ['refer:expert']"]  # fmt: skip
    made = collection(tmp_path, ruled(GIVE.replace("exampline", "other"), *rules))
    proof = prove(made)
    one = proof.pathways["example"]
    assert (one.rules[-1:], one.idle) == (("rule-4",), ("rule-0", "rule-2"))
    broken = [found.message.split("safety rule ")[1][:8] for found in proof.diagnostics]
    assert {"`rule-1`", "`rule-3`"} == {*broken}


BROKEN = {
    "gap": "q? points >= 3 and fever -> a | points < 3 -> b\n",
    "gap of two": "q? fever and falls -> a | not fever and not falls -> b\n",
    "overlap": "p? fever -> q | not fever -> c\nq? weeks >= 4 -> a | weeks <= 4 -> b\n",
    "later": LATER.format("4 wk"),
    "used up": "p? weeks >= 4 -> r | weeks < 4 -> c\nr. back 4 wk x1 p q\n"
    "q? weeks > 9 -> a | weeks < 9 -> b\n",
    "asked": ASKED.format("0 d"),
}


def shown_by(made: Collection) -> tuple[dict[str, Any], tuple[str, ...], str]:
    """The one patient whom the proof shows: facts, used-up returns, where the visit begins."""
    (one,) = prove(made).diagnostics
    found = patient(one)
    at, used_up = found.pop("@at", ""), tuple(found.pop("@used_up", ()))
    return found, used_up, at


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_walk_of_the_patient_shown_stops_there_and_with_less_known_it_does_not(
    tmp_path: Path, text: str
) -> None:
    made = collection(tmp_path, {"example.toml": small(text + ENDS)})
    facts, used_up, at = shown_by(made)
    ready = walker(made.pathways["example"], made)
    taken = ready.walk(facts, used_up, at)
    assert (taken.stop in {Stop.GAP, Stop.OVERLAP}, taken.steps[-1]) == (True, "q")
    for name in facts:
        less = {key: value for key, value in facts.items() if key != name}
        assert ready.walk(less, used_up, at).stop is not taken.stop
    for step in used_up:
        assert ready.walk(facts, {*used_up} - {step}, at).stop is not taken.stop


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_case_of_a_fault_asks_for_a_decision_and_fails_until_the_fault_is_mended(
    tmp_path: Path, text: str
) -> None:
    files = {"example.toml": small(text + ENDS)}
    (one,) = prove(collection(tmp_path, files)).diagnostics
    with pytest.raises(InvalidInput) as undecided:
        collection(tmp_path, {**files, "example.cases.toml": one.case})
    (fault,) = undecided.value.findings
    assert fault.message == "The step `decide` does not exist."
    decided = {**files, "example.cases.toml": one.case.replace('"decide"', '"c"')}
    made = collection(tmp_path, decided)
    failing = [
        found.message
        for found in check_cases(made.pathways.values(), made)
        if found.rule.name == "failing-case"
    ]
    assert failing == ["This case cannot leave `q`, and so has no outcome."]


@pytest.mark.parametrize(
    ("text", "rule", "expect", "message"),
    [
        (GIVE, "when = 'fever'; never = ['start:*']", '{ not_advise = ["start:exampline"] }',
         "This case is advised `start:exampline`, and must not be."),
        (GIVE, "when = 'falls'; always = ['refer:expert']", '{ advise = ["refer:expert"] }',
         "This case is not advised `refer:expert`, and must be."),
        (GIVE, "when = 'falls'; never = ['stop:other']; always = ['refer:expert', 'assess:risk']",
         '{ advise = ["refer:expert"] }  # or "assess:risk"',
         "This case is not advised `refer:expert`, and must be."),
        ("p! start:exampline -> q\nq! start:other -> a",
         "together = ['start:*']; always = ['refer:expert']",
         '{ not_advise = ["start:other"] }  # or "start:exampline"',
         "This case is advised `start:other`, and must not be."),
        (TRIAL.replace("next", "give") + "\ngive! start:other -> a",
         "when = 'weeks > 50'; never = ['start:other']", '{ not_advise = ["start:other"] }',
         "This case is advised `start:other`, and must not be."),
    ],
)  # fmt: skip
def test_the_case_of_a_broken_rule_fails_as_it_is_pasted(
    tmp_path: Path, text: str, rule: str, expect: str, message: str
) -> None:
    files = ruled(text, rule)
    (one,) = prove(collection(tmp_path, files)).diagnostics
    assert f"expect = {expect}" == one.case.splitlines()[-1]
    made = collection(tmp_path, {**files, "example.cases.toml": one.case})
    found = [x.message for x in check_cases(made.pathways.values(), made) if x.rule.code == "P601"]
    assert [message] == found


def test_a_broken_rule_is_told_with_its_hazard_and_the_steps_taken(tmp_path: Path) -> None:
    made = collection(tmp_path, ruled(GIVE, "when = 'fever'; never = ['start:*']"))
    (one,) = prove(made).diagnostics
    assert one.message == (
        "Step `give` breaks the safety rule `rule-0` for this patient: fever; nothing else known."
    )
    assert one.help == "So it must be. Hazard: Harm."
    assert [note.text for note in one.related] == [
        "the safety rule",
        "steps taken: p → give → a",
    ]


def test_the_patient_shown_depends_on_no_proof_made_before(tmp_path: Path) -> None:
    text = f"q? one + two >= 1 -> a | one + two <= 1 -> b{ENDS}"
    made = collection(tmp_path, {"example.toml": small(text)})
    shown = set()
    for count in range(20):
        several = " or ".join(f"weeks == {number}" for number in range(count + 1))
        other = small(f"q? {several} -> a | two -> b | one -> c{ENDS}")
        assert prove(collection(tmp_path, {"example.toml": other})).diagnostics
        (one,) = prove(made).diagnostics
        shown.add(one.case)
    assert len(shown) == 1


def test_what_the_solver_cannot_settle_in_time_is_a_fault_and_nothing_is_proven(
    minimal: Path,
) -> None:
    plant("not-proved", minimal)
    proof = prove(load(minimal), timeout=1)
    assert [one.rule.code for one in proof.diagnostics] == ["P406"]
    assert proof.pathways == {}


@pytest.mark.parametrize("command", [["check"], ["prove", "--timeout", "0.001"], ["build"]])
def test_a_proof_that_runs_out_of_time_never_passes(
    minimal: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    plant("not-proved", minimal)
    monkeypatch.setattr(checking, "TIMEOUT", 1)
    Path("content").mkdir()
    Path("mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: content\ntheme: {name: material, font: false}\n"
        "plugins: [search, stepwell]\n"
    )
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, "error[P406]" in result.stderr) == (1, True), result.stderr
    assert not Path("site").exists()


def test_a_patient_whom_the_walk_does_not_confirm_is_no_proof_and_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = collection(tmp_path, {"example.toml": small(f"q? fever -> a | fever -> b{ENDS}")})
    monkeypatch.setattr("stepwell.prove.logic._stopped", lambda *_: lambda walk: False)
    (one,) = prove(made).diagnostics
    assert (one.rule.name, "does not confirm" in one.message) == ("not-proved", True)


SOUND = {
    "example.toml": small(GIVE + "\n[gate] -> a" + ENDS).replace('goto = "a"', 'goto = "gate"', 1),
    "blocks/gate.toml": GATE,
    "safety.toml": ruled("a.", "when = 'not fever'; never = ['start:*']")["safety.toml"],
}


CASE = '[[case]]\nname = "-"\n'


def again(folder: Path, files: Mapping[str, str]) -> Proof:
    made = collection(folder, files)
    return proven(made, made.pathways.values(), Store(folder / "cache"))


def _refuses(*_: object) -> None:
    raise AssertionError("the solver was asked")


@pytest.mark.parametrize(
    ("name", "change", "asked"),
    [
        ("", str, False),
        ("example.cases.toml", lambda _: f"{CASE}expect = {{ outcome = 'c' }}", False),
        ("references.bib", lambda _: "@misc{one, title = {One}}", False),
        ("example.toml", lambda text: text.replace('"Which?"', '"Who?"') + "\n", False),
        ("example.toml", lambda text: text.replace("fever", "falls"), True),
        ("example.toml", lambda text: text.replace("refer:expert", "assess:risk"), True),
        ("blocks/gate.toml", lambda text: text.replace("weeks", "points").replace("8", "2"), True),
        ("safety.toml", lambda text: text.replace("not fever", "not fever and falls"), True),
        ("facts.toml", lambda _: FACTS.replace("520", "521"), True),
        ("medications.toml", lambda _: MEDICATIONS.replace('class = "samplines"', "", 1), True),
    ],
)  # fmt: skip
def test_a_proof_is_recalled_until_what_it_rests_on_changes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    change: Callable[[str], str],
    asked: bool,
) -> None:
    first = again(tmp_path, SOUND)
    assert (first.diagnostics, [*first.pathways]) == ((), ["example"])
    monkeypatch.setattr(Solver, "possible", _refuses)
    files = {**SOUND, name: change(SOUND.get(name, ""))} if name else SOUND
    if asked:
        with pytest.raises(AssertionError, match="the solver was asked"):
            again(tmp_path, files)
    else:
        assert again(tmp_path, files) == first


def test_a_pathway_with_a_fault_is_proven_anew_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"example.toml": small(f"q? weeks > 4 -> a | weeks < 4 -> b{ENDS}")}
    assert again(tmp_path, files).diagnostics == again(tmp_path, files).diagnostics
    monkeypatch.setattr(Solver, "possible", _refuses)
    with pytest.raises(AssertionError, match="the solver was asked"):
        again(tmp_path, files)


def test_what_is_dead_is_told_from_the_cache_as_well(tmp_path: Path) -> None:
    files = {"example.toml": small(f"{EARLIER}\nq? weeks >= 3 -> a | weeks < 3 -> b{ENDS}")}
    first = again(tmp_path, files)
    assert [one.rule.name for one in first.diagnostics] == ["dead-branch"]
    assert first == again(tmp_path, files)


def test_a_proof_is_kept_and_recalled_without_loss(tmp_path: Path) -> None:
    text = f"{EARLIER}\nq? weeks >= 3 -> a | weeks < 3 -> b | unknown -> ask\nask."
    made = collection(tmp_path, ruled(text, "never = ['start:*']"))
    one = prove(made).pathways["example"]
    assert one == Proven.recalled(one.kept())
    assert one.dead.branches
    assert one.idle


def test_a_case_is_not_asked_for_where_nobody_comes(tmp_path: Path) -> None:
    text = f"{EARLIER}\nq? weeks >= 3 -> a | weeks < 3 -> b | unknown -> ask\nask.{ENDS}"
    folder = write(tmp_path, {"example.toml": small(text)})
    with pytest.raises(InvalidInput) as invalid:
        checked(folder, AS_OF)
    found = {one.rule.name for one in invalid.value.findings if one.rule.code.startswith("P4")}
    assert {"dead-branch", "dead-step"} == found


@pytest.mark.parametrize(
    ("low", "high", "rule", "said"),
    [
        ("worry_score <= 1", "worry_score > 1", "", ""),
        ("worry_score <= 1", "otherwise", "", ""),
        ("worry_score <= 1", "worry_score >= 1", "overlap", "Two bands of `worry-tool` apply to"),
        ("worry_score < 1", "worry_score > 1", "gap", "No band of `worry-tool` applies to"),
    ],
)
def test_every_result_of_a_score_has_one_meaning(
    tmp_path: Path, low: str, high: str, rule: str, said: str
) -> None:
    folder = shutil.copytree(
        Path(__file__).parent / "good" / "every-feature", tmp_path / "pathways"
    )
    path = folder / "scores.toml"
    text = path.read_text().replace("worry_score <= 1", low).replace('"otherwise"', f'"{high}"')
    path.write_text(text)
    found = prove(load(folder)).diagnostics
    assert [one.rule.name for one in found] == ([rule] if rule else [])
    assert all(one.message == f"{said} these answers: score of worry 1." for one in found)
