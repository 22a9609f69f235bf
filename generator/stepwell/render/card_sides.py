"""What stands on which side of a card, and on a poster, in full and with less.

Takes the notes of a card; gives for each side its sections from the fullest to
the least. Never given up: the ways of a missing fact, the grade of a step, and
on the back and the poster the doses of the card's own steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from stepwell.render.card_notes import KEYS, Line, Section
from stepwell.render.card_steps import box_by_box, left_out, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stepwell.render.card_notes import Notes
    from stepwell.render.card_steps import Whys

Variants: TypeAlias = tuple[tuple[float, tuple[Section, ...]], ...]
"""What each gives up, in points of type, and its sections."""

OVERLEAF = Section("Doses", (Line("", "Over the page."),))
ON_CARD = Section("Doses", (Line("", "On the card of this pathway."),))


@dataclass(frozen=True, slots=True)
class Extent:
    """How much stands around the chart of a poster; `loss` is what it gives up."""

    loss: float
    inner_doses: bool
    """Doses of its blocks, which their own cards have too."""
    inner: bool
    """Pitfalls and contested points of its blocks."""
    most: int
    """How many pitfalls, and how many contested points."""
    keys: bool
    """Abbreviations."""
    doses: bool = True


EXTENTS = (
    Extent(0.0, inner_doses=True, inner=True, most=99, keys=True),
    Extent(1.0, inner_doses=True, inner=False, most=99, keys=True),
    Extent(2.5, inner_doses=True, inner=False, most=3, keys=True),
    Extent(3.0, inner_doses=False, inner=False, most=99, keys=True),
    Extent(4.5, inner_doses=False, inner=False, most=3, keys=True),
    Extent(6.0, inner_doses=False, inner=False, most=3, keys=False),
    Extent(8.0, inner_doses=False, inner=False, most=1, keys=False),
    Extent(10.0, inner_doses=False, inner=False, most=0, keys=False),
    Extent(30.0, inner_doses=False, inner=False, most=0, keys=False, doses=False),
)
"""Of the poster, from the fullest to the least; the last is for a chart that fills its page."""

_NO_DOSES, _NO_KEYS = 2.9, 6.0
"""What the front gives up when its doses stand over the page, and its abbreviations."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How much stands on the back."""

    cautions: bool = True
    inner: bool = True
    """Pitfalls and contested points of its blocks."""
    inner_doses: bool = True
    chosen: bool = True
    """What the chart does at a contested point, and why."""
    wording: bool = True
    """A step in full, where its box says less."""
    most: int = 99
    """How many pitfalls, and how many contested points."""
    keys: bool = True
    whys: Whys = "all"


_GIVEN_UP: tuple[dict[str, Any], ...] = (
    {"cautions": False},
    {"inner": False},
    {"chosen": False},
    {"inner_doses": False},
    {"most": 3},
    {"wording": False},
    {"keys": False},
    {"most": 1},
    {"most": 0},
    {"whys": "advice"},
    {"whys": "none"},
)
DEPTHS = tuple(accumulate(_GIVEN_UP, lambda depth, less: replace(depth, **less), initial=Depth()))
"""Of the back, from the fullest to the least: each gives up one thing more."""


def front(notes: Notes) -> Variants:
    """Beside the chart of a card, what cannot wait until the sheet is turned."""
    known, doses = unknown(notes), notes.doses(inner=False)
    keys = _keys(notes, [known, doses])
    overleaf = OVERLEAF if doses.lines or notes.doses(inner=True).lines else doses
    return _variants(
        (
            (0.0, (known, doses, keys)),
            (_NO_DOSES, (known, overleaf, keys)),
            (_NO_KEYS, (known, overleaf)),
        )
    )


def back(notes: Notes, ahead: Sequence[Section]) -> Variants:
    """Over the page, everything by the numbers of the boxes; abbreviations stand once, `ahead`."""
    said = next((one.lines for one in ahead if one.title == KEYS), ())
    return _variants((0.0, tuple(_back(notes, depth, said))) for depth in DEPTHS)


def poster(notes: Notes) -> Variants:
    """Around the chart of a poster, all but the reasons of each step."""
    return _variants((one.loss, tuple(_poster(notes, one))) for one in EXTENTS)


def _variants(every: Iterable[tuple[float, tuple[Section, ...]]]) -> Variants:
    """Without empty sections, and without what is the same as a fuller one."""
    found: dict[tuple[Section, ...], float] = {}
    for loss, sections in every:
        found.setdefault(tuple(one for one in sections if one.lines), loss)
    return tuple((loss, sections) for sections, loss in found.items())


def _keys(notes: Notes, sections: Iterable[Section]) -> Section:
    """Abbreviations of the chart and of sections."""
    return notes.abbreviations(f"{notes.words} {_words(sections)}")


def _words(sections: Iterable[Section]) -> str:
    lines = [line for one in sections for line in one.lines]
    return " ".join(f"{one.strong} {one.text} {one.why}" for one in lines)


def _back(notes: Notes, depth: Depth, said: tuple[Line, ...]) -> Iterator[Section]:
    inner, most = depth.inner, depth.most
    cautions = notes.cautions()
    sections = [
        box_by_box(notes, wording=depth.wording, whys=depth.whys),
        notes.doses(inner=depth.inner_doses),
        *([cautions] if depth.cautions else []),
        notes.pitfalls(inner=inner, most=most),
        notes.contested(inner=inner, most=most, chosen=depth.chosen),
        notes.sources(
            inner_doses=depth.inner_doses, inner=inner, most=most, cautions=depth.cautions
        ),
    ]
    yield from sections
    keys = _keys(notes, sections)
    if depth.keys:
        yield replace(keys, lines=tuple(one for one in keys.lines if one not in said))
    missing = left_out(notes, wording=depth.wording, whys=depth.whys)
    if cautions.lines and not depth.cautions:
        missing.append("cautions of medicines")
    if keys.lines and not depth.keys:
        missing.append("abbreviations")
    if missing:
        words = ", ".join(missing)
        yield Section("More on the page", (Line("", f"{words[0].upper()}{words[1:]}."),))


def _poster(notes: Notes, extent: Extent) -> Iterator[Section]:
    inner, most = extent.inner, extent.most
    sections = [
        unknown(notes),
        notes.doses(inner=extent.inner_doses) if extent.doses else ON_CARD,
        notes.pitfalls(inner=inner, most=most),
        notes.contested(inner=inner, most=most),
        notes.sources(inner_doses=extent.inner_doses, inner=inner, most=most),
    ]
    yield from sections
    if extent.keys:
        yield _keys(notes, sections)
