"""Ways, ends and loops of small pathways, with the blocks that they include."""

from __future__ import annotations

import pytest
from examples import CASES, EXAMPLE, Collect, edited, names

GATE = """
title = "Gate"
asks = "Is it an emergency?"
start = "stop"

[[step]]
kind = "question"
id = "stop"
ask = "Is it an emergency?"
branch = [
  { label = "Yes", when = "weeks < 1", goto = "refer" },
  { label = "No", when = "weeks >= 1", goto = "%s" },
]
cite = [{ source = "doe2020", at = "section 2" }]

[[step]]
kind = "outcome"
id = "refer"
say = "Refer today."
plain = "You see a specialist today."
cite = [{ source = "doe2020", at = "section 2" }]
"""
EMERGENCY = """
[[case]]
name = "Before the first week is over there is an emergency"
given = { weeks = 0 }
expect = { outcome = "gate/refer" }
"""
INCLUDE = '\n[[step]]\nkind = "include"\nblock = "gate"\n'


def gated(start: str, onward: str, gate: str) -> dict[str, str]:
    """The minimal pathway behind a block that leads to `gate` when it is no emergency."""
    include = INCLUDE + (f'goto = "{onward}"\n' if onward else "")
    return {
        **edited(('start = "lasting"', f'start = "{start}"'), extra=include),
        "example.cases.toml": CASES + EMERGENCY,
        "blocks/gate.toml": GATE % gate,
    }


def test_a_block_that_is_left_leads_on(collect: Collect) -> None:
    assert names(collect, gated("gate", "lasting", "@exit")) == []


def test_a_block_that_is_left_for_nowhere_is_a_dead_end(collect: Collect) -> None:
    files = gated("lasting", "", "@exit")
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "gate"')
    collection, found = collect(files)
    assert [one.rule.name for one in found] == ["dead-end"]
    assert collection.blocks["gate"].slug in found.diagnostics[0].message


def test_what_follows_a_block_that_nothing_leaves_is_a_fault(collect: Collect) -> None:
    files = gated("lasting", "wait", "refer")
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "gate"')
    collection, found = collect(files)
    assert [one.rule.name for one in found] == ["dead-end"]
    span = found.diagnostics[0].span
    assert collection.sources[span.path].line(span.line) == 'goto = "wait"'


def test_a_block_is_checked_like_a_pathway(collect: Collect) -> None:
    lonely = '\n[[step]]\nkind = "outcome"\nid = "lonely"\nsay = "Wait."\nplain = "Wait."\n'
    files = gated("gate", "lasting", "@exit")
    files["blocks/gate.toml"] += lonely
    assert names(collect, files) == ["unreachable-step", "uncited-step"]


def test_a_loop_through_an_include_is_found(collect: Collect) -> None:
    files = gated("gate", "lasting", "@exit")
    files["example.toml"] = files["example.toml"].replace('then = "wait"', 'then = "gate"')
    assert names(collect, files) == ["cycle"]


def test_a_resumed_return_is_no_loop(collect: Collect) -> None:
    assert names(collect, edited()) == []


def test_the_report_of_a_loop_names_each_step_with_its_line_and_points_at_the_way_back(
    collect: Collect,
) -> None:
    _, found = collect(edited(('then = "wait"', 'then = "lasting"')))
    loop = found.diagnostics[0]
    assert loop.message == (
        "The steps run in a loop: `lasting` (line 22) → `offer` (line 32) → `review` (line 44)"
        " → `lasting`."
    )
    assert [note.span.line for note in loop.related] == [22, 32, 44]
    assert (loop.span.line, loop.span.length) == (47, len('"lasting"'))


def test_a_loop_is_shown_where_it_is_ordered_and_not_where_care_resumes(collect: Collect) -> None:
    _, found = collect(edited(('then = "wait"', 'then = "lasting"')))
    span = found.diagnostics[0].span
    assert span.column > EXAMPLE.splitlines()[span.line - 1].index("then")


def test_hand_overs_of_a_block_count_for_its_host(collect: Collect) -> None:
    files = gated("gate", "lasting", "@exit")
    outcome = 'kind = "outcome"\nid = "refer"'
    link = 'kind = "link"\nid = "refer"\nto = "example"'
    files["blocks/gate.toml"] = files["blocks/gate.toml"].replace(outcome, link)
    _, found = collect(files)
    assert [(one.rule.name, one.span.path) for one in found] == [
        ("link-cycle", "pathways/blocks/gate.toml")
    ]


def test_red_flags_of_a_block_count_for_its_host(collect: Collect) -> None:
    files = gated("gate", "lasting", "@exit")
    start, end = (files["example.toml"].index(part) for part in ("[[red_flag]]", "[[step]]"))
    flag = files["example.toml"][start:end]
    files["example.toml"] = files["example.toml"].replace(flag, "")
    assert names(collect, files) == ["no-red-flags"]
    files["blocks/gate.toml"] = files["blocks/gate.toml"].replace("[[step]]", flag + "[[step]]", 1)
    assert names(collect, files) == []


@pytest.mark.parametrize(
    ("written", "lacking"),
    [
        ('at_most = 2, then = "wait", resume = "lasting"', "when care resumes"),
        ('after = "4 wk", at_most = 2, then = "wait"', "where"),
        ('after = "4 wk", resume = "lasting", then = "wait"', "how often at most"),
        ('after = "4 wk", resume_in = "later", at_most = 2', "what follows after that"),
    ],
)
def test_a_return_is_told_what_it_lacks(collect: Collect, written: str, lacking: str) -> None:
    whole = 'after = "4 wk", resume = "lasting", at_most = 2, then = "wait"'
    _, found = collect(edited((whole, written)))
    assert f"The return of `review` does not say {lacking}." in {one.message for one in found}


def test_labels_that_differ_only_in_capitals_are_the_same(collect: Collect) -> None:
    assert names(collect, edited(('label = "No"', 'label = "yes"'))) == ["duplicate-label"]


def test_an_answer_taken_otherwise_stands_last(collect: Collect) -> None:
    assert names(collect, edited(('"weeks < 4"', '"otherwise"'))) == []
