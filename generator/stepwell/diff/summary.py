"""A difference in a sentence or two: what a reviewer must know before reading on.

Takes a `Difference`; gives words that every face begins with.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stepwell.listing import listed
from stepwell.render.templating import plural

if TYPE_CHECKING:
    from stepwell.diff.values import Difference, Part

UNCHANGED = "No clinical change."
_PLURALS = {"class of medications": "classes of medications"}
STATES = {"added": "new", "removed": "removed", "renamed": "renamed", "changed": "changed"}


def headline(found: Difference) -> str:
    """`Clinical change`, `No clinical change`, or that nothing at all differs."""
    if found.clinical:
        return "Clinical change."
    return UNCHANGED if not found.parts else f"{UNCHANGED} Only records differ."


def counts(found: Difference) -> str:
    """What differs, counted."""
    said = []
    if found.regions:
        said.append(f"{plural(len(found.regions), 'group')} of patients led elsewhere")
    if found.uncompared:
        said.append(f"{plural(len(found.uncompared), 'pathway')} not compared")
    sheets = Counter((one.kind, one.state) for one in found.sheets)
    parts = Counter((one.kind, one.state) for one in found.registers)
    for (kind, state), count in [*sheets.items(), *parts.items()]:
        said.append(f"{plural(count, kind, _PLURALS.get(kind, ''))} {STATES[state]}")
    touched = len(found.touched)
    if touched:
        said.append(f"{plural(touched, 'printed sheet')} to replace")
    return f"{listed(said)}." if said else ""


def part_words(part: Part) -> str:
    """A part by its kind and state: `question, changed`."""
    kind = "head of the file" if part.kind == "head" else part.kind
    return f"{kind}, {STATES[part.state]}"
