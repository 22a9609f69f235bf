"""The command `check`: every fault of a collection, reported."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell import build, mkdocs_site, publish
from stepwell.checking import checked
from stepwell.options import CACHE, Examples, as_of_option, day, folder_argument, no_cache_option
from stepwell.report import FOR_PEOPLE, FORMATS, summary
from stepwell.terminal import counted, findings_reported, out, report

if TYPE_CHECKING:
    from datetime import datetime

    from stepwell.diagnostics import Findings


@click.command(
    cls=Examples,
    examples=(
        "stepwell check",
        "stepwell check other/pathways --as-of 2027-12-01",
        "stepwell check --strict",
        "stepwell check --format concise",
        "stepwell check --format sarif --into findings.sarif",
    ),
)
@folder_argument
@as_of_option
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS]),
    default="full",
    show_default=True,
    help="How findings are told; all but full and concise are for other programs.",
)
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write them in that format to FILE, and tell people here as ever.",
)
@no_cache_option
def check(
    folder: Path,
    as_of: datetime | None,
    strict: bool,
    form: str,
    into: Path | None,
    no_cache: bool,
) -> None:
    """Check every pathway in DIR (pathways/), run its cases, prove its logic, report findings."""
    tell = partial(_tell, form=form, into=into, folder=folder)
    with findings_reported(tell):
        cache = None if no_cache else CACHE
        collection, findings, _ = checked(folder, day(as_of), cache=cache)
        tell(findings)
        if into or form in FOR_PEOPLE:
            out.print(f"checked {counted(build.count(collection))}: {summary(findings)}")
        if strict and findings:
            sys.exit(1)


def _tell(findings: Findings, form: str, into: Path | None, folder: Path) -> None:
    """Findings in their format: to a file, to a pipe alone, or to people."""
    if form not in FOR_PEOPLE or into:
        rules_at = mkdocs_site.rules_at(Path("mkdocs.yml"), folder)
        made = FORMATS[form](findings, rules_at)
        if not into:
            click.echo(made, nl=False)
            return
        publish.files({into.name: made.encode("utf-8", "replace")}, into.parent)
    if findings:
        report(findings, form if form in FOR_PEOPLE else "full")
