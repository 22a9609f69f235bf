"""A real browser on the finished site, served on this machine; a missing browser fails."""

from __future__ import annotations

import functools
import http.server
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hearing import Heard
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from provide import executable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a site with its own headers and 404 page, as a host does.

    Says nothing, and closes each connection with its answer: none is left open at the end.
    """

    def end_headers(self) -> None:
        for line in (Path(self.directory) / "_headers").read_text().splitlines()[1:]:
            self.send_header(*line.strip().split(": ", 1))
        super().end_headers()

    def send_error(self, code: int, *_: object) -> None:
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, with a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; every name but this machine's resolves to nothing."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=executable(),
            args=[
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--disable-dev-shm-usage",
            ],
        )
        yield launched
        launched.close()


@dataclass
class Visitor:
    """Opens pages of the site in one kind of window, each kind once."""

    browser: Browser
    address: str
    heard: Heard = field(default_factory=Heard)
    windows: dict[tuple[object, ...], tuple[BrowserContext, Page]] = field(default_factory=dict)

    def __call__(
        self,
        path: str = "",
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        script: bool = True,
    ) -> Page:
        kind = (width, height, scheme, script)
        if kind not in self.windows:
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                java_script_enabled=script,
                reduced_motion="reduce",
            )
            context.set_default_timeout(8000)
            # as in a browser that knows none: a worker would fetch the whole site in each window
            context.add_init_script("delete Navigator.prototype.serviceWorker")
            page = context.new_page()
            self.heard.listen(page, urlsplit(self.address).netloc)
            self.windows[kind] = (context, page)
        page = self.windows[kind][1]
        page.goto(self.address + path, wait_until="load")
        return page

    def close(self) -> None:
        for context, _ in self.windows.values():
            context.close()


@pytest.fixture(scope="session")
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    one = Visitor(browser, address)
    yield one
    one.close()


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Callable[..., Page]]:
    """Open a page; afterwards no request left the site and the console is clean."""
    visitor.heard.elsewhere.clear()
    visitor.heard.errors.clear()
    yield visitor
    assert visitor.heard.elsewhere == []
    assert visitor.heard.errors == []
