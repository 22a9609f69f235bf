"""Artifacts onto the disk, all of them or none.

Takes artifacts or a freshly built folder and a place; leaves there the whole of
it. A failed or killed run leaves what was there before.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stepwell.render.artifact import Artifact


def write(artifacts: Iterable[Artifact], folder: Path) -> None:
    """Write every artifact below `folder`, which the caller owns."""
    for one in artifacts:
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` that takes its place when the block ends well."""
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    previous = target.with_name(f".{target.name}.previous")
    if previous.is_dir() and not target.exists():
        previous.rename(target)  # a run was killed between the two renames below
    shutil.rmtree(previous, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    fresh.chmod(0o755)
    try:
        yield fresh
        if target.exists():
            target.rename(previous)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(previous, ignore_errors=True)
