"""The live preview, as an editor sees it: a real server, real files, a real browser."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from examples import EXAMPLE, minimal
from playwright.sync_api import Error, expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PATIENCE = 90_000
"""Milliseconds after which something that ought to come is taken not to come."""
SETTINGS = """site_name: Preview
site_url: https://preview.example/guide/
docs_dir: content
strict: true
theme: {name: material, font: false, custom_dir: overrides}
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables,
  pymdownx.details, pymdownx.superfences]
plugins: [search, stepwell: {cache: .cache}]
"""
ASKS = "Who should be offered exampline?"
BROKEN = EXAMPLE.replace('goto = "offer"', 'goto = "<img src=x>"')
LINE = next(at for at, line in enumerate(BROKEN.splitlines(), 1) if "<img" in line)


@dataclass
class Preview:
    """A running preview of one folder, and what it has said."""

    folder: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    heard: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.heard:
                self.said.append(line)
                self.heard.notify_all()

    def await_line(self, part: str, after: int = 0) -> str:
        """The first line with a part in it, of those said later than so many."""
        with self.heard:
            assert self.heard.wait_for(lambda: any(part in one for one in self.said[after:]), 90)
            return next(one for one in self.said[after:] if part in one)

    @property
    def address(self) -> str:
        found = re.search(r"http://\S+/guide/", self.await_line("the preview is at"))
        assert found
        return found[0]

    def save(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")


def _start(folder: Path, *more: str) -> subprocess.Popen[str]:
    (folder / "temporary").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "stepwell", "serve", "--as-of", "2026-07-01", *more],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(folder / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _free() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of the minimal collection, begun with a fault in it."""
    folder = tmp_path_factory.mktemp("preview")
    minimal(folder)
    for name, text in {
        "mkdocs.yml": SETTINGS,
        "content/own.md": "# Own\n\nWritten by hand.\n",
        "overrides/main.html": '{% extends "base.html" %}\n',
        "pathways/example.toml": BROKEN,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    one = Preview(folder, _start(folder, "--addr", _free()))
    thread = threading.Thread(target=one.listen)
    thread.start()
    yield one
    one.process.send_signal(signal.SIGINT)
    thread.join(60)
    one.process.kill()  # if it is still there: a test fails, and never hangs
    thread.join()
    assert one.process.stdout
    one.process.stdout.close()
    assert one.process.wait(60) == 0, one.said
    assert [*(folder / "temporary").iterdir()] == []  # nothing is left behind


@pytest.fixture
def page(preview: Preview, browser: Browser) -> Iterator[Page]:
    """The page of the pathway in a window of its own."""
    context = browser.new_context(viewport={"width": 900, "height": 500}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{preview.address}pathways/example/")
    yield page
    for one in context.pages:
        _leave(one)
    context.close()


@pytest.fixture
def good(preview: Preview, page: Page) -> Page:
    """The page as it is without a fault."""
    preview.save("pathways/example.toml", EXAMPLE)
    _expect_words(page, ASKS)
    expect(page.locator(".overlay")).to_have_count(0, timeout=PATIENCE)
    return page


def _leave(page: Page) -> None:
    """Bring a page to rest, which its server may be loading anew at this moment.

    Chromium never closes a page whose navigation is being committed:
    https://github.com/microsoft/playwright/issues/42068
    """
    for _ in range(20):
        with contextlib.suppress(Error):  # a reload crossed the way
            page.goto("about:blank")
            return
    raise AssertionError(f"{page.url} never came to rest")


def _elsewhere(page: Page, address: str) -> Page:
    """Another window at an address: no reload of the first one crosses its way there."""
    other = page.context.new_page()
    other.goto(address)
    return other


def _expect_words(page: Page, words: str) -> None:
    expect(page.locator("main").first).to_contain_text(words, timeout=PATIENCE)


def _overlay(page: Page, words: str) -> None:
    expect(page.locator(".overlay")).to_contain_text(words, timeout=PATIENCE)
    expect(page.locator(".overlay")).to_be_visible()


def test_a_fault_before_the_first_site_is_shown_and_its_mending_builds_the_site(
    preview: Preview, page: Page
) -> None:
    _expect_words(page, "The site is being built")
    _overlay(page, f"pathways/example.toml:{LINE}:")
    preview.save("pathways/example.toml", EXAMPLE)
    _expect_words(page, ASKS)
    expect(page.locator(".overlay")).to_have_count(0)


def test_an_edit_shows_itself_and_the_place_on_the_page_is_kept(
    preview: Preview, good: Page
) -> None:
    good.evaluate("scrollTo(0, 300)")
    preview.save("pathways/example.toml", EXAMPLE.replace("Wait and watch", "Wait, then watch"))
    _expect_words(good, "Wait, then watch")
    good.wait_for_function("scrollY === 300")


def test_a_fault_is_laid_over_the_last_good_page_until_it_is_mended(
    preview: Preview, good: Page
) -> None:
    preview.save("pathways/example.toml", BROKEN)
    _overlay(good, f"pathways/example.toml:{LINE}:")
    _expect_words(good, ASKS)
    overlay = good.locator(".overlay")
    assert overlay.get_attribute("role") == "alertdialog"
    assert overlay.evaluate("one => one.getRootNode().activeElement === one")
    assert overlay.locator("mark").inner_text() == '"<img src=x>"'  # text, and not an element
    assert overlay.locator("img").count() == 0
    assert Axe().run(good, context="stepwell-preview").violations_count == 0
    good.set_viewport_size({"width": 390, "height": 700})
    assert overlay.evaluate("one => one.scrollWidth <= one.clientWidth")
    good.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    good.get_by_role("button", name="1 error").click()
    expect(overlay).to_be_visible()
    with good.context.expect_page() as opened:
        overlay.get_by_role("link", name="P201").click()
    expect(opened.value.locator("body")).to_contain_text("P201")
    preview.save("pathways/example.toml", EXAMPLE.replace("Wait and watch", "Wait and hope"))
    _expect_words(good, "Wait and hope")
    expect(overlay).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("pathways/example.toml", "title = ", "pathways/example.toml:1:"),
        ("pathways/facts.toml", None, "weeks"),
        ("overrides/main.html", "{% extends %}\n", "main.html:1"),
        ("mkdocs.yml", "site_name: [\n", "mkdocs.yml"),
    ],
    ids=["broken TOML", "a deleted file", "a broken template", "broken settings"],
)
def test_whatever_fails_is_told_and_forgotten_when_it_is_mended(
    preview: Preview, good: Page, name: str, text: str | None, words: str
) -> None:
    path = preview.folder / name
    before = path.read_text()
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    _overlay(good, words)
    _expect_words(good, ASKS)
    path.write_text(before)
    expect(good.locator(".overlay")).to_have_count(0, timeout=PATIENCE)


def test_of_two_quick_saves_the_last_one_wins(preview: Preview, good: Page) -> None:
    said = len(preview.said)
    for words in ("Wait and see", "Wait and rest"):
        preview.save("pathways/example.toml", EXAMPLE.replace("Wait and watch", words))
    _expect_words(good, "Wait and rest")
    preview.await_line("the whole site", after=said)
    assert "Wait and rest" in good.request.get(good.url).text()


def test_a_page_written_by_hand_follows_and_a_warning_is_a_bar(
    preview: Preview, good: Page
) -> None:
    good = _elsewhere(good, f"{preview.address}own/")
    preview.save("content/own.md", "# Own\n\nWritten anew, with [a link](nowhere.md).\n")
    _expect_words(good, "Written anew")
    bar = good.get_by_role("button", name="1 message of MkDocs")
    expect(bar).to_be_visible(timeout=PATIENCE)
    expect(good.locator(".overlay")).to_be_hidden()
    bar.click()
    _overlay(good, "nowhere.md")
    preview.save("content/own.md", "# Own\n\nWritten by hand.\n")
    expect(good.locator(".bar")).to_have_count(0, timeout=PATIENCE)


def test_a_page_that_does_not_exist_yet_appears_when_it_does(preview: Preview, good: Page) -> None:
    good = _elsewhere(good, f"{preview.address}later/")
    preview.save("content/later.md", "# Later\n\nHere at last.\n")
    _expect_words(good, "Here at last")


def test_a_preview_has_no_service_worker(preview: Preview, good: Page) -> None:
    assert "offline.js" not in good.content()
    assert good.request.get(f"{preview.address}sw.js").status == 404


def test_a_port_in_use_is_told_in_one_sentence(preview: Preview) -> None:
    port = re.search(r":(\d+)/", preview.address)
    assert port
    second = _start(preview.folder, "--addr", f"127.0.0.1:{port[1]}")
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 2
    assert said.splitlines()[-1].startswith(f"port {port[1]} is in use; name another: ")
