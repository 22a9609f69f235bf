"""Two editions of a collection compared: what changed clinically, and for which patients.

Takes two resolved collections; gives a `Difference`. Order, formatting and comments
are no difference; a step that was only renamed is the same step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.diff.content import Reader, Side
from stepwell.diff.patients import regions
from stepwell.diff.registers import registers
from stepwell.diff.sheets import sheets
from stepwell.diff.values import Difference, Touched
from stepwell.render.fingerprint import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection


def difference(old: Collection, new: Collection) -> Difference:
    """All that differs between two editions."""
    led, uncompared = regions(old, new)
    reader = Reader(Side.of(old), Side.of(new), {})
    return Difference(
        tuple(sheets(old, new)),
        led,
        uncompared,
        tuple(registers(old, new, reader)),
        tuple(_touched(old, new)),
    )


def _touched(old: Collection, new: Collection) -> Iterator[Touched]:
    """The printed sheets whose code differs."""
    codes = [{(one.kind, one.slug): one.code for one in fingerprints(side)} for side in (old, new)]
    for kind, slug in dict.fromkeys((*codes[1], *codes[0])):
        was, now = (side.get((kind, slug), "") for side in codes)
        if was != now:
            collection = new if now else old
            sheets = {one.slug: one for one in collection.sheets}
            yield Touched(kind, slug, sheets[slug].value.title, was, now)
