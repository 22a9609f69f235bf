"""Two wordings beside each other: which words were taken out, and which came in.

Takes two texts; gives pieces that both, the old or the new one has.
"""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

_WORD = re.compile(r"\s+|\w+(?:[.,]\d+)*|[^\w\s]")
_LIKE = 0.5
"""Below this likeness two texts are read one after the other, not into each other."""


class Piece(NamedTuple):
    """Words that only the old text has, only the new one, or both."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether both texts have it."""
        return self.old == self.new


def pieces(old: str, new: str) -> list[Piece]:
    """The texts in pieces; a single piece when they have little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if not old or not new or found.ratio() < _LIKE:
        return [Piece(old, new)]
    joined: list[Piece] = []
    for _, a, b, c, d in found.get_opcodes():
        one = Piece("".join(before[a:b]), "".join(after[c:d]))
        gap = one.same and not one.old.strip()
        if joined and not joined[-1].same and (gap or not one.same):
            joined[-1] = Piece(joined[-1].old + one.old, joined[-1].new + one.new)
        else:
            joined.append(one)
    return joined
