"""The pages of a collection as a whole: home, registers, quality.

Takes the collection, its findings and the day; gives their artifacts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepwell.render.home import home
from stepwell.render.quality import quality
from stepwell.render.register import registers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stepwell.collection import Collection
    from stepwell.diagnostics import Findings
    from stepwell.render.artifact import Artifact


def site_pages(
    collection: Collection, findings: Findings, as_of: date
) -> Iterator[Artifact]:
    """Every page that belongs to no single pathway; their links are relative."""
    yield from home(collection, as_of=as_of)
    yield from registers(collection, as_of=as_of)
    yield from quality(collection, findings, as_of=as_of)
