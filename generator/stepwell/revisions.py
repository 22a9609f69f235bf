"""A folder as git keeps it: at a revision, and what has changed in it since.

Takes names of revisions as git understands them; gives folders to read, which are
gone when the block ends, and paths. Runs `git`, never writes into the repository.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class CannotRead(Exception):
    """Git, the repository or the revision is not there; says which in a sentence."""


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Path]:
    """The files of `folder` as they were at a revision, in a folder of their own.

    A folder that did not exist then is empty; CannotRead if the revision is unknown.
    """
    inside = _inside(folder)
    tree = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    listed = _git(folder, "ls-tree", "--full-tree", "--name-only", tree, "--", f"{inside}/")
    with tempfile.TemporaryDirectory(prefix="stepwell-") as kept:
        if listed:
            root = Path(_git(folder, "rev-parse", "--show-toplevel"))
            packed = _run(root, "archive", "--format=tar", tree, "--", inside)
            with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
                tar.extractall(kept, filter="data")
        yield Path(kept) / inside if listed else Path(kept)


def changed(base: str, folder: Path) -> list[str]:
    """Files below `folder` that differ from revision `base`, by their paths in the repository."""
    inside = _inside(folder)
    root = Path(_git(folder, "rev-parse", "--show-toplevel"))
    listed = _run(root, "diff", "--name-only", "-z", base, "--", inside).decode()
    fresh = _run(root, "ls-files", "--others", "--exclude-standard", "-z", "--", inside).decode()
    return sorted({one for one in (*listed.split("\0"), *fresh.split("\0")) if one})


def text_at(revision: str, file: Path) -> str | None:
    """The text of a file as it was at a revision; None if it did not exist then."""
    tree = _git(file.parent, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    inside = (Path(_inside(file.parent)) / file.name).as_posix()
    root = Path(_git(file.parent, "rev-parse", "--show-toplevel"))
    if not _git(root, "ls-tree", "--name-only", tree, "--", inside):
        return None
    return _run(root, "show", f"{tree}:{inside}").decode("utf-8", "replace")


def versions(path: Path) -> Iterator[tuple[str, str]]:
    """A file at each revision that changed it, the newest first: revision and text.

    Its name is followed no further than git keeps it; what is not committed is not among them.
    """
    for revision in _git(path.parent, "log", "--format=%H", "--", path.name).split():
        if (text := text_at(revision, path)) is not None:
            yield revision, text


def _inside(folder: Path) -> str:
    """The path of a folder within its repository."""
    if not folder.is_dir():
        raise CannotRead(f"the folder {folder} does not exist")
    return _git(folder, "rev-parse", "--show-prefix").rstrip("/") or "."


def _git(folder: Path, *words: str) -> str:
    return _run(folder, *words).decode().strip()


def _run(folder: Path, *words: str) -> bytes:
    try:
        made = subprocess.run(  # noqa: S603 - no shell, and git reads revisions as data
            ["git", "-C", str(folder), *words],  # noqa: S607 - git stands where the user has it
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise CannotRead("git is not installed; name two folders instead of revisions") from None
    if made.returncode:
        said = made.stderr.decode(errors="replace").strip().splitlines()
        wanted = words[-1].removesuffix("^{commit}")
        raise CannotRead(said[0] if said else f"git knows no revision `{wanted}`")
    return made.stdout
