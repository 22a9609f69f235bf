"""What many tests share: the real site, built once; small collections; the way to regenerate."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import examples
import pytest
from hypothesis import HealthCheck, settings

from stepwell.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.collection import Collection
    from stepwell.diagnostics import Findings

ROOT = Path(__file__).parent.parent

# The same examples on every run, however slow the machine; new ones are looked for with
# `--hypothesis-profile=default`.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the finished site, built strictly."""
    into = tmp_path_factory.mktemp("published") / "site"
    _run("mkdocs", "build", "--strict", "--quiet", "--site-dir", str(into))
    return into


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the offline copy, packed by the command and unpacked under an awkward name."""
    folder = tmp_path_factory.mktemp("packed")
    _run("stepwell", "pack", "--as-of", "2026-11-24", "--into", str(folder / "copy.zip"))
    place = folder / "Station 3 – Überblick"
    with zipfile.ZipFile(folder / "copy.zip") as archive:
        archive.extractall(place)
    (found,) = place.iterdir()
    return found


def _run(*command: str) -> None:
    """A command on the site of this project; what it said if it failed."""
    built = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr + built.stdout


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write the expected reports anew; then read the diff"
    )


@pytest.fixture
def minimal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the minimal collection: the folder `pathways` of the current folder."""
    monkeypatch.chdir(tmp_path)
    examples.minimal(tmp_path)
    return Path("pathways")


@pytest.fixture
def collect(minimal: Path) -> examples.Collect:
    """Files over the minimal collection to the collection and what is found in it."""

    def collected(files: Mapping[str, str]) -> tuple[Collection, Findings]:
        for name, body in files.items():
            path = minimal / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body)
        return load(minimal), examples.examine(minimal)

    return collected
