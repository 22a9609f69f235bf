"""What the commands say: findings, progress, what was built and how long it took.

Colour and progress on a terminal, plain text in a pipe.
"""

from __future__ import annotations

import sys
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from stepwell.diagnostics import InvalidInput
from stepwell.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stepwell.build import Site
    from stepwell.checking import Timings
    from stepwell.diagnostics import Findings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_CANNOT_RUN = {"missing-folder"}
_STYLES = {
    r"(?m)^\S+:\d+:\d+": "bold",
    r"(?m)error\[P\d{3}\]": "bold red",
    r"(?m)warning\[P\d{3}\]": "bold yellow",
    r"(?m)^ *\d* \|": "dim",
    r"(?m)(?<=\| ) *\^+.*$": "cyan",
}
"""Parts of a report and how a terminal shows them."""


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal; silence in a pipe."""
    if not err.is_terminal:
        yield None
        return
    columns = (TextColumn("rendering"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("rendering", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def findings_reported(tell: Callable[[Findings], None] | None = None) -> Iterator[None]:
    """Report what stops a stage, by `tell` if given, and leave with its exit code."""
    try:
        try:
            yield
        except InvalidInput as invalid:
            (tell or report)(invalid.findings)
            sys.exit(2 if {one.rule.name for one in invalid.findings} & _CANNOT_RUN else 1)
    except OSError as error:
        err.print(f"stepwell cannot go on: {error}", markup=False)
        sys.exit(2)


def report(findings: Findings, form: str = "full") -> None:
    """All findings in a format for people, and how to learn more about the worst."""
    shown = Text(FORMATS[form](findings, ""))
    for pattern, style in _STYLES.items():
        shown.highlight_regex(pattern, style)
    err.print(shown, end="")
    worst = min(findings, key=lambda one: one.rule.severity, default=None)
    if worst:
        err.print(f"for more about a code: stepwell explain {worst.rule.code}", markup=False)


def shown(said: str) -> None:
    """Text as it is; on a terminal its long lines are folded under their beginnings."""
    for line in said.splitlines():
        indent = " " * (len(line) - len(line.lstrip(" -0123456789.→!")))
        folded = [line]
        if out.is_terminal:
            folded = textwrap.wrap(line, min(out.width, 100), subsequent_indent=indent) or [""]
        for one in folded:
            out.print(one, markup=False)


def counted(counts: Mapping[str, int]) -> str:
    """`3 pathways, 1 block, …`."""
    return ", ".join(
        f"{count} {name if count != 1 else name[:-1]}" for name, count in counts.items()
    )


def told(made: Site, timings: Timings) -> None:
    """What was built and how long each stage took."""
    if made.findings:
        report(made.findings)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(made.kinds.items()))
    out.print(f"built {counted(made.counts)}")
    out.print(f"      {kinds}; {made.rendered} charts with their pages and cards rendered anew")
    out.print("  ".join(f"{name} {seconds:.2f} s" for name, seconds in timings.stages.items()))
