"""A site rendered into the cache by a process of its own, which can be ended at any moment.

Takes what `build.site` takes; gives nothing but the cache filled, or raises what
stopped it. Ended the moment that `superseded` says so: what it would have made is
out of date.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import TYPE_CHECKING

from stepwell.build import site
from stepwell.diagnostics import Findings, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

_LOOK = 0.05
"""Seconds between two looks at whether the work is superseded."""
_POLITE = 10
"""How much the process stands back behind the one that an editor waits for."""


class Superseded(Exception):
    """The files have changed since the work began."""


class Broken(Exception):
    """The process ended without a result; says what is known of it."""


def render_aside(
    folder: Path, as_of: date, base_url: str, cache: Path, superseded: Callable[[], bool]
) -> None:
    """Fill the cache; InvalidInput when a sheet is at fault, Superseded when told so."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    # not a daemon: it has workers of its own
    process = context.Process(target=_render, args=(sender, folder, as_of, base_url, cache))
    process.start()
    sender.close()
    try:
        while not receiver.poll(_LOOK):
            if superseded():
                raise Superseded
        said = receiver.recv()
    except EOFError:
        raise Broken("the process that prints the sheets ended early") from None
    finally:
        _end(process)
        receiver.close()
    if isinstance(said, Findings):
        raise InvalidInput(said)
    if said:
        raise Broken(said)


def _render(sender: Connection, folder: Path, as_of: date, base_url: str, cache: Path) -> None:
    """What the process does; its workers belong to its group and end with it."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
        os.nice(_POLITE)
    try:
        site(folder, as_of, base_url, cache)
    except InvalidInput as invalid:
        sender.send(invalid.findings)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told where the editor looks
        sender.send(f"{type(error).__name__}: {error}")
    else:
        sender.send(None)


def _end(process: SpawnProcess) -> None:
    if process.is_alive() and process.pid:
        try:
            if os.getpgid(process.pid) == process.pid:
                os.killpg(process.pid, signal.SIGKILL)
        except (AttributeError, ProcessLookupError):
            pass  # no groups on this system, or it has just ended
        process.kill()
    process.join()
    process.close()
