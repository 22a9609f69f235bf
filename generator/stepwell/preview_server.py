"""The server of a preview: MkDocs' own, which says what is wrong and what is new.

Takes a `Preview` and an address; answers every page with a script at its end that
asks for changes. A page is loaded anew only when its bytes, a style or a script
have changed; faults appear without that.
"""

from __future__ import annotations

import hashlib
import json
import logging
import posixpath
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from mkdocs.livereload import LiveReloadServer

from stepwell.explain import UnknownRule, explain
from stepwell.render.overlay import overlay, script, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stepwell.preview import Preview, Shown

_ASK = "livereload/stepwell"
"""Where pages ask, below the address of the site."""
_RULES = "livereload/rules/"
_LOOK = 0.15
"""Seconds between two looks at the files."""
_SETTLE = 0.03
"""Seconds without a change after which a save is taken to be complete."""
_LINGER = 3.0
"""Seconds for which a page that has asked is taken to be open."""


class PreviewServer(LiveReloadServer):
    """Serves the last good site, and follows the files in the thread that calls `serve`."""

    poll_response_timeout = 20

    def __init__(
        self,
        preview: Preview,
        address: tuple[str, int],
        base_url: str,
        tell: Callable[[Shown], None],
    ) -> None:
        mount = urlsplit(base_url).path or "/"
        super().__init__(lambda: None, *address, root=".", mount_path=mount, polling_interval=_LOOK)
        self.error_handler = self._error_page
        self.build_delay = _SETTLE
        self._preview = preview
        self._tell = tell
        self._site: Path | None = None
        self._overlay = ""
        self._assets = ""
        self._asked: dict[str, float] = {}
        self._want_rebuild = True  # the first time nothing has to change

    def _build_loop(self) -> None:
        while not self._shutdown:
            with self._rebuild_cond:
                while not self._rebuild_cond.wait_for(
                    lambda: self._want_rebuild or self._shutdown, timeout=self.shutdown_delay
                ):
                    pass  # an interrupt is heard between two waits
                while self._rebuild_cond.wait(timeout=self.build_delay):
                    pass  # more files are being saved
                self._want_rebuild = False
            for shown in self._preview.refresh(lambda: self._want_rebuild, self._open_pages):
                self._show(shown)
                self._tell(shown)

    def _show(self, shown: Shown) -> None:
        """From now on, this; whoever waits for news has it at once."""
        assets = _digest(shown.root) if shown.root != self._site else self._assets
        with self._epoch_cond:
            if shown.root:
                self._site, self.root, self._assets = shown.root, str(shown.root), assets
            self._overlay = overlay(shown.faults, f"{self.mount_path}{self._rules()}")
            self._wanted_epoch += 1
            self._visible_epoch = self._wanted_epoch
            self._epoch_cond.notify_all()

    def _open_pages(self) -> set[str]:
        """The addresses of pages that a browser shows, below the root."""
        now = time.monotonic()
        seen = {page for page, asked in [*self._asked.items()] if now - asked < _LINGER}
        return {self._file(page) for page in seen}

    def _rules(self) -> str:
        """Where the pages of rules are: in the site, or those that the program brings."""
        return (
            "checks/"
            if self._site and (self._site / "checks/P101/index.html").is_file()
            else _RULES
        )

    def _serve_request(
        self, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].removeprefix(self.mount_path)
        if path == _ASK:
            return _answer(start_response, "application/json", self._news(environ))
        if path.startswith(_RULES):
            try:
                text = explain(path.removeprefix(_RULES).strip("/"))
            except UnknownRule:
                return None
            return _answer(start_response, "text/plain; charset=utf-8", text)
        if self._site is None and environ["PATH_INFO"].startswith(self.mount_path):
            page = self._inject_js_into_html(waiting().encode(), 0).decode()
            return _answer(start_response, "text/html; charset=utf-8", page)
        served: Iterable[bytes] | None = super()._serve_request(environ, start_response)
        return served

    def _news(self, environ: dict[str, Any]) -> str:
        """What a page that asked should know, as soon as it differs from what it knows."""
        asked = parse_qs(environ["QUERY_STRING"])
        page, epoch = asked.get("page", ["/"])[0], asked.get("epoch", [""])[0]
        deadline = time.monotonic() + self.poll_response_timeout
        with self._epoch_cond:
            while str(self._visible_epoch) == epoch and (left := deadline - time.monotonic()) > 0:
                self._asked[page] = time.monotonic()
                self._epoch_cond.wait(min(left, 1))
            self._asked[page] = time.monotonic()
            said = {"epoch": str(self._visible_epoch), "overlay": self._overlay}
            return json.dumps({**said, "mark": self._mark_of(page)})

    def _file(self, page: str) -> str:
        """The file of a page's address, below the root and never above it."""
        inside = page.removeprefix(self.mount_path) + ("index.html" if page.endswith("/") else "")
        return posixpath.normpath(f"/{inside}").lstrip("/")

    def _mark_of(self, page: str) -> str:
        if self._site is None:
            return self._mark(waiting().encode())
        file = self._site / self._file(page)
        return self._mark(file.read_bytes() if file.is_file() else self._missing())

    def _mark(self, content: bytes) -> str:
        """What a page was made of, in short."""
        return hashlib.sha256(self._assets.encode() + content).hexdigest()[:16]

    def _missing(self) -> bytes:
        file = (self._site or Path()) / "404.html"
        return file.read_bytes() if file.is_file() else b"<!doctype html><p>There is no such page."

    def _error_page(self, code: int) -> bytes | None:
        return self._inject_js_into_html(self._missing(), 0) if code == 404 else None

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:  # noqa: ARG002
        body, end, rest = content.rpartition(b"</body>")
        added = script(f"{self.mount_path}{_ASK}", self._mark(content)).encode()
        return body + added + end + rest if end else content + added


def quiet() -> None:
    """Nothing of MkDocs' log reaches the terminal; its server speaks up when it fails itself."""
    logging.getLogger("mkdocs").addHandler(logging.NullHandler())
    log = logging.getLogger("mkdocs.livereload")
    log.propagate = False
    log.setLevel(logging.ERROR)


def _answer(start_response: Any, kind: str, text: str) -> list[bytes]:
    start_response("200 OK", [("Content-Type", kind), ("Cache-Control", "no-store")])
    return [text.encode()]


def _digest(root: Path | None) -> str:
    """The styles and scripts of a site, in short."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")) if root else ():
        if path.suffix in {".css", ".js"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()
