"""The commands `walk` and `prove` as a user runs them, and what a walk says."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
import z3
from click.testing import CliRunner, Result
from examples import AS_OF

from stepwell.cli import main
from stepwell.load import load
from stepwell.render.walked import walk_data, walk_text
from stepwell.walk import walk

ROOT = Path(__file__).parent.parent
FEATURES = Path(__file__).parent / "good" / "every-feature"
DAY = ("--as-of", AS_OF.isoformat())


def _run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False)


def _said(slug: str, **given: object) -> str:
    collection = load(FEATURES)
    sheet = collection.pathways[slug]
    return walk_text(walk(sheet, collection, given), collection, as_of=AS_OF)


def test_one_object_holds_the_way_the_reasons_the_advice_and_what_is_missing(
    minimal: Path,
) -> None:
    made = _run("walk", "example", "--given", "weeks=4", "--json", *DAY)
    assert made.exit_code == 0
    assert json.loads(made.stdout) == {
        "pathway": "example",
        "edition": "2026.1",
        "steps": ["lasting", "offer", "review"],
        "outcome": "review",
        "stop": "outcome",
        "effects": ["start:exampline"],
        "advice": [
            {
                "step": "offer",
                "kind": "action",
                "text": "Offer exampline.",
                "sources": [{"source": "doe2020", "at": "recommendation 2", "name": "Doe 2020"}],
                "direction": "for",
                "strength": "conditional",
                "certainty": "moderate",
                "effects": ["start:exampline"],
                "doses": [
                    {
                        "medication": "exampline",
                        "dose": "10 mg once a day; no more than 20 mg in 24 hours",
                    }
                ],
            },
            {
                "step": "review",
                "kind": "outcome",
                "text": "Review the response.",
                "sources": [{"source": "doe2020", "at": "recommendation 3", "name": "Doe 2020"}],
                "direction": None,
                "strength": None,
                "certainty": None,
                "effects": [],
                "doses": [],
                "return": "In 4 weeks, at most 2 times: begin at “Has it lasted four weeks or "
                "more?”; then “Wait and watch”.",
            },
        ],
        "needs": [],
        "reasons": [
            {
                "step": "lasting",
                "ask": "Has it lasted four weeks or more?",
                "answer": "Yes",
                "because": "weeks since the start 4 weeks or more",
                "known": {"weeks": "4"},
                "goto": "offer",
            }
        ],
        "warnings": ["Draft. No clinician has reviewed this page."],
    }


def test_a_missing_fact_is_named_and_nothing_is_guessed(minimal: Path) -> None:
    found = json.loads(_run("walk", "example", "--json").stdout)
    assert (found["outcome"], found["stop"], found["needs"]) == (None, "needs", ["weeks"])
    said = _run("walk", "example").stdout
    assert "cannot go on without a fact that is missing" in said
    assert "For how many weeks? [weeks: a whole number from 0 to 520, in weeks (wk)]" in said


def test_a_return_that_is_used_up_is_passed_and_not_advised_again(minimal: Path) -> None:
    arguments = ("walk", "example", "--given", "weeks=4", "--used-up", "review", "--json")
    found = json.loads(_run(*arguments).stdout)
    assert (found["outcome"], [one["step"] for one in found["advice"]]) == (
        "wait",
        ["offer", "wait"],
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("weeks=soon", "`weeks`: expected a whole number from 0 to 520, in weeks (wk), not `soon`"),
        ("weeks=3 mo", "`weeks`: expected a whole number from 0 to 520, in weeks (wk); `mo` is"),
        ("weeks=600", "`weeks`: expected a whole number from 0 to 520, in weeks (wk), not `600`"),
        ("weeks=2.5", "`weeks`: expected a whole number from 0 to 520, in weeks (wk), not `2.5`"),
        ("week=4", "there is no fact `week`; did you mean `weeks`?"),
        ("severity=sever", "`severity`: expected one of mild, severe, not `sever`; did you mean"),
        ("weeks", "`weeks`: expected NAME=VALUE, such as `age_years=70`"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected(minimal: Path, given: str, said: str) -> None:
    made = _run("walk", "example", "--given", given)
    assert (made.exit_code, said in made.stderr) == (2, True), made.stderr


def test_a_pathway_or_step_that_does_not_exist_is_told_with_the_nearest(minimal: Path) -> None:
    assert "did you mean `example`?" in _run("walk", "exmple").stderr
    assert "did you mean `review`?" in _run("walk", "example", "--used-up", "reviw").stderr
    assert "has no return" in _run("walk", "example", "--used-up", "offer").stderr


def test_a_faulty_collection_is_reported_and_not_walked(minimal: Path) -> None:
    (minimal / "example.toml").write_text("title = ")
    made = _run("walk", "example")
    assert (made.exit_code, "error[P104]" in made.stderr, made.stdout) == (1, True, "")


def test_a_batch_walks_every_line_and_reports_those_that_are_no_patient(minimal: Path) -> None:
    lines = ['{"weeks": 4}', "", '{"weeks": null}', '{"weeks": "x"}', "[]", "no",
             '{"weeks": 9, "@used_up": ["review"]}']  # fmt: skip
    made = _run("walk", "example", "--batch", "-", stdin="\n".join(lines))
    found = [json.loads(line) for line in made.stdout.splitlines()]
    assert made.exit_code == 1
    assert [one.get("outcome", "error") for one in found] == [
        "review", None, "error", "error", "error", "wait",
    ]  # fmt: skip
    assert "<stdin>:4: `weeks`: expected" in made.stderr
    assert "<stdin>:5: expected an object of facts" in made.stderr
    assert _run("walk", "example", "--batch", "-", "--json", "--given", "weeks=4").exit_code == 2


def test_links_into_other_pathways_are_followed_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("walk", "plain", "--pathways", str(FEATURES), "--given", "attempts=0", "--json")
    alone = json.loads(_run(*arguments).stdout)
    followed = json.loads(_run(*arguments, "--follow", "--given", "alarm=yes").stdout)
    assert (alone["outcome"], "next" in alone) == ("begin", False)
    assert [one["outcome"] for one in followed["next"]] == ["gate/refer"]


def test_the_text_gives_advice_first_then_the_reasons_with_the_values_of_this_patient() -> None:
    said = _said("resistant", alarm=False)
    assert said.index("Advice\n") < said.index("Why\n")
    assert "1. Is there an alarm?\n     → No (no alarm)" in said
    assert "! The review of this pathway was due on 2026-06-30." in said
    assert "In favour; strong advice; high certainty" in _said("resistant", alarm=True)


def test_no_two_orders_of_facts_give_two_walks() -> None:
    collection = load(FEATURES)
    sheet = collection.pathways["stepped"]
    facts = {"alarm": False, "severity": "mild"}
    back = dict(reversed(facts.items()))
    data = [
        walk_data(walk(sheet, collection, one), collection, as_of=AS_OF) for one in (facts, back)
    ]
    assert data[0] == data[1]


def test_a_terminal_asks_one_question_at_a_time(minimal: Path) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "stepwell", "walk", "example"]
    asked = subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, text=True)
    os.close(follower)
    for answer in (b"soon\n", b"4\n"):
        time.sleep(0.3)
        os.write(leader, answer)
    said, _ = asked.communicate(timeout=30)
    os.close(leader)
    assert asked.returncode == 0
    assert said.index("Has it lasted four weeks or more?") < said.index("For how many weeks?")
    assert "expected a whole number from 0 to 520, in weeks (wk), not `soon`" in said
    assert "Offer exampline." in said


def test_not_known_is_an_answer_on_a_terminal_too(minimal: Path) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "stepwell", "walk", "example"]
    asked = subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, text=True)
    os.close(follower)
    os.write(leader, b"?\n")
    said, _ = asked.communicate(timeout=30)
    os.close(leader)
    assert "Still unknown, and worth finding out" in said


def test_prove_says_what_holds_and_how_long_it_can_last(minimal: Path) -> None:
    made = _run("prove", "--no-cache")
    assert made.exit_code == 0
    assert made.stdout.startswith(
        "example  1 question, 2 answers, 4 steps, 0 safety rules; within 8 weeks\n"
    )


def test_prove_shows_a_patient_and_exits_1(minimal: Path) -> None:
    path = minimal / "example.toml"
    path.write_text(path.read_text().replace("weeks < 4", "weeks < 3"))
    made = _run("prove", "--no-cache")
    assert made.exit_code == 1
    assert "error[P401]: No answer of `lasting` applies to this patient: " in made.stderr
    assert "given  = { weeks = 3 }" in made.stderr


def test_a_solver_that_gives_up_proves_nothing_and_exits_1(
    minimal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda *_: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: "timeout")
    made = _run("prove", "--no-cache", "--timeout", "1")
    assert made.exit_code == 1
    said = "error[P406]: The logic of `example` is not proven: the solver ran out of time."
    assert said in made.stderr
    assert "example  " not in made.stdout


@pytest.mark.parametrize("page", ["README.md", "content/editing/index.md"])
def test_the_pages_show_a_counterexample_as_it_is_printed(minimal: Path, page: str) -> None:
    path = minimal / "example.toml"
    path.write_text(path.read_text().replace("weeks < 4", "weeks < 3"))
    report = _run("prove", "--no-cache").stderr
    shown = (ROOT / page).read_text("utf-8")
    first = report.splitlines()[0]
    assert first in shown
    if page == "README.md":
        assert report.partition("\n\n")[0] in shown
