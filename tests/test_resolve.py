"""Names and guards: each name must exist, each value be one of its fact's, each part fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import AS_OF, CASES
from small import FACTS, collection, small

from stepwell.checking import checked
from stepwell.diagnostics import Diagnostic, InvalidInput

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


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("weeks = 12, late = false", [("unknown-value", "late", "they make it yes")]),
        ("one = true, points = 0", [("unknown-value", "points", "they make it 1 to 3")]),
        ("weeks = 12, late = true", []),
        ("one = true, points = 1", []),
        # what is not a value at all is told first, and alone
        ("weeks = 521, late = false",
         [("unknown-value", "weeks", "expected a number from 0 to 520")]),
    ],
)  # fmt: skip
def test_what_a_patient_is_given_must_not_contradict_itself(
    tmp_path: Path, given: str, told: list[tuple[str, str, str]]
) -> None:
    case = f'[[case]]\nname = "One"\ngiven = {{ {given} }}\nexpect = {{ outcome = "a" }}\n'
    found = _found(tmp_path, {"example.toml": PATHWAY, "example.cases.toml": case})
    assert told == [(one.rule.name, one.message.split("`")[-2], one.help) for one in found]


@pytest.mark.parametrize(
    ("line", "rule", "pointed"),
    [
        ('at = "aa"', "unknown-step", '"aa"'),
        ('used_up = ["r", "rr"]', "unknown-step", '"rr"'),
        ('at = "gate"', "unknown-step", '"gate"'),
        ('at = "gate/g"', "", ""),
    ],
)
def test_where_a_case_begins_and_what_it_has_used_up_must_exist(
    tmp_path: Path, line: str, rule: str, pointed: str
) -> None:
    case = f'[[case]]\nname = "One"\n{line}\nexpect = {{ outcome = "a" }}\n'
    files = {"example.toml": PATHWAY, "example.cases.toml": case}
    assert [(rule, pointed)] * bool(rule) == _pointed(tmp_path, files)


PATHWAY = small("[gate] -> p\np? fever -> a | not fever -> r\na.\nr. back 4 wk x1 p a")
BLOCK = small("g! -> @exit", block=True)
RULE = '[[rule]]\nid = "one"\nsay = "So."\nhazard = "Harm."\n'
SCORE = """
[[score]]
id = "one"
title = "One"
asks = "How many?"
lead = "Think."
item = ["one", "two"]

[[score.scale]]
fact = "points"
name = "Total"

[[score.band]]
label = "Few"
when = "points <= 1"
say = "Few."

[[score.band]]
label = "Many"
when = "points >= 2"
say = "Many."
"""


@pytest.mark.parametrize(
    ("name", "body", "rule", "pointed"),
    [
        # guards, wherever they are written
        ("example.toml", small("p? fevr -> a | not fever -> a\na."), "unknown-fact", "fevr"),
        ("example.toml", small("p? weeks -> a | weeks < 4 -> a\na."), "mistyped-guard", "weeks"),
        ("example.toml", small("p? fever and -> a | fever -> a\na."), "broken-guard", "d"),
        ("example.toml", small("p? weeks + points > 4 -> a | fever -> a\na."),
         "unit-mismatch", "weeks + points > 4"),
        ("example.toml", small("p? fever and weeks >= 0 -> a | fever -> a\na."),
         "empty-comparison", "weeks >= 0"),
        ("safety.toml", f"{RULE}when = 'fevr'\nnever = ['start:other']", "unknown-fact", "fevr"),
        ("safety.toml", f"{RULE}unless = 'weeks'\nnever = ['start:*']", "mistyped-guard", "weeks"),
        ("facts.toml", FACTS.replace("weeks >= 12", "weks >= 12"), "unknown-fact", "weks"),
        ("facts.toml", FACTS.replace("one + two + three", "one + weeks"),
         "unit-mismatch", "one + weeks"),
        ("facts.toml", FACTS.replace("one + two + three", "one + severity"),
         "mistyped-guard", "severity"),
        ("scores.toml", SCORE.replace("points <= 1", "pints <= 1"), "unknown-fact", "pints"),
        ("scores.toml", SCORE.replace("points >= 2", "points >= 4"), "unknown-value", "4"),
        # names of safety rules and score tools
        ("safety.toml", f"{RULE}never = ['start:*', 'start:othr']",
         "unknown-effect", "'start:othr'"),
        ("safety.toml", f"{RULE}always = ['assess:rsk']", "unknown-effect", "'assess:rsk'"),
        ("safety.toml", f"{RULE}never = ['stop:*']\nonly_in = ['exmple']",
         "unknown-pathway", "'exmple'"),
        ("safety.toml", f"{RULE}never = ['start:samplines']\nnot_in = ['example']", "", ""),
        ("scores.toml", SCORE.replace('["one", "two"]', '["one", "tow"]'), "unknown-fact", '"tow"'),
        ("scores.toml", SCORE.replace('fact = "points"', 'fact = "pints"'),
         "unknown-fact", '"pints"'),
        ("scores.toml", SCORE, "", ""),
        # loops of derived facts
        ("facts.toml", FACTS.replace("weeks >= 12", "not late"), "derived-cycle", '"not late"'),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_the_part_that_is_wrong_wherever_it_is_written(
    tmp_path: Path, name: str, body: str, rule: str, pointed: str
) -> None:
    files = {"example.toml": PATHWAY, name: body}
    assert [(rule, pointed)] * bool(rule) == _pointed(tmp_path, files)


def test_a_loop_of_facts_is_told_once_and_not_at_facts_that_only_lead_into_it(
    tmp_path: Path,
) -> None:
    derived = (
        '[[fact]]\nid = "{}"\nname = "-"\ntype = "yes-no"\nderive = "{}"\nask = "-"\nplain = "-"\n'
    )
    loop = {"x": "y or fever", "y": "z", "z": "x", "before": "x and fever"}
    facts = "\n".join([FACTS, *(derived.format(*one) for one in loop.items())])
    files = {"example.toml": PATHWAY, "facts.toml": facts}
    (one,) = _found(tmp_path, files)
    assert one.message == "The fact `x` is worked out from itself: `x` → `y` → `z` → `x`."
    assert [note.text for note in one.related] == [
        "`y` is part of the loop",
        "`z` is part of the loop",
    ]


def _found(folder: Path, files: dict[str, str]) -> list[Diagnostic]:
    try:
        collection(folder, {"blocks/gate.toml": BLOCK, **files})
    except InvalidInput as invalid:
        return [*invalid.findings]
    return []


def _pointed(folder: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    """Each fault as its rule and the text that it points at."""
    lines = {name: body.splitlines() for name, body in files.items()}
    return [
        (one.rule.name, line[one.span.column - 1 :][: one.span.length])
        for one in _found(folder, files)
        for line in [lines[one.span.path.rsplit("pathways/", 1)[1]][one.span.line - 1]]
    ]
