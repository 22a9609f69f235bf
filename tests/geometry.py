"""What a reader would call wrong on a chart, found by its coordinates."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from stepwell.model import EXIT
from stepwell.placement import Arrow, Box, Placement, Point
from stepwell.typeface import width

if TYPE_CHECKING:
    from collections.abc import Iterator

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Line = tuple[Point, Point]


def rect(box: Box, inside: float = 0.0) -> Rect:
    wide, high = box.width / 2 - inside, box.height / 2 - min(inside, 0.5)
    return box.x - wide, box.y - high, box.x + wide, box.y + high


def words(arrow: Arrow, size: float) -> Rect | None:
    if not arrow.label_at:
        return None
    x, y = arrow.label_at
    wide = max(width(line, size) for line in arrow.label_lines) / 2
    high = len(arrow.label_lines) * size * 0.45
    return x - wide, y - high, x + wide, y + high


def meet(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def stretches(arrow: Arrow) -> list[Line]:
    points = arrow.points
    return [(points[at], points[at + 3]) for at in range(0, len(points) - 3, 3)]


def band(line: Line) -> Rect:
    (x, y), (to_x, to_y) = line
    return min(x, to_x) - 0.1, min(y, to_y) - 0.1, max(x, to_x) + 0.1, max(y, to_y) + 0.1


def ends_at(arrow: Arrow, box: Box) -> bool:
    return box.id in {arrow.source, arrow.target} or (arrow.target == EXIT and box.kind == "exit")


def overlaps(chart: Placement) -> Iterator[str]:
    """Boxes on boxes, or outside the picture."""
    for one, other in combinations(chart.boxes, 2):
        if meet(rect(one), rect(other)):
            yield f"{one.id} lies on {other.id}"
    picture = (0.0, 0.0, chart.width, chart.height)
    for box in chart.boxes:
        left, top, right, bottom = rect(box)
        if left < picture[0] or top < picture[1] or right > picture[2] or bottom > picture[3]:
            yield f"{box.id} sticks out"


def pierced(chart: Placement) -> Iterator[str]:
    """Boxes that an arrow crosses."""
    for arrow in chart.arrows:
        for box in chart.boxes:
            room = rect(box, 1.3 * chart.font_size if ends_at(arrow, box) else 0.5)
            if any(meet(band(line), room) for line in stretches(arrow)):
                yield f"{arrow.source} → {arrow.target} crosses {box.id}"


def smeared(chart: Placement) -> Iterator[str]:
    """Labels on a box, on another label, or under the line of another arrow."""
    said = [(arrow, place) for arrow in chart.arrows if (place := words(arrow, chart.font_size))]
    for arrow, place in said:
        for box in chart.boxes:
            if meet(place, rect(box)):
                yield f"label `{arrow.label}` lies on {box.id}"
        for other in chart.arrows:
            if (other.source, other.target) != (arrow.source, arrow.target) and any(
                meet(band(line), place) for line in stretches(other)
            ):
                yield f"{other.source} → {other.target} runs through `{arrow.label}`"
    for (one, place), (other, place_too) in combinations(said, 2):
        if meet(place, place_too):
            yield f"label `{one.label}` lies on label `{other.label}`"


def slanted(chart: Placement) -> Iterator[str]:
    """Arrows that are neither level nor upright where they do not turn."""
    for arrow in chart.arrows:
        for (x, y), (to_x, to_y) in stretches(arrow):
            if min(abs(x - to_x), abs(y - to_y)) > 0.05 and abs(x - to_x) > 0.51 * chart.font_size:
                yield f"{arrow.source} → {arrow.target}"


def shared(chart: Placement) -> Iterator[str]:
    """Upright stretches on which arrows from and to different boxes run as one."""
    for one, other in combinations(chart.arrows, 2):
        if one.target == other.target or one.source == other.source:
            continue
        for (x, y), (to_x, to_y) in stretches(one):
            for (x_too, y_too), (to_x_too, to_y_too) in stretches(other):
                upright = abs(x - to_x) < 0.1 and abs(x_too - to_x_too) < 0.1 and abs(x - x_too) < 1
                common = min(max(y, to_y), max(y_too, to_y_too)) - max(
                    min(y, to_y), min(y_too, to_y_too)
                )
                if upright and common > 1:
                    yield f"{one.source} → {one.target} runs with {other.source} → {other.target}"
