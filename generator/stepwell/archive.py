"""Artifacts in one zip: the same bytes for the same artifacts.

Takes artifacts in their order and a day; gives the bytes. Every entry is a plain
file that all may read, dated with that day.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stepwell.render.artifact import Artifact

_FIRST_DAY = date(1980, 1, 1)
"""No zip knows an earlier one."""
_UNIX, _READABLE = 3, 0o100644 << 16


def zipped(
    artifacts: Iterable[Artifact], day: date = _FIRST_DAY, compression: int = zipfile.ZIP_STORED
) -> bytes:
    """The bytes of a zip."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for one in artifacts:
            entry = zipfile.ZipInfo(one.path, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, one.content, compression)
    return raw.getvalue()
