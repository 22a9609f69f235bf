"""Real repositories of git, made by the command itself."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_WHO = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")


def git(folder: Path, *words: str) -> None:
    """One command of git in a folder."""
    subprocess.run(["git", *_WHO, "-C", str(folder), *words], check=True, capture_output=True)


def commit(folder: Path, message: str) -> None:
    """Everything as it is now, as one more revision; the first makes the repository."""
    if not (folder / ".git").exists():
        git(folder, "init", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "-m", message)
