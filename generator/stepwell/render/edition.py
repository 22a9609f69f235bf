"""Which edition a sheet belongs to: the pathways it is part of, their state, their dates.

Takes a sheet and its collection. A block has no edition of its own: it shares
those of the pathways that include it, and holds as long as the first of them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from stepwell.model import Pathway
from stepwell.render import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stepwell.collection import Collection, Sheet
    from stepwell.fields import Status
    from stepwell.render.words import Age

Hosts: TypeAlias = "tuple[tuple[str, Pathway], ...]"

TRUST: tuple[Status, ...] = ("retired", "draft", "in-review", "approved")
"""States of review, the least trusted first."""
UNDATED = date(2000, 1, 1)
"""Date in the file of a sheet that names no edition; a clock would change its bytes."""


def hosts(sheet: Sheet, collection: Collection) -> Hosts:
    """The pathways whose edition a sheet carries, under their slugs: itself, or its hosts."""
    if isinstance(sheet.value, Pathway):
        return ((sheet.slug, sheet.value),)
    return tuple(
        (host.slug, host.value)
        for host in collection.hosts(sheet)
        if isinstance(host.value, Pathway)
    )


def state(owners: Hosts) -> Status:
    """The least trusted state of the hosts."""
    return min({host.status for _, host in owners} or {"draft"}, key=TRUST.index)


def named(owners: Hosts) -> str:
    """The editions, each once."""
    return ", ".join(dict.fromkeys(host.edition for _, host in owners))


def due(owners: Hosts) -> date | None:
    """The first day by which one of them must be reviewed again."""
    return min((host.review.due for _, host in owners), default=None)


def age(owners: Hosts, as_of: date) -> Age | None:
    """How long a sheet holds: as long as the first of its pathways."""
    ages = [words.age(host, as_of) for _, host in owners]
    return min(ages, key=lambda one: one.due, default=None)


def dated(pathways: Iterable[Pathway]) -> date:
    """The day of the newest edition."""
    return max((one.date for host in pathways for one in host.history), default=UNDATED)
