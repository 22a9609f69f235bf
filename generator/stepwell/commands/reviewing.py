"""The command `review`: the packet to sign, the record of who signed, the check of both."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell import publish
from stepwell.checking import checked, loaded
from stepwell.commands.editions import collection_at
from stepwell.diagnostics import Findings, InvalidInput, did_you_mean
from stepwell.options import CACHE, Examples, as_of_option, day, pathways_option
from stepwell.render.card import PAPERS
from stepwell.render.templating import plural
from stepwell.review import record
from stepwell.review.changes import Changed, changed
from stepwell.review.history import last_approved
from stepwell.review.moved import due_moved_without_review
from stepwell.review.packet import packet
from stepwell.review.paper import packet_paper
from stepwell.revisions import CannotRead, folder_at
from stepwell.terminal import findings_reported, out, report

if TYPE_CHECKING:
    from datetime import datetime

    from stepwell.collection import Collection, Sheet
    from stepwell.render.card import Paper

_DATE = click.DateTime(["%Y-%m-%d"])
_NO_EDITION = "No edition of this pathway has been approved: everything is new."


@click.command(
    cls=Examples,
    examples=(
        "stepwell review medicines",
        "stepwell review medicines --since v2026.1 --paper letter --into medicines.pdf",
        'stepwell review flare --by "Full Name" --role Nurse --compared "qaseem2017acp: 2017"',
        "stepwell review --check main",
    ),
)
@click.argument("slug", required=False)
@click.option(
    "--since",
    metavar="REVISION",
    help="Tell what changed since then; default is the last approved edition.",
)
@click.option("--paper", type=click.Choice([*PAPERS]), default="a4", show_default=True)
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the packet there; default review-SLUG-PAPER.pdf.",
)
@click.option("--by", "name", metavar="NAME", help="Record a review instead: the full name.")
@click.option("--role", metavar="ROLE", help="Profession or role of the reviewer.")
@click.option(
    "--compared",
    "sources",
    metavar="SOURCE:EDITION",
    multiple=True,
    help="A source that was compared, and the edition that was read; may be repeated.",
)
@click.option("--date", "on", type=_DATE, metavar="DATE", help="Day of the review; default today.")
@click.option("--due", type=_DATE, metavar="DATE", help="The new day of the next review.")
@click.option(
    "--check",
    "base",
    metavar="BASE",
    help="Instead, fail if a day of review moved since BASE without a record.",
)
@pathways_option
@as_of_option
def review(
    slug: str | None,
    since: str | None,
    paper: Paper,
    into: Path | None,
    name: str | None,
    role: str | None,
    sources: tuple[str, ...],
    on: datetime | None,
    due: datetime | None,
    base: str | None,
    folder: Path,
    as_of: datetime | None,
) -> None:
    """Make the packet that reviewers of SLUG compare and sign, or record what they did.

    The packet holds all that is in the pathway and its blocks, with room for a pen.
    """
    told = bool(name or role or sources or on or due)
    if base:
        if slug or since or into or told:
            raise click.UsageError("--check is about all pathways and goes with --pathways alone")
        _check(base, folder)
        return
    if not slug:
        raise click.UsageError("name a pathway, such as: stepwell review medicines")
    if told:
        if since or into:
            raise click.UsageError("--since and --into belong to the packet, not to a record")
        _record(slug, folder, name, role, sources, on, due, as_of)
    else:
        _packet(slug, folder, since, paper, into, as_of)


def _packet(
    slug: str,
    folder: Path,
    since: str | None,
    paper: Paper,
    into: Path | None,
    as_of: datetime | None,
) -> None:
    with findings_reported():
        made = checked(folder, day(as_of), cache=CACHE)
        sheet = _sheet(slug, made.collection)
        differs = _since(since, sheet, made.collection, folder)
        content = packet(made, sheet, differs, day(as_of))
        artifact, faults = packet_paper(content, sheet, made.collection, paper)
        if faults:
            raise InvalidInput(Findings.of(faults, made.collection.sources))
    target = into or Path(artifact.path)
    publish.files({target.name: artifact.content}, target.parent)
    out.print(f"wrote {target}", markup=False)
    out.print(f"what changed: {differs.since} {differs.summary}", markup=False)


def _sheet(slug: str, collection: Collection) -> Sheet:
    if slug not in collection.pathways:
        near = did_you_mean(slug, collection.pathways)
        raise click.UsageError(f"there is no pathway `{slug}`{f'; {near}' if near else ''}")
    return collection.pathways[slug]


def _since(since: str | None, sheet: Sheet, collection: Collection, folder: Path) -> Changed:
    """What changed since a revision, or else since the last approved edition."""
    if since:
        return changed(
            sheet,
            collection_at(since, folder, "no revision"),
            collection,
            f"Since revision {since}.",
        )
    try:
        found = last_approved(folder / f"{sheet.slug}.toml")
        if found is None:
            return Changed("Since the last approved edition.", _NO_EDITION)
        label = f"Since edition {found.edition}, approved in revision {found.revision[:10]}."
        with folder_at(found.revision, folder) as there:
            return changed(sheet, loaded(there), collection, label)
    except CannotRead as error:
        return Changed("Since the last approved edition.", f"No history can be read here: {error}.")
    except InvalidInput:
        return Changed(label, "Its files cannot be read any more: take everything as new.")


def _record(
    slug: str,
    folder: Path,
    name: str | None,
    role: str | None,
    sources: tuple[str, ...],
    on: datetime | None,
    due: datetime | None,
    as_of: datetime | None,
) -> None:
    if not (name and role and sources):
        raise click.UsageError("a record needs --by, --role and at least one --compared")
    with findings_reported():
        collection = loaded(folder)
    sheet = _sheet(slug, collection)
    date = on.date() if on else day(as_of)
    if date > day(as_of):
        raise click.UsageError(f"the review is dated {date.isoformat()}, which is still to come")
    try:
        compared = [record.compared(one, sheet, collection) for one in sources]
        one = record.reviewer(name, role, date, compared)
        text = record.recorded(sheet.source, one, due.date() if due else None)
    except record.CannotRecord as error:
        raise click.UsageError(str(error)) from None
    path = folder / f"{slug}.toml"
    publish.files({path.name: text.encode()}, folder)
    before, after = sheet.source.text.splitlines(), text.splitlines()
    lines = difflib.unified_diff(before, after, str(path), str(path), lineterm="", n=1)
    for line in lines:
        out.print(line, markup=False)
    out.print(f"recorded in {path}; the status stays as it is", markup=False)
    out.print("next: commit it; if the pathway is to be approved, change its `status` in a")
    out.print(f"      proposal of its own, then run: stepwell check {folder}", markup=False)


def _check(base: str, folder: Path) -> None:
    with findings_reported():
        new = loaded(folder)
        old = collection_at(base, folder, "no revision")
    found = Findings.of(due_moved_without_review(old, new), new.sources)
    if found:
        report(found)
        sys.exit(1)
    out.print(f"{plural(len(new.pathways), 'pathway')}: no day of review moved without a record")
