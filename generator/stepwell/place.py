"""Where the boxes and arrows of one chart stand."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """One box: centre, size and wrapped lines, in points; y grows downwards."""

    id: str
    number: int
    kind: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    cites: tuple[int, ...]
    unknown: str = ""
    """Step to which a missing fact leads; drawn as a `?` mark."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: a cubic Bezier path (1 + 3n points) whose last point is the tip."""

    source: str
    target: str
    kind: str
    label: str
    points: tuple[Point, ...]
    label_at: Point | None
    """Centre of the label, whose lines are `label_lines`."""
    label_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """A whole chart in points, set in type of `font_size`."""

    width: float
    height: float
    font_size: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
