"""A site rendered into the cache by a process of its own, which can be ended at any moment.

Takes what `build.site` takes; gives nothing but the cache filled, or raises what
stopped it. Ended the moment that `superseded` says so: what it would have made is
out of date.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from stepwell.build import site
from stepwell.diagnostics import Findings, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from stepwell.render.surroundings import Surroundings

_LOOK = 0.05
"""Seconds between two looks at whether the work is superseded."""
_POLITE = 10
"""How much the process stands back behind the one that an editor waits for."""
_CODE = "from stepwell.aside import main; main()"


class Superseded(Exception):
    """The files have changed since the work began."""


class Broken(Exception):
    """The process ended without a result; says what is known of it."""


def render_aside(
    folder: Path,
    as_of: date,
    base_url: str,
    cache: Path,
    around: Surroundings,
    superseded: Callable[[], bool],
    scratch: Path,
) -> None:
    """Fill the cache; InvalidInput when a sheet is at fault, Superseded when told so.

    What a process that was ended leaves behind is in `scratch`.
    """
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", _CODE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(scratch)},
        start_new_session=True,  # its workers belong to its group and end with it
    )
    asked: bytes | None = pickle.dumps((folder, as_of, base_url, cache, around))
    try:
        while True:
            try:
                result, wrong = process.communicate(asked, timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                asked = None  # it has been sent
                if superseded():
                    raise Superseded from None
    finally:
        _end(process)
    if process.returncode:
        raise Broken(wrong.decode(errors="replace").strip() or "the sheets could not be printed")
    findings: Findings = pickle.loads(result)  # noqa: S301 - written by our own process
    if findings:
        raise InvalidInput(findings)


def main() -> None:
    """What the process does: render, and hand back what is at fault."""
    folder, as_of, base_url, cache, around = pickle.load(sys.stdin.buffer)  # noqa: S301 - ours
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    findings = Findings()
    try:
        site(folder, as_of, base_url, cache, around=around)
    except InvalidInput as invalid:
        findings = invalid.findings
    sys.stdout.buffer.write(pickle.dumps(findings))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it started, if it has not ended yet."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()
