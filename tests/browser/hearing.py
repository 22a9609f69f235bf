"""What a page asks for and complains of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass
class Heard:
    """What a page did that no page of this site may do."""

    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self, page: Page, host: str) -> None:
        page.on("request", lambda one: self._request(one.url, host))
        page.on("console", lambda one: self._error(one.type, one.text, one.location.get("url", "")))
        page.on("pageerror", lambda one: self.errors.append(str(one)))

    def _request(self, url: str, host: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != host:
            self.elsewhere.append(url)

    def _error(self, kind: str, text: str, url: str) -> None:
        if kind in {"error", "warning"}:
            self.errors.append(f"{url}: {text}")
