"""The edition that a packet is compared with: the last approved one, as git keeps it.

Takes the file of a pathway; gives the newest revision in which it was approved.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

from stepwell.revisions import versions

if TYPE_CHECKING:
    from pathlib import Path


class Approved(NamedTuple):
    """A revision of git, and the edition that was approved in it."""

    revision: str
    edition: str


def last_approved(path: Path) -> Approved | None:
    """The last approved edition; None if there is none, CannotRead without a repository.

    A revision whose file was no TOML is passed over.
    """
    for revision, text in versions(path):
        try:
            head = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        if head.get("status") == "approved":
            return Approved(revision, str(head.get("edition", "")))
    return None
