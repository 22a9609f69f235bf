"""A page of the guide, done to the letter: its files written, its commands run.

A fenced block with a title is a file, a part of one (`…, step wish`) or a text to
add to one (`…, at the end`). A block of the language `console` holds commands and
what they print. A line `…` stands for any lines, and `…` within a line for any words.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from click.testing import CliRunner
from examples import FENCE, put

from stepwell.cli import main

_PROGRAM = """\
#!{python}
import datetime
from stepwell import clock
clock.today = lambda: datetime.date(2026, 12, 1)
from stepwell.cli import main
main(prog_name="stepwell")
"""
"""The real program, on a day on which no date of the guide has passed."""


_REFUSED = re.compile(r"error\[|^not released", re.MULTILINE)
"""What is said with exit code 1."""
_TIMES = re.compile(r"^(?:load|prove) .*\d s$", re.MULTILINE)
"""Lines that differ from run to run."""


Run = Callable[[str, Path], tuple[int, str]]
"""A command and the folder to run it in, to its exit code and what it printed."""


class Shell:
    """Runs any command as a reader's terminal does, with `stepwell` at hand."""

    def __init__(self, tools: Path) -> None:
        tools.mkdir()
        program = tools / "stepwell"
        program.write_text(_PROGRAM.format(python=sys.executable))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self._env = {
            **{name: text for name, text in os.environ.items() if not name.startswith("GIT_")},
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": str(tools / "gitconfig"),
        }
        (tools / "gitconfig").write_text(
            "[user]\nname = Reader\nemail = reader@example.org\n[init]\ndefaultBranch = main\n"
        )

    def __call__(self, command: str, folder: Path) -> tuple[int, str]:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


def in_process(command: str, folder: Path) -> tuple[int, str]:
    """Run one command of the program alone, without the cost of starting it."""
    program, *arguments = shlex.split(command)
    assert program == "stepwell"
    with contextlib.chdir(folder):
        done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.output


class Follower:
    """Someone who does what a page says, in a folder of their own."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder = folder
        self._run = run

    def follow(self, page: str) -> str:
        """Do all of it; the page with what was really printed."""
        return FENCE.sub(self._block, page)

    def _block(self, found: re.Match[str]) -> str:
        body = found["body"]
        if found["language"] == "console":
            new = "".join(self._command(*one) for one in _commands(body))
            return found[0].replace(f"\n{body}```", f"\n{new}```")
        if found["title"]:
            self._write(found["title"], body)
        return found[0]

    def _write(self, title: str, body: str) -> None:
        name, _, part = title.partition(", ")
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_text("utf-8") if part else ""
        if part == "at the end":
            body = f"{old}\n{body}"
        elif part:
            body = put(old, part, body)
            assert body != old, f"{title} changes nothing"
        path.write_text(body, "utf-8")

    def _command(self, command: str, shown: str) -> str:
        """Run one; the command and what it printed, or what is shown when that is the same."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return f"$ {command}\n"
        code, printed = self._run(command, self.folder)
        assert code == (1 if _REFUSED.search(printed) else 0), printed
        same = _fits(shown, printed) if shown else code == 0
        return f"$ {command}\n{shown if same else _TIMES.sub('…', printed)}"


def _commands(body: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def _fits(shown: str, printed: str) -> bool:
    lines = (
        "(?:.*\n)*?" if line == "…\n" else re.escape(line).replace("…", ".*?")
        for line in shown.splitlines(keepends=True)
    )
    return re.fullmatch("".join(lines), printed) is not None
