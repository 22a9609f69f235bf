"""A server that can be killed, and sites of a newer edition."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from stepwell.publish import with_worker


class Server:
    """A folder served by a process of its own; every server of a test has the same address."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"
        self._process: subprocess.Popen[bytes] | None = None

    def serve(self, folder: Path) -> None:
        """Serve a folder in place of the one before; back when it answers."""
        self.kill()
        options = [str(self.port), "--bind", "127.0.0.1", "--directory", str(folder)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "http.server", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def changed(site: Path, into: Path, name: str, content: bytes | None) -> Path:
    """A copy of a site in which one file holds something else, or is gone."""
    shutil.copytree(site, into, copy_function=os.link)
    (into / name).unlink()
    if content is not None:
        (into / name).write_bytes(content)
    return into


def edition(site: Path, into: Path, mark: str, day: date = date(2027, 2, 3)) -> Path:
    """A copy of a site of which every page, a style, a script and every sheet bear a mark."""
    shutil.copytree(site, into)
    for page in into.rglob("*.html"):
        page.write_text(re.sub(r"<body\b", f'<body data-edition="{mark}"', page.read_text("utf-8")))
    assets = into / "assets" / "stepwell"
    for name, text in (
        ("reader.js", f'document.documentElement.dataset.script = "{mark}";'),
        ("chart.css", f":root {{ --edition: {mark}; }}"),
    ):
        (assets / name).write_text((assets / name).read_text("utf-8") + text)
    for sheet in into.rglob("*.pdf"):
        sheet.write_bytes(sheet.read_bytes() + f"% {mark}\n".encode())
    with_worker(into, day)
    # the server compares whole seconds: two editions of one second would be one to it
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    os.utime(into / "sw.js", (moment, moment))
    return into
