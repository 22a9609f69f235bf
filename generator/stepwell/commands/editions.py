"""An earlier edition of the pathways for a command, or a kind word on why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stepwell.checking import loaded
from stepwell.diagnostics import InvalidInput
from stepwell.revisions import CannotRead, folder_at
from stepwell.terminal import report

if TYPE_CHECKING:
    from pathlib import Path

    from stepwell.collection import Collection


def collection_at(revision: str, folder: Path, wanted: str) -> Collection:
    """The collection as it was at a revision; `wanted` says what else could be named.

    UsageError if git has no such revision, ClickException if its files have faults.
    """
    try:
        with folder_at(revision, folder) as there:
            try:
                return loaded(there)
            except InvalidInput as invalid:
                report(invalid.findings.moved(f"{there.parent}/", f"{revision}:"))
                said = f"`{revision}` cannot be compared while it has faults"
                raise click.ClickException(said) from None
    except CannotRead as error:
        raise click.UsageError(f"`{revision}` is {wanted}: {error}") from None
