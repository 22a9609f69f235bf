"""What surrounds a collection: what changed, where it is edited, whose templates show it.

Values that faces may show and that no file of the folder holds; a key says what a
face rests on because of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepwell.render.changes import changes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.changelog import Changelog
    from stepwell.collection import Collection, Sheet
    from stepwell.render.editing import Edits
    from stepwell.render.overriding import Templates


@dataclass(frozen=True)
class Surroundings:
    """None of them is needed."""

    changelog: Changelog | None = None
    edits: Edits | None = None
    templates: Templates | None = None

    @property
    def key(self) -> Iterator[str]:
        """All of it that a whole site is made from."""
        yield repr((self.edits, self.templates))
        yield self.changelog.source.text if self.changelog else ""

    def key_of(self, sheet: Sheet, collection: Collection) -> Iterator[str]:
        """All of it that the faces of one sheet are made from."""
        yield repr((self.edits, self.templates))
        for one in changes_of(sheet, collection, self.changelog):
            yield f"{one.anchor}\0{one.date}"


ALONE = Surroundings()
"""Neither a changelog nor a repository nor templates of the site's own."""
