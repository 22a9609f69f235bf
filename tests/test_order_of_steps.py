"""Reachability and loops agree with brute force on random pathways and collections."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stepwell.checks.answers import single_branch
from stepwell.checks.structure import cycle, dead_end, link_cycle, unreachable_step
from stepwell.collection import Collection, Located, Sheet
from stepwell.graph import chart
from stepwell.model import Pathway
from stepwell.registers import CollectionInfo
from stepwell.source import Source

INFO = Located(
    CollectionInfo(title="-", publisher="-", licence="-", disclaimer="-"),
    Source("pathways/collection.toml", ""),
)
HEAD = {
    "title": "Example",
    "asks": "What next?",
    "edition": "1",
    "status": "draft",
    "population": {"include": ["Adults"]},
    "review": {"due": date(2030, 1, 1)},
}
Closure = dict[str, set[str]]
Steps = list[dict[str, Any]]


def pathway(slug: str, steps: Steps) -> Sheet:
    made = Pathway.model_validate({**HEAD, "start": steps[0]["id"], "step": steps})
    return Sheet(slug, Located(made, Source(f"pathways/{slug}.toml", "")))


def collection(*pathways: Sheet) -> Collection:
    return Collection(INFO, {one.slug: one for one in pathways})


@st.composite
def random_steps(draw: st.DrawFn) -> Steps:
    """Steps that lead anywhere within their file, or nowhere."""
    ids = [f"s{index}" for index in range(draw(st.integers(1, 7)))]
    target = st.sampled_from(ids)
    steps: Steps = []
    for name in ids:
        match draw(st.sampled_from(["question", "action", "outcome", "end"])):
            case "question":
                goals = draw(st.lists(target, max_size=3))
                branches = [{"label": goal, "when": "x", "goto": goal} for goal in goals]
                unknown = draw(st.none() | target)
                steps.append(
                    {
                        "kind": "question",
                        "id": name,
                        "ask": "?",
                        "branch": branches,
                        "unknown": unknown,
                    }
                )
            case "action":
                goto = draw(st.none() | target)
                steps.append({"kind": "action", "id": name, "do": "Act.", "goto": goto})
            case "outcome":
                back = {"after": "4 wk", "at_most": 1, "resume": draw(target), "then": draw(target)}
                steps.append({"kind": "outcome", "id": name, "say": "Wait.", "return": back})
            case _:
                steps.append({"kind": "outcome", "id": name, "say": "End."})
    return steps


def closure(ways: Closure) -> Closure:
    """What each name leads to in one step or more, by repeated squaring of the relation."""
    reached = {name: set(goals) for name, goals in ways.items()}
    for _ in ways:
        reached = {
            name: goals.union(*(reached[goal] for goal in goals)) for name, goals in reached.items()
        }
    return reached


def written(steps: Steps, *, order: bool) -> Closure:
    """The ways between steps as the tables say them; with `order`, without resumed returns."""
    ways: Closure = {}
    for step in steps:
        back = step.get("return") or {}
        goals = {step.get("goto"), step.get("unknown"), back.get("then")}
        goals |= {branch["goto"] for branch in step.get("branch") or ()}
        if not order:
            goals.add(back.get("resume"))
        ways[step["id"]] = goals - {None}
    return ways


@given(random_steps())
def test_a_step_is_reported_exactly_when_the_start_does_not_lead_to_it(steps: Steps) -> None:
    found = list(unreachable_step(collection(pathway("example", steps))))
    reached = closure(written(steps, order=False))["s0"] | {"s0"}
    lonely = [one["id"] for one in steps if one["id"] not in reached]
    assert [f"Nothing leads to step `{name}`." for name in lonely] == [one.message for one in found]


@given(random_steps())
def test_a_loop_is_reported_exactly_when_a_step_leads_back_to_itself(steps: Steps) -> None:
    found = list(cycle(collection(pathway("example", steps))))
    onward = closure(written(steps, order=True))
    assert any(name in goals for name, goals in onward.items()) == bool(found)


@given(random_steps())
def test_each_reported_loop_runs_along_edges_that_are_written(steps: Steps) -> None:
    ways = written(steps, order=True)
    for loop in chart(pathway("example", steps)).loops():
        assert all(after in ways[before] for before, after in pairwise([*loop, loop[0]]))
        assert len(set(loop)) == len(loop)


@given(random_steps())
def test_where_nothing_is_reported_every_step_reaches_an_end_and_every_walk_stops(
    steps: Steps,
) -> None:
    made = collection(pathway("example", steps))
    if any(True for rule in (dead_end, cycle, single_branch) for _ in rule(made)):
        return
    onward = closure(written(steps, order=True))
    ends = {step["id"] for step in steps if step["kind"] == "outcome"}
    assert all(name in ends or goals & ends for name, goals in onward.items())
    assert not any(name in goals for name, goals in onward.items())


@given(st.lists(st.sets(st.integers(0, 5)), min_size=6, max_size=6))
def test_hand_overs_in_a_loop_are_reported_for_every_pathway_in_one(links: list[set[int]]) -> None:
    pathways = [
        pathway(
            f"p{index}",
            [{"kind": "outcome", "id": "end", "say": "End."}]
            + [
                {"kind": "link", "id": f"to-{goal}", "say": "See.", "to": f"p{goal}"}
                for goal in sorted(goals)
            ],
        )
        for index, goals in enumerate(links)
    ]
    found = list(link_cycle(collection(*pathways)))
    onward = closure({f"p{one}": {f"p{goal}" for goal in links[one]} for one in range(6)})
    looping = {name for name, goals in onward.items() if name in goals}
    assert looping == {name for name in onward if any(f"`{name}`" in one.message for one in found)}
