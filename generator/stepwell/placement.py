"""A chart that has been placed: boxes and arrows in points, for web and paper to draw.

Values only; y grows downwards.
"""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]

LEADING = 1.2
"""Distance of two base lines, in type sizes."""
BADGE = 0.72
"""Radius of a number badge, in type sizes; it sits on the upper left corner of its box."""
INSET = 0.9
"""How far the corners of a question stand inside its ends, in type sizes."""
MARKS = 0.7
"""Size of raised reference numbers, in type sizes."""
SIGN = 1.4
"""Room before the words of a return for the sign that turns back, in type sizes."""
HEAD = 0.62
"""Length of an arrow's head, in type sizes."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: centre, size and wrapped lines."""

    id: str
    number: int
    """0 for an oval by which a block is left, which has no number."""
    kind: str
    """question, action, outcome, link, include or exit."""
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    cites: tuple[int, ...]
    """Reference numbers, raised after the last line."""
    unknown: str = ""
    """Step to which a missing fact leads; drawn as a `?` mark."""
    returns: tuple[str, ...] = ()
    """Lines below `lines` that say where care resumes and what follows, when no arrow does."""
    back: str = ""
    """Step at which care resumes, when `returns` says so."""
    then: str = ""
    """Step that follows when the number of returns is used up, when `returns` says so."""
    urgent: bool = False
    """Whether it cannot wait; drawn with a heavy border."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: a cubic Bezier path (1 + 3n points) whose last point is the tip.

    The last stretch is straight and as long as the head.
    """

    source: str
    target: str
    """A step, or `@exit`, which may have several boxes."""
    kind: str
    label: str
    points: tuple[Point, ...]
    label_at: Point | None
    """Centre of the label, whose lines are `label_lines`."""
    label_lines: tuple[str, ...] = ()

    @property
    def head(self) -> list[Point]:
        """The triangle of its head, tip first."""
        (x, y), (tip_x, tip_y) = self.points[-4], self.points[-1]
        wide, high = 0.42 * (tip_x - x), 0.42 * (tip_y - y)
        return [(tip_x, tip_y), (x - high, y + wide), (x + high, y - wide)]


@dataclass(frozen=True, slots=True)
class Placement:
    """A whole chart in points, set in type of `font_size`."""

    width: float
    height: float
    font_size: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
