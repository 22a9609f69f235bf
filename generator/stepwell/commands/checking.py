"""The command `check`: every fault of a collection, reported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from stepwell import build
from stepwell.checking import checked
from stepwell.commands.telling import Teller, format_option, into_option
from stepwell.options import CACHE, Examples, as_of_option, day, folder_argument, no_cache_option
from stepwell.report import summary
from stepwell.terminal import counted, findings_reported, out

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


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
@format_option
@into_option
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
    tell = Teller(form, into, folder)
    with findings_reported(tell):
        cache = None if no_cache else CACHE
        collection, findings, _ = checked(folder, day(as_of), cache=cache)
        tell(findings)
        if not tell.alone:
            out.print(f"checked {counted(build.count(collection))}: {summary(findings)}")
        if strict and findings:
            sys.exit(1)
