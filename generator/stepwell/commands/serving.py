"""The command `serve`: a live preview that follows every save, and shows faults in the browser."""

from __future__ import annotations

import errno
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepwell.commands.building import config_option, read_settings
from stepwell.options import Examples, as_of_option, day
from stepwell.preview import Preview
from stepwell.preview_server import PreviewServer, quiet
from stepwell.terminal import err, out, report

if TYPE_CHECKING:
    from datetime import datetime

    from stepwell.preview import Shown


@click.command(
    cls=Examples, examples=("stepwell serve", "stepwell serve --open --addr 127.0.0.1:8001")
)
@config_option
@click.option(
    "--addr",
    metavar="HOST:PORT",
    help="Where to serve; default is dev_addr of the settings, else 127.0.0.1:8000.",
)
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@as_of_option
def serve(config: Path, addr: str | None, opens: bool, as_of: datetime | None) -> None:
    """Show the site and follow every save; faults are shown over the page."""
    settings = read_settings(config)
    address = _address(addr) if addr else settings.address
    quiet()
    # a preview that is asked to end ends as by Ctrl-C, and leaves nothing behind; a shell that
    # began it in the background would have Ctrl-C passed over
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="stepwell-") as folder:
        preview = Preview(config, Path(folder), lambda: day(as_of))
        server = PreviewServer(preview, address, settings.base_url, _tell)
        for path in settings.watched:
            server.watch(str(path))
        out.print(f"the preview is at {server.url}; Ctrl-C ends it")
        try:
            with suppress(KeyboardInterrupt):
                server.serve(open_in_browser=opens)  # type: ignore[no-untyped-call]
        except OSError as error:
            err.print(_refused(error, address), markup=False)
            sys.exit(2)
        finally:
            server.shutdown()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.UsageError(f"--addr {text}: expected HOST:PORT, such as 127.0.0.1:8001")
    return host.strip("[]"), int(port)


def _refused(error: OSError, address: tuple[str, int]) -> str:
    host, port = address
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; name another: stepwell serve --addr {host}:{port + 1}"
    return f"stepwell cannot serve at {host}:{port}: {error}"


def _tell(shown: Shown) -> None:
    """One line a save, or what is wrong with it."""
    if shown.rebuilt:
        out.print(f"{shown.seconds:5.2f} s  {shown.rebuilt}", markup=False)
    if shown.faults:
        if shown.faults.findings:
            report(shown.faults.findings)
        for one in shown.faults.said:
            err.print(one, markup=False)
        if shown.faults.stopped:
            err.print("the last good site is still shown; save again when this is mended")
