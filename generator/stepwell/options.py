"""What the commands share: help that ends in examples, the day, the cache."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell.clock import today

if TYPE_CHECKING:
    from datetime import date, datetime

CACHE = Path(".cache/stepwell")
"""Where a run keeps what the next one may use again."""


class Examples(click.Command):
    """A command whose help ends in examples, kept line by line."""

    def __init__(self, *args: object, examples: tuple[str, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.examples = examples

    def format_epilog(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            formatter.write("".join(f"  {example}\n" for example in self.examples))


folder_argument = click.argument(
    "folder", metavar="[DIR]", type=click.Path(path_type=Path), default="pathways"
)
pathways_option = click.option(
    "--pathways",
    "folder",
    metavar="DIR",
    default="pathways",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of pathways.",
)
as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge review dates as of this day (2026-11-01); default today.",
)
no_cache_option = click.option("--no-cache", is_flag=True, help="Do everything anew.")


def day(as_of: datetime | None) -> date:
    """The day to judge by: the one asked for, or today."""
    return as_of.date() if as_of else today()
