"""The options `--format` and `--into`: findings to people, to a pipe alone, or to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell import mkdocs_site, publish
from stepwell.report import FOR_PEOPLE, FORMATS
from stepwell.terminal import report

if TYPE_CHECKING:
    from stepwell.diagnostics import Findings

format_option = click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS]),
    default="full",
    show_default=True,
    help="How findings are told; all but full and concise are for other programs.",
)
into_option = click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write that report to FILE; the terminal shows what it always does.",
)


@dataclass(frozen=True)
class Teller:
    """Tells findings of a folder in the format, and at the place, that were asked for."""

    form: str
    into: Path | None
    folder: Path

    @property
    def alone(self) -> bool:
        """Whether standard output belongs to the report, which a program reads."""
        return self.form not in FOR_PEOPLE and not self.into

    def __call__(self, findings: Findings) -> None:
        """Tell all findings; programs are told as well when there are none."""
        if self.alone:
            click.echo(self._made(findings), nl=False)
            return
        if self.into:
            content = self._made(findings).encode("utf-8", "replace")
            publish.files({self.into.name: content}, self.into.parent)
        if findings:
            report(findings, self.form if self.form in FOR_PEOPLE else "full")

    def _made(self, findings: Findings) -> str:
        rules_at = mkdocs_site.rules_at(Path("mkdocs.yml"), self.folder)
        return FORMATS[self.form](findings, rules_at)
