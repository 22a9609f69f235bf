"""Where notes go on a card: on nothing that is drawn, nor on each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepwell.placement import Arrow, Box, Placement
from stepwell.render.card_layout import (
    CONTINUED,
    LARGEST,
    LEAST,
    NOTE_SIZES,
    TITLE,
    WIDTHS,
    Measured,
    Plan,
    centred,
    columns,
    lay_out,
    settled,
)
from stepwell.render.free_room import frames

ROOM = (531.0, 600.0)


def chart(width: float = 300, height: float = 300, *boxes: tuple[float, float]) -> Placement:
    """A chart of boxes 60 by 30 points at the given centres; one in each corner by default."""
    at = boxes or ((40, 25), (width - 40, height - 25))
    made = tuple(
        Box(f"box-{i}", i, "action", x, y, 60, 30, ("Words",), ()) for i, (x, y) in enumerate(at, 1)
    )
    (x0, y0), (x1, y1) = at[0], at[-1]
    points = ((x0, y0 + 15), (x0, y0 + 40), (x1, y1 - 40), (x1, y1 - 22))
    tip = ((x1, y1 - 20), (x1, y1 - 18), (x1, y1 - 15))
    line = Arrow("box-1", f"box-{len(at)}", "goto", "", points + tip, None)
    return Placement(width, height, 10, made, (line,))


def section(*heights: float) -> Measured:
    """Items of so many points at the narrowest width, less at wider ones."""
    return Measured(10, tuple(tuple(h * WIDTHS[0] / w for w in WIDTHS) for h in heights))


def rectangles(plan: Plan, sections: list[Measured]) -> list[tuple[float, float, float, float]]:
    unit = plan.size / LEAST
    found = []
    for note in plan.notes:
        index = WIDTHS.index(round(note.width / unit))
        one = sections[note.section]
        high = one.title if note.item in {TITLE, CONTINUED} else one.items[note.item][index]
        found.append((note.x, note.y, note.x + note.width, note.y + high * unit))
    return found


def apart(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


CHARTS = st.builds(
    chart,
    st.floats(120, 640),
    st.floats(100, 560),
)
SECTIONS = st.lists(
    st.lists(st.floats(6, 80), min_size=1, max_size=6).map(lambda one: section(*one)), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(CHARTS, SECTIONS)
def test_notes_stand_apart_inside_the_page_and_off_the_chart(
    placed: Placement, sections: list[Measured]
) -> None:
    plan = lay_out(placed, ROOM, [(0.0, sections)])
    if plan is None:
        return
    plan = centred(settled(plan, ROOM, sections), placed, ROOM)
    notes = rectangles(plan, sections)
    boxes = [
        tuple(
            plan.scale * one
            for one in (
                box.x - box.width / 2,
                box.y - box.height / 2,
                box.x + box.width / 2,
                box.y + box.height / 2,
            )
        )
        for box in placed.boxes
    ]
    shapes = [(plan.x + a, b, plan.x + c, d) for a, b, c, d in boxes]
    for index, note in enumerate(notes):
        assert note[0] >= 0
        assert note[1] >= 0
        assert note[2] <= ROOM[0] + 1e-6
        assert note[3] <= ROOM[1] + 1e-6
        assert all(apart(note, shape) for shape in shapes)
        assert all(apart(note, other) for other in notes[index + 1 :])
    assert sorted(items(plan)) == every(sections)


@settings(max_examples=60, deadline=None)
@given(SECTIONS)
def test_columns_hold_every_note_apart_and_in_the_order_in_which_they_are_read(
    sections: list[Measured],
) -> None:
    plan = columns(ROOM, [(0.0, sections)])
    if plan is None:
        return
    plan = settled(plan, ROOM, sections)
    notes = rectangles(plan, sections)
    for index, note in enumerate(notes):
        assert note[2] <= ROOM[0] + 1e-6
        assert note[3] <= ROOM[1] + 1e-6
        assert all(apart(note, other) for other in notes[index + 1 :])
    assert items(plan) == every(sections)
    assert [(note.x, note.y) for note in plan.notes] == sorted(
        (note.x, note.y) for note in plan.notes
    )


def items(plan: Plan) -> list[tuple[int, int]]:
    return [(note.section, note.item) for note in plan.notes if note.item >= 0]


def every(sections: list[Measured]) -> list[tuple[int, int]]:
    return [(i, j) for i, one in enumerate(sections) for j in range(len(one.items))]


def test_columns_give_up_the_size_of_type_before_what_they_say() -> None:
    full, less = [section(*[30] * 60)], [section(20)]
    plan = columns(ROOM, [(0.0, full), (1.0, less)])
    assert plan is not None
    assert (plan.variant, plan.size) == (0, LEAST)


def test_columns_that_hold_not_even_the_least_are_refused() -> None:
    assert columns(ROOM, [(0.0, [section(*[70] * 60)]), (1.0, [section(*[70] * 50)])]) is None


def test_a_chart_is_not_made_small_to_keep_what_can_stand_elsewhere() -> None:
    edges = [(x, y) for y in range(25, 540, 45) for x in (40, 190, 340, 470)]
    tall = chart(500, 545, *edges)
    full, less = [section(*[70] * 9)], [section(6)]
    plan = lay_out(tall, ROOM, [(0.0, full), (2.9, less)])
    assert plan is not None
    assert plan.variant == 1
    kept = lay_out(tall, ROOM, [(0.0, full)])
    assert kept is None or kept.scale < plan.scale


def test_a_small_chart_is_set_in_the_largest_type() -> None:
    plan = lay_out(chart(), ROOM, [(0.0, [section(20, 20)])])
    assert plan is not None
    assert (plan.scale * 10, plan.size) == (LARGEST, NOTE_SIZES[0])


@pytest.mark.parametrize(("width", "height"), [(595, 300), (300, 670)])
def test_a_chart_that_would_be_smaller_than_nine_points_is_refused(
    width: float, height: float
) -> None:
    assert lay_out(chart(width, height), ROOM, [(0.0, [])]) is None


def test_a_chart_of_just_nine_points_is_taken() -> None:
    plan = lay_out(chart(585, 300), ROOM, [(0.0, [])])
    assert plan is not None
    assert plan.scale * 10 == LEAST


def test_the_lesser_variant_is_taken_only_when_the_full_one_does_not_fit() -> None:
    full, less = [section(*[70] * 40)], [section(20)]
    room = lay_out(chart(), ROOM, [(0.0, less), (3.0, less)])
    tight = lay_out(chart(), ROOM, [(0.0, full), (3.0, less)])
    assert room is not None
    assert tight is not None
    assert (room.variant, tight.variant) == (0, 1)


def test_notes_use_the_free_corner_of_a_wide_chart() -> None:
    wide = chart(520, 500, (40, 25), (480, 475))
    plan = lay_out(wide, ROOM, [(0.0, [section(*[60] * 8)])])
    assert plan is not None
    assert min(note.y for note in plan.notes) < wide.height * plan.scale


def test_a_chart_with_nothing_beside_it_stands_in_the_middle() -> None:
    placed = chart(450, 100)
    sections = [section(30)]
    plan = lay_out(placed, ROOM, [(0.0, sections)])
    assert plan is not None
    plan = centred(settled(plan, ROOM, sections), placed, ROOM)
    assert plan.x == pytest.approx((ROOM[0] - placed.width * plan.scale) / 2)


def test_an_empty_page_is_free_from_edge_to_edge() -> None:
    found = frames([], ROOM, (118.0, 262.0))
    assert max(one.x + one.width for one in found) == pytest.approx(ROOM[0])
    assert {one.height for one in found} == {600.0}
