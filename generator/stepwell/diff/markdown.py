"""A difference as one comment on a pull request.

Takes a `Difference` and both collections; gives Markdown as GitHub and GitLab read
it, never longer than a comment may be: what concerns patients stands first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from stepwell.diff.marking import pieces
from stepwell.diff.mermaid import mermaid
from stepwell.diff.summary import STATES, counts, headline, part_words
from stepwell.diff.text import pathways
from stepwell.render.templating import capital, macros

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection
    from stepwell.diff.values import Difference

LIMIT = 28_000
"""Characters; a comment on GitHub has room for 65,536, and findings need the other half."""
_CASES = 12
"""Names of cases shown at one place; the others are counted."""


def markdown(found: Difference, old: Collection, new: Collection, limit: int = LIMIT) -> str:
    """The comment: whole blocks in the order of their weight, as many as there is room for."""
    kept: list[str] = []
    blocks = [*_blocks(found, old, new)]
    last = _macros().cut(len(blocks))
    room = limit - len(last)
    for index, block in enumerate(blocks):
        if len(block) > room:
            kept.append(_macros().cut(len(blocks) - index))
            break
        room -= len(block)
        kept.append(block)
    return "".join(kept).strip() + "\n"


def _blocks(found: Difference, old: Collection, new: Collection) -> Iterator[str]:
    said = _macros()
    yield said.head(headline(found), capital(counts(found)))
    if found.regions:
        yield said.regions_head()
    for number, one in enumerate(found.regions, start=1):
        where = ", ".join(capital(new.title(slug)) for slug in one.slugs)
        yield said.region(number, one, where if len(one.slugs) == 1 else pathways(one.slugs))
    for slug, reason in found.uncompared:
        yield said.uncompared(slug, reason)
    for sheet in found.sheets:
        yield said.sheet(sheet)
        for part in sheet.parts:
            yield said.part(part, part_words(part))
        yield said.names(sheet.cases, "pass through what reads otherwise")
    if found.registers:
        yield said.registers_head()
    for part in found.registers:
        yield said.part(part, part_words(part))
    if found.touched:
        yield said.touched(found.touched)
    for sheet in found.sheets:
        if source := mermaid(sheet, old, new):
            yield said.drawing(sheet.title, Markup(source))  # noqa: S704 - quoted by `mermaid`


def _macros() -> Any:
    return macros("diff/comment.md.j2", pieces=pieces, states=STATES, most=_CASES)
