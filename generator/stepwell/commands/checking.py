"""The command `check`: every fault of a collection, reported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from stepwell import build
from stepwell.checking import checked
from stepwell.options import CACHE, Examples, as_of_option, day, folder_argument, no_cache_option
from stepwell.report import summary
from stepwell.terminal import counted, findings_reported, out, report

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@click.command(
    cls=Examples,
    examples=(
        "stepwell check",
        "stepwell check other/pathways --as-of 2027-12-01",
        "stepwell check --strict",
    ),
)
@folder_argument
@as_of_option
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@no_cache_option
def check(folder: Path, as_of: datetime | None, strict: bool, no_cache: bool) -> None:
    """Check every pathway in DIR (pathways/), run its cases, prove its logic, report findings."""
    with findings_reported():
        cache = None if no_cache else CACHE
        collection, findings, _ = checked(folder, day(as_of), cache=cache)
        if findings:
            report(findings)
        out.print(f"checked {counted(build.count(collection))}: {summary(findings)}")
        if strict and findings:
            sys.exit(1)
