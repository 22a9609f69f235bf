"""Speed, measured in one run as ratios: each against something beside it, never against a clock.

Run by `make bench`. Exit 0 when every ratio is within its bound, 1 when one is not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engines import rates
from generated import generate

RUNS = 3
BARE = """site_name: Bare
docs_dir: docs
site_dir: bare
theme: {name: material, font: false}
markdown_extensions: [admonition, attr_list, md_in_html, tables, footnotes, pymdownx.details]
"""


@dataclass(frozen=True)
class Ratio:
    """One figure with the bound it must keep."""

    said: str
    value: float
    bound: float

    @property
    def kept(self) -> bool:
        return self.value <= self.bound

    def __str__(self) -> str:
        word = "ok  " if self.kept else "OVER"
        return f"{word}  {self.value:8.3f}  (at most {self.bound:g})  {self.said}"


def _run(where: Path, *command: str) -> float:
    """Seconds of a whole process."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", *command], cwd=where, check=True, capture_output=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    return time.perf_counter() - begun


def _least(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(RUNS))


def _render(where: Path, *more: str) -> float:
    return _run(where, "stepwell", "render", "--into", "docs", "--as-of", "2026-07-01", *more)


WITHOUT_PAPER = (
    "import stepwell.workers as workers; from stepwell.cli import main;"
    "workers.printed_sheets = lambda *_: iter(()); workers.leaf = lambda *_: None;"
    "main(['render', '--into', 'docs', '--no-cache', '--as-of', '2026-07-01'])"
)
"""A cold render of pages, charts and registers; paper has a bound of its own."""


def _pages(where: Path) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", WITHOUT_PAPER], cwd=where, check=True, capture_output=True
    )
    return time.perf_counter() - begun


def _peak(where: Path) -> float:
    """Megabytes of the largest process of one cold render."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-c', sys.argv[1]], check=True, capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", code, WITHOUT_PAPER]
    out = subprocess.run(command, cwd=where, check=True, capture_output=True, text=True)
    return int(out.stdout) / (1024 if sys.platform == "linux" else 1024 * 1024)


def _prove(where: Path) -> float:
    """Seconds of the proofs alone, on one core."""
    command = [sys.executable, "-m", "stepwell", "prove", "--no-cache"]
    made = subprocess.run(command, cwd=where, check=True, capture_output=True, text=True)
    return float(made.stdout.split()[-2])


def _paper() -> tuple[float, str]:
    """Seconds of one core for all paper of a shipped pathway of twelve boxes, and what that is."""
    code = (
        "import time; from pathlib import Path;"
        "from stepwell.load import load; from stepwell.graph import chart;"
        "from stepwell.workers import printed_sheets;"
        "shipped = load(Path('pathways')); first, *_ = shipped.blocks.values();"
        "[*printed_sheets(first, shipped, '')];"  # fonts and templates are read once a process
        "sheet = next(one for one in shipped.pathways.values() if len(chart(one).nodes) == 12);"
        "begun = time.process_time(); made = [*printed_sheets(sheet, shipped, 'https://a.example')];"
        "print(time.process_time() - begun, len(made), sheet.slug)"
    )
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", code]
    made = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    seconds, count, slug = made.stdout.split()
    return float(seconds), f"{count} sheets of `{slug}`"


def _preview() -> tuple[float, float]:
    """Seconds until the largest pathway shows an edit, and of the whole site, cache warm."""
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from stepwell.preview import Preview; from stepwell.preview_server import quiet;"
        "quiet(); folder = Path(sys.argv[1]); day = date(2026, 7, 1);"
        "path = Path('pathways/refractory.toml'); text = path.read_text();"
        "one = Preview(Path('mkdocs.yml'), folder, lambda: day);"
        "follow = lambda: one.refresh(lambda: False, lambda: {'pathways/refractory/index.html'});"
        "[*follow()]; *_, whole = follow();"
        "path.write_text(text.replace('tried next', 'tried now', 1));"
        "edit = next(follow()); assert edit.rebuilt, edit; print(edit.seconds, whole.seconds)"
    )
    root = Path(__file__).parent.parent.parent
    with tempfile.TemporaryDirectory() as folder:
        for name in ("content", "overrides", "pathways"):
            shutil.copytree(root / name, Path(folder, name))
        shutil.copy(root / "mkdocs.yml", folder)
        command = [sys.executable, "-c", code, str(Path(folder, "preview"))]
        made = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True,
                              env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})  # fmt: skip
    edit, whole = made.stdout.split()
    return float(edit), float(whole)


def _edit(where: Path, word: str) -> str:
    """Change one file, render; what the command says it rendered anew."""
    path = where / "pathways" / "pathway-7.toml"
    path.write_text(path.read_text().replace("a short time", word))
    command = ["stepwell", "render", "--into", "docs", "--as-of", "2026-07-01"]
    made = subprocess.run(
        [sys.executable, "-m", *command], cwd=where, check=True, capture_output=True, text=True
    )
    return made.stdout


def main() -> int:
    """Measure and report."""
    with tempfile.TemporaryDirectory() as folder:
        small, middle, large = (Path(folder) / name for name in ("100", "200", "1000"))
        for where, count in ((small, 100), (middle, 200), (large, 1000)):
            where.mkdir()
            generate(where / "pathways", count)
        (middle / "mkdocs.yml").write_text(BARE)

        cold = _render(middle, "--no-cache")
        pages = _least(lambda: _pages(middle))
        bare = _least(lambda: _run(middle, "mkdocs", "--quiet", "build"))
        _render(middle)
        warm = _least(lambda: _render(middle))
        start = _least(lambda: _run(middle, "stepwell", "--version"))
        said = _edit(middle, "one week")
        hundred = _least(lambda: _pages(small))
        thousand = _pages(large)
        peak = _peak(large)
        proven = _prove(large)
    paper, sheets = _paper()
    edit, whole = _preview()
    engines = rates()

    ratios = [
        Ratio("cold render of 200 pathways without paper / bare mkdocs build of that Markdown",
              pages / bare, 1),
        Ratio("warm render / cold render, both without the start of the process",
              (warm - start) / (cold - start), 1 / 20),
        Ratio("sheets rendered anew after an edit of one file",
              float(said.split("; ")[1].split()[0]), 1),
        Ratio("1,000 pathways / 100 pathways, without paper", thousand / hundred, 11),
        Ratio(f"{sheets}, all on paper / one second of one core", paper, 1),
        Ratio("an edit shown by the preview / its whole site, cache warm", edit / whole, 1 / 3),
        Ratio("peak memory at 1,000 pathways, of 500 MB", peak / 500, 1),
        Ratio("proofs of 1,000 pathways / their cold render without paper", proven / thousand, 1),
        Ratio("100,000 traced walks a second of one core / those measured",
              100_000 / engines["stepwell"], 1),
        Ratio("zen-engine / stepwell, decisions on one ten-rule table",
              engines["zen-engine"] / engines["stepwell"], 1 / 20),
        Ratio("cel-python / stepwell, the same",
              engines["cel-python"] / engines["stepwell"], 1 / 20),
    ]  # fmt: skip
    seconds = {
        "cold": cold,
        "cold without paper": pages,
        "warm": warm,
        "bare mkdocs": bare,
        "100": hundred,
        "1,000": thousand,
        "an edit shown": edit,
    }
    told = [f"{name} {value:.2f} s" for name, value in seconds.items()]
    sys.stdout.write(f"{', '.join(told)}, peak {peak:.0f} MB\n")
    sys.stdout.write(", ".join(f"{name} {rate:,.0f}/s" for name, rate in engines.items()) + "\n")
    sys.stdout.write("".join(f"{one}\n" for one in ratios))
    return 0 if all(one.kept for one in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
