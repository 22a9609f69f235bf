"""The command `changelog`: what is told of changes, and whether each clinical one is told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell import changelog
from stepwell.changelog import FILE, UNRELEASED
from stepwell.checking import barrier, loaded
from stepwell.diagnostics import InvalidInput
from stepwell.options import Examples, folder_argument
from stepwell.render.templating import capital, plural
from stepwell.revisions import CannotRead, folder_at, text_at
from stepwell.source import Source
from stepwell.terminal import err, findings_reported, out
from stepwell.unexplained import added, touched, unexplained

if TYPE_CHECKING:
    from stepwell.changelog import Changelog
    from stepwell.collection import Collection


@click.command(
    "changelog",
    cls=Examples,
    examples=(
        "stepwell changelog",
        "stepwell changelog --check origin/main",
        "stepwell changelog other/pathways --file other/CHANGELOG.md",
    ),
)
@folder_argument
@click.option(
    "--check",
    "base",
    metavar="BASE",
    help="Exit 1 if advice changed since this git revision and no new entry tells of it.",
)
@click.option(
    "--file",
    "file",
    metavar="FILE",
    default=FILE,
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The changelog.",
)
def changes(folder: Path, base: str | None, file: Path) -> None:
    """Say what is not released yet, by pathway; with --check, what no entry tells of.

    Order, formatting and wording that no sheet shows need no entry.
    """
    with findings_reported():
        collection = loaded(folder)
        now = changelog.read(file)
        barrier(changelog.unknown_names(now, collection))
    if base is None:
        _list(now, collection)
        return
    try:
        _check(base, folder, now, file, collection)
    except CannotRead as error:
        raise click.UsageError(str(error)) from None


def _list(now: Changelog, collection: Collection) -> None:
    for slug, sheet in collection.pathways.items():
        for entry in now.about(sheet, collection):
            if entry.release == UNRELEASED:
                out.print(f"{slug}: {entry.plain}", markup=False)


def _check(base: str, folder: Path, now: Changelog, file: Path, collection: Collection) -> None:
    old_text = text_at(base, file)
    try:
        old = changelog.changelog(Source(file.as_posix(), old_text)) if old_text else None
        with folder_at(base, folder) as before:
            was = loaded(before) if any(before.glob("*.toml")) else None
    except InvalidInput as invalid:
        raise CannotRead(
            f"the pathways or the changelog at {base} have faults, so nothing can be compared: "
            f"{next(iter(invalid.findings)).message}"
        ) from None
    found = [*touched(was, collection)]
    missing = [*unexplained(iter(found), added(old, now), collection)]
    for one in missing:
        err.print(f"{one.kind} `{one.slug}` ({one.what}): no new entry tells of it", markup=False)
    if missing:
        slug = missing[0].slug
        err.print(
            f"{plural(len(missing), 'change')} since {base} not told in {file}; below "
            f"`## {UNRELEASED}` and `### Clinical` write a line such as\n"
            f"  - **{capital(slug.replace('-', ' '))}** (`{slug}`): what changes at the bedside, "
            f"and why.\nor one that says “all pathways”, if it holds for all of them",
            markup=False,
        )
        sys.exit(1)
    told = f"{plural(len(found), 'sheet')} changed since {base}, each is told in {file}"
    out.print(told if found else f"no clinical change since {base}", markup=False)
