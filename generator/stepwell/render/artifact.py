"""A file to publish."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A path below the site's docs folder, with forward slashes, and its bytes."""

    path: str
    content: bytes
