"""Collections made from the minimal one, and what Stepwell finds in them.

A change is written as on the pages of the rules: a fenced block whose title is
a file, or a part of one (`example.toml, head`, `example.toml, step offer`).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stepwell.checking import checked
from stepwell.collection import Collection
from stepwell.diagnostics import Findings, InvalidInput

MINIMAL = Path(__file__).parent / "good" / "minimal"
EXAMPLE = (MINIMAL / "example.toml").read_text()
"""Its pathway."""
CASES = (MINIMAL / "example.cases.toml").read_text()
"""The cases of its pathway, which take every way there is."""
AS_OF = date(2026, 7, 1)
"""The day on which every test checks; the minimal collection is due in 2030."""

Collect = Callable[[Mapping[str, str]], tuple[Collection, Findings]]
"""What the fixture `collect` gives: files by name to what is loaded and found."""

FENCE = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
"""A fenced block of a page: its language, its title if it has one, what stands in it."""
_STEP = re.compile(r"^\[\[step\]\]$", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """One fenced block: a file or a part of one, or commands when it has no title."""

    language: str
    title: str
    body: str

    def apply(self, above: Path) -> None:
        """Make the change in the collection `pathways` below the folder `above`."""
        if self.language == "sh":
            command = ["sh", "-e", "-c", self.body]
            subprocess.run(command, cwd=above, check=True, capture_output=True)
            return
        name, _, part = self.title.partition(", ")
        path = above / "pathways" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(put(path.read_text(), part, self.body) if part else self.body)


def changes(markdown: str) -> Iterator[Change]:
    """The fenced blocks of a text, in order."""
    for found in FENCE.finditer(markdown):
        yield Change(found["language"], found["title"] or "", found["body"])


def minimal(above: Path) -> Path:
    """A copy of the minimal collection, as the folder `pathways` below `above`."""
    return Path(shutil.copytree(MINIMAL, above / "pathways"))


def examine(folder: Path) -> Findings:
    """Everything that is found in a folder."""
    try:
        return checked(folder, AS_OF)[1]
    except InvalidInput as invalid:
        return invalid.findings


def edited(*edits: tuple[str, str], extra: str = "") -> dict[str, str]:
    """The minimal pathway with each old text replaced by its new one, once."""
    text = EXAMPLE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return {"example.toml": text + extra}


def names(collect: Collect, files: Mapping[str, str]) -> list[str]:
    """The rules that files over the minimal collection break, in the order of the report."""
    return [one.rule.name for one in collect(files)[1]]


def put(text: str, part: str, body: str) -> str:
    """The text of a pathway with its head, or one of its steps, replaced; a new step at the end."""
    starts = [found.start() for found in _STEP.finditer(text)]
    head, steps = text[: starts[0]], _cut(text, starts)
    if part == "head":
        return "".join([body, "\n", *steps])
    wanted = f'id = "{part.removeprefix("step ")}"'
    kept = [body + "\n" if wanted in step.splitlines() else step for step in steps]
    return "".join([head, *kept])


def _cut(text: str, starts: list[int]) -> list[str]:
    ends = [*starts[1:], len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
