"""Where boxes and arrows stand, on the shipped charts, on examples and on any chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from geometry import overlaps, pierced, shared, slanted, smeared
from hypothesis import given, settings
from hypothesis import strategies as st

from stepwell.collection import Collection, Located, Sheet
from stepwell.graph import Graph, Node, chart
from stepwell.layout.grid import LayoutError, _graphviz
from stepwell.load import load
from stepwell.model import EXIT, Block
from stepwell.place import WIDEST, place, resumes
from stepwell.placement import MARKS, Box, Placement
from stepwell.source import Source
from stepwell.step_text import box_text
from stepwell.typeface import ranges, width

ROOT = Path(__file__).parent.parent
FOLDERS = ROOT / "pathways", ROOT / "tests" / "good" / "every-feature"
SHEETS = [
    pytest.param(sheet, collection, id=f"{collection.info.value.title}: {sheet.slug}")
    for collection in map(load, FOLDERS)
    for sheet in collection.sheets
]
each_sheet = pytest.mark.parametrize(("sheet", "collection"), SHEETS)


def placed(sheet: Sheet, collection: Collection, size: float = 10.0) -> Placement:
    return place(
        chart(sheet),
        lambda node: box_text(node, collection),
        lambda node: (1, 2, 3),
        lambda slug: resumes(slug, sheet, collection),
        font_size=size,
    )


def block(*steps: dict[str, Any]) -> Graph:
    made = Block.model_validate({"title": "-", "asks": "-", "start": steps[0]["id"], "step": steps})
    return chart(Sheet("example", Located(made, Source("example.toml", ""))))


def drawn(graph: Graph) -> Placement:
    def said(node: Node) -> str:
        step = node.step.value
        return (
            step.ask if step.kind == "question" else step.do if step.kind == "action" else step.say
        )

    return place(graph, said, lambda node: (), lambda slug: f"Back to “{slug}”")


def question(name: str, *ways: tuple[str, str], **more: str) -> dict[str, Any]:
    branches = [{"label": label, "when": "x", "goto": goto} for label, goto in ways]
    return {"kind": "question", "id": name, "ask": f"{name}?", "branch": branches, **more}


def action(name: str, goto: str) -> dict[str, Any]:
    return {"kind": "action", "id": name, "do": name, "goto": goto}


def outcome(name: str, **back: Any) -> dict[str, Any]:
    return {"kind": "outcome", "id": name, "say": name, **({"return": back} if back else {})}


def box(placement: Placement, name: str) -> Box:
    return next(one for one in placement.boxes if one.id == name)


@each_sheet
def test_nothing_lies_on_anything_else(sheet: Sheet, collection: Collection) -> None:
    made = placed(sheet, collection)
    assert [*overlaps(made), *pierced(made), *smeared(made), *slanted(made), *shared(made)] == []


@each_sheet
def test_every_line_fits_its_box(sheet: Sheet, collection: Collection) -> None:
    made = placed(sheet, collection)
    tight = []
    for one in made.boxes:
        tail = width(ranges(one.cites), MARKS * made.font_size)
        lines = [*one.lines[:-1], *one.returns]
        widest = max([width(line, 10) for line in lines] + [width(one.lines[-1], 10) + tail])
        if widest + 10 > one.width or len(one.lines + one.returns) * 12 > one.height:
            tight.append(one.id)
    assert tight == []


@each_sheet
def test_a_placement_is_the_same_every_time_and_scales_with_its_type(
    sheet: Sheet, collection: Collection
) -> None:
    made = placed(sheet, collection)
    assert made == placed(sheet, collection)
    small = placed(sheet, collection, 9.0)
    assert [one.lines for one in made.boxes] == [one.lines for one in small.boxes]
    assert (made.width * 0.9, made.height * 0.9) == pytest.approx(
        (small.width, small.height), abs=2
    )


@each_sheet
def test_every_edge_has_an_arrow_or_is_said_in_its_box(
    sheet: Sheet, collection: Collection
) -> None:
    graph, made = chart(sheet), placed(sheet, collection)
    shown = graph.reach(drawn=True)
    said = {
        (one.id, target, kind)
        for one in made.boxes
        for kind, target in (("resume", one.back), ("then", one.then))
        if target
    }
    assert {
        (e.source, e.target, e.kind.value) for e in graph.edges if e.source in shown and e.drawn
    } == ({(one.source, one.target, one.kind) for one in made.arrows} | said)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any order of steps: questions of up to four answers, actions, returns, exits."""
    names = [f"s{index}" for index in range(draw(st.integers(2, 16)))]
    steps = []
    for index, name in enumerate(names):
        later = names[index + 1 : index + 6]
        kind = draw(st.sampled_from(["question", "question", "action", "exit", "outcome"]))
        if later and (kind == "question" or not index):
            label = st.sampled_from(
                ["Yes", "No", "Nerve root or stenosis", "Not tried, or not tolerated"]
            )
            ways = draw(
                st.lists(st.tuples(label, st.sampled_from([*later, EXIT])), min_size=2, max_size=4)
            )
            steps.append(question(name, *ways))
        elif later and kind == "action":
            steps.append(action(name, draw(st.sampled_from(later))))
        elif kind == "exit":
            steps.append(action(name, EXIT))
        elif later:
            resume, then = draw(st.sampled_from(names)), draw(st.sampled_from(later))
            steps.append(outcome(name, after="4-6 wk", resume=resume, at_most=2, then=then))
        else:
            steps.append(outcome(name))
    return block(*steps)


@settings(deadline=None)
@given(graphs())
def test_on_any_chart_boxes_stand_free_and_no_arrow_crosses_a_box(graph: Graph) -> None:
    made = drawn(graph)
    assert [*overlaps(made), *pierced(made), *slanted(made)] == []
    assert graph.reach(drawn=True) == {one.id for one in made.boxes if one.number}


def test_the_longest_way_runs_straight_down() -> None:
    made = drawn(
        block(
            question("a", ("Yes", "b"), ("No", "x")),
            question("b", ("Yes", "y"), ("No", "c")),
            outcome("x"),
            outcome("y"),
            action("c", "d"),
            outcome("d"),
        )
    )
    axis = [box(made, name) for name in "abcd"]
    assert len({one.x for one in axis}) == 1
    assert [one.y for one in axis] == sorted(one.y for one in axis)
    assert {box(made, "a").y, box(made, "b").y} == {box(made, "x").y, box(made, "y").y}


def test_two_exits_of_a_question_stand_at_its_left_and_right() -> None:
    made = drawn(
        block(
            question("a", ("1", "x"), ("2", "y"), ("3", "b")),
            outcome("x"),
            outcome("y"),
            action("b", "c"),
            outcome("c"),
        )
    )
    assert box(made, "y").x < box(made, "a").x < box(made, "x").x


def test_a_step_that_only_a_missing_fact_leads_to_has_a_mark_and_no_box() -> None:
    made = drawn(
        block(
            question("a", ("Yes", "x"), ("No", "y"), unknown="z"),
            outcome("x"),
            outcome("y"),
            outcome("z"),
        )
    )
    assert [one.id for one in made.boxes] == ["a", "x", "y"]
    assert box(made, "a").unknown == "z"


def test_a_return_to_a_step_that_is_drawn_is_said_in_the_box() -> None:
    made = drawn(
        block(
            question("a", ("Yes", "b"), ("No", "c")),
            outcome("b", after="4-6 wk", resume="a", at_most=2, then="c"),
            outcome("c"),
        )
    )
    spoken = " ".join(box(made, "b").returns).replace("\N{NO-BREAK SPACE}", " ")
    assert spoken == "Back to 1 in 4–6 weeks, at most 2 ×, then 3"
    assert (box(made, "b").back, box(made, "b").then) == ("a", "c")
    assert {"branch"} == {one.kind for one in made.arrows}


def test_a_return_without_which_a_step_would_be_lost_is_an_arrow() -> None:
    made = drawn(
        block(
            outcome("a", after="4-6 wk", resume="b"),
            question("b", ("Yes", "c"), ("No", "d")),
            outcome("c"),
            outcome("d"),
        )
    )
    assert (made.arrows[0].kind, made.arrows[0].label_lines) == ("resume", ("4–6 weeks",))
    assert box(made, "a").returns == ()


def test_a_return_to_another_pathway_names_it() -> None:
    made = drawn(
        block(
            question("a", ("Yes", "b"), ("No", "c")),
            outcome("b", after="0 d", resume_in="other", at_most=1),
            outcome("c"),
        )
    )
    assert (
        " ".join(box(made, "b").returns).replace("\N{NO-BREAK SPACE}", " ")
        == "Back to “other” today, at most 1 ×"
    )


def test_a_return_names_its_own_pathway_from_a_block_as_a_restart() -> None:
    collection = load(FOLDERS[0])
    block = collection.blocks["duloxetine"]
    assert resumes("medicines", block, collection) == "Restart"
    title = collection.pathways["assessment"].value.title
    assert resumes("assessment", block, collection) == f"Go to “{title}”"


def test_a_return_to_a_planned_pathway_is_told_by_its_title() -> None:
    collection = load(FOLDERS[1])
    planned = collection.info.value.planned[0]
    asked = collection.pathways["stepped"]
    assert resumes(planned.slug, asked, collection) == f"Go to “{planned.title}”"


def test_each_way_out_of_a_block_has_its_own_oval() -> None:
    made = drawn(block(question("a", ("Yes", "b"), ("No", EXIT)), action("b", EXIT)))
    assert [f"{EXIT}/a", EXIT] == [one.id for one in made.boxes if one.kind == "exit"]
    assert [(one.source, one.target) for one in made.arrows if one.source == "b"] == [("b", EXIT)]


def test_answers_that_lead_to_the_same_step_share_a_line_and_its_label() -> None:
    made = drawn(
        block(question("a", ("Yes", "b"), ("Unsure", "b"), ("No", "c")), outcome("b"), outcome("c"))
    )
    one, other = (arrow for arrow in made.arrows if arrow.target == "b")
    assert (one.label, other.label) == ("Yes", "Unsure")
    assert one.points == other.points
    assert (" ".join(one.label_lines), other.label_lines) == ("Yes or Unsure", ())


def test_a_chart_that_would_be_too_wide_sets_its_exits_narrower() -> None:
    long = "Consider one more time-limited trial of a medicine that nobody has given before today"
    wide = [outcome(name) | {"say": long} for name in ("x", "y")]
    made = drawn(
        block(
            question("a", ("Nerve root or stenosis", "x"), ("Another cause", "y"), ("None", "b"))
            | {"ask": long},
            *wide,
            action("b", "c") | {"do": long},
            outcome("c"),
        )
    )
    assert made.width <= WIDEST * made.font_size
    assert len(box(made, "b").lines) < len(box(made, "x").lines)


def test_what_graphviz_refuses_is_said() -> None:
    with pytest.raises(LayoutError, match="Graphviz cannot lay out a chart"):
        _graphviz("this is not DOT")


def test_shipped_charts_fit_a_sheet_of_paper_at_9_points() -> None:
    collection = load(FOLDERS[0])
    made = {sheet.slug: placed(sheet, collection, 9.0) for sheet in collection.sheets}
    assert {
        slug: one.width for slug, one in made.items() if one.width > 540 or one.height > 600
    } == {}
