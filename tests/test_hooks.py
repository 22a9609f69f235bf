"""What a commit must pass: each hook on a sound copy, and on one with a fault planted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spelling
import yaml
from repositories import git

ROOT = Path(__file__).parent.parent
(_HOOKS,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
HOOKS = {one["id"]: one for one in _HOOKS["hooks"]}

FAULTS = {
    "check": ("pathways/refractory.toml", 'goto      = "mindbody"', 'goto      = "mindbdy"'),
    "schema": ("pathways/medicines.toml", "edition = ", "editoin = "),
    "spelling": ("pathways/blocks/duloxetine.toml", "title ", "title = 'Duloxetin' # "),
}
"""A fault for each hook: the file, the old text and the new one."""
TOLD = {"check": "error[P201]", "schema": "editoin", "spelling": "`Duloxetin` is not a known word"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a commit would hold it, with the environment of these tests."""
    folder = tmp_path_factory.mktemp("hooks") / "copy"
    folder.mkdir()
    for name in ("content", "pathways", "tests/spelling.py", ".pre-commit-config.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else _copied)(source, folder / name)
    bin_ = folder / ".venv" / "bin"
    bin_.mkdir(parents=True)
    _script(bin_ / "python", f'exec "{sys.executable}" "$@"')
    _script(bin_ / "stepwell", f'exec "{sys.executable}" -m stepwell "$@"')
    _script(bin_ / "tombi", f'exec "{Path(sys.executable).with_name("tombi")}" "$@"')
    git(folder, "init")
    git(folder, "add", "content", "pathways", "tests", ".pre-commit-config.yaml")
    return folder


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def _run(hook: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One hook on every file, run by the tool that runs it at a commit."""
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--all-files"],
        cwd=folder,
        env={
            **os.environ,
            "PRE_COMMIT_HOME": str(folder / ".cache" / "pre-commit"),
            "PYTHONPATH": str(ROOT / "generator"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_lets_a_sound_commit_pass_and_stops_one_with_a_fault(hook: str, copy: Path) -> None:
    sound = _run(hook, copy)
    assert (sound.returncode, "Passed" in sound.stdout) == (0, True), sound.stdout
    name, old, new = FAULTS[hook]
    path = copy / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    try:
        stopped = _run(hook, copy)
    finally:
        path.write_text(text, "utf-8")
    assert (stopped.returncode, TOLD[hook] in stopped.stdout) == (1, True), stopped.stdout


def test_every_hook_has_a_fault_that_it_stops() -> None:
    assert HOOKS.keys() == FAULTS.keys() == TOLD.keys()


def test_hooks_need_nothing_beyond_the_environment() -> None:
    assert _HOOKS["repo"] == "local"
    for one in HOOKS.values():
        assert one["language"] == "system"
        assert one["entry"].startswith(".venv/bin/")


# --- spelling ---


@pytest.fixture(scope="module")
def dictionary() -> spelling.SpellChecker:
    return spelling.known(ROOT / spelling.WORDS)


def test_the_words_are_sorted_and_each_is_needed() -> None:
    words = (ROOT / spelling.WORDS).read_text("utf-8").split("\n")
    assert words == [*sorted({word for word in words if word}), ""]
    dictionary = spelling.SpellChecker(distance=1)
    assert {*dictionary.known(words)} == set()
    assert [word for word in words if word != word.lower()] == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.toml", 'do = "Give duloxetin, ibuprofen."', [(1, 12, "duloxetin")]),
        ("a.toml", '\nsay = "Übung – for ≥ 4 patinets"', [(2, 8, "Übung"), (2, 24, "patinets")]),
        ("a.toml", 'id = "cbt-qqx"\nwhen = "qqx or wk > 3"\nqqx = "Rest"', []),
        ("a.md", "Run `stepwel`, see [here](qqx.md).\n\n```toml\nqqx\n```\nNSAIDs help.", []),
        ("a.md", "A patient’s hand, duloxetine’s dose, e-mail, qqx-ray", [(1, 46, "qqx")]),
    ],
)  # fmt: skip
def test_a_word_that_nobody_knows_is_told_where_it_stands(
    name: str,
    text: str,
    found: list[tuple[int, int, str]],
    tmp_path: Path,
    dictionary: spelling.SpellChecker,
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    told = spelling.unknown([tmp_path / name], dictionary)
    assert [(one.line, one.column, one.word) for one in told] == found
