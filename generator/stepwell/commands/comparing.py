"""The command `diff`: what a change means, for which patients."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell import publish
from stepwell.checking import loaded
from stepwell.diagnostics import InvalidInput
from stepwell.diff import difference
from stepwell.diff.markdown import markdown
from stepwell.diff.page import page
from stepwell.diff.text import text
from stepwell.options import Examples, pathways_option
from stepwell.revisions import CannotRead, folder_at
from stepwell.terminal import findings_reported, out, report, shown

if TYPE_CHECKING:
    from stepwell.collection import Collection


@click.command(
    cls=Examples,
    examples=(
        "stepwell diff main",
        "stepwell diff v2026.1 v2026.2 --format html --into change.html",
        "stepwell diff last-year/pathways pathways",
    ),
)
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="Text, one comment for a pull request, or a page with charts before and after.",
)
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it there instead of printing it.",
)
@pathways_option
def diff(old: str, new: str | None, form: str, into: Path | None, folder: Path) -> None:
    """Say what changed clinically from OLD to NEW, and which patients are advised otherwise.

    OLD and NEW are folders or revisions of git; NEW is the working folder unless named.
    """
    with ExitStack() as stack, findings_reported():
        before = _collection(old, folder, stack)
        after = _collection(new, folder, stack) if new else loaded(folder)
        found = difference(before, after)
        match form:
            case "markdown":
                said = markdown(found, before, after)
            case "html":
                said = page(found, before, after, old, new or str(folder))
            case _:
                said = text(found)
    if into:
        publish.files({into.name: said.encode()}, into.parent)
        out.print(f"wrote {into}", markup=False)
    elif form == "text":
        shown(said)
    else:
        click.echo(said, nl=False)


def _collection(name: str, folder: Path, stack: ExitStack) -> Collection:
    """A folder if there is one of that name, else the folder of pathways at a revision."""
    if Path(name).is_dir():
        return loaded(Path(name))
    try:
        there = stack.enter_context(folder_at(name, folder))
    except CannotRead as error:
        raise click.UsageError(f"`{name}` is neither a folder nor a revision: {error}") from None
    try:
        return loaded(there)
    except InvalidInput as invalid:
        report(invalid.findings.moved(f"{there.parent}/", f"{name}:"))
        raise click.ClickException(f"`{name}` cannot be compared while it has faults") from None
