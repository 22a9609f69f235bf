"""The hosted site without a network: a server is killed, replaced, tampered with, taken back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hearing import Heard
from searching import search
from serving import Server, changed, edition
from waiting import until
from walkers import answer, start

from stepwell.publish import with_worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

DAY = date(2026, 11, 24)
READY = "() => document.documentElement.dataset.offline === 'ready'"
SHOWN = """() => [document.body.dataset.edition, document.documentElement.dataset.script,
  getComputedStyle(document.documentElement).getPropertyValue('--edition').trim()]"""
FETCHED = """async path => {
  const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
  return String.fromCharCode(...bytes.slice(-4));
}"""
UPDATED = """async () => {
  const held = await navigator.serviceWorker.getRegistration();
  const after = new Promise(done => {
    const ended = one => ['installed', 'redundant'].includes(one.state) && done(one.state);
    const watch = one => {
      if (!one) return;
      one.addEventListener('statechange', () => ended(one));
      ended(one);
    };
    watch(held.waiting || held.installing);
    held.addEventListener('updatefound', () => watch(held.installing));
  });
  await held.update();
  return after;
}"""
"""Look for a newer edition, and say how its worker ended."""
A, B = ["A"] * 3, ["B"] * 3


@pytest.fixture(scope="module")
def first(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as edition A: what no test marks, of a known day."""
    return edition(site, tmp_path_factory.mktemp("editions") / "a", "A", DAY)


@pytest.fixture(scope="module")
def second(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edition(site, tmp_path_factory.mktemp("editions") / "b", "B")


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.kill()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(reduced_motion="reduce")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, server: Server, first: Path) -> Page:
    """A window on edition A as this device holds it since the visit before."""
    server.serve(first)
    opened = context.new_page()
    for _ in ("visit", "again"):
        opened.goto(server.address)
        until(opened, READY)
    return opened


def notice(page: Page, text: str) -> None:
    page.locator(".sw-notice", has_text=text).wait_for()


def silent(page: Page) -> bool:
    return page.locator(".sw-notice").inner_text() == ""


def test_after_one_visit_the_site_needs_no_server(
    context: BrowserContext, server: Server, first: Path
) -> None:
    server.serve(first)
    page = context.new_page()
    page.goto(server.address)
    until(page, READY)
    heard = Heard()
    heard.listen(page, server.address.split("/")[2])
    server.kill()
    page.goto(f"{server.address}pathways/assessment/")
    notice(page, "You are reading the offline copy of 24 November 2026.")
    start(page)
    assert answer(page, "yes")["fact"] is None
    assert page.locator(".sw-walk-advice").first.is_visible()
    page.goto(f"{server.address}registers/medications")
    assert page.url.endswith("registers/medications/")
    assert "/pathways/medicines/" in search(page, "duloxetine")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url("**/pathways/**")
    assert page.locator("h1").first.is_visible()
    assert page.evaluate("document.fonts.check('16px \"Source Sans Pro\"')")
    assert heard.elsewhere == []
    tried = [one for one in heard.errors if "sw.js" not in one]
    assert tried == []


def test_what_a_device_does_not_hold_is_said_in_words(page: Page, server: Server) -> None:
    server.kill()
    for path in ("pathways/nothing/", "cards/flare-a4.pdf"):
        page.goto(server.address + path)
        assert page.locator("h1").inner_text() == "Not on this device"
        page.locator("a").click()
        page.wait_for_url(server.address)


def test_with_a_network_and_the_newest_edition_nothing_is_said(page: Page, server: Server) -> None:
    page.goto(f"{server.address}how-to-read/")
    until(page, READY)
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    assert silent(page)


def test_a_newer_edition_is_offered_and_none_is_ever_mixed(
    context: BrowserContext, page: Page, server: Server, second: Path
) -> None:
    other = context.new_page()
    other.goto(f"{server.address}pathways/flare/")
    until(other, READY)
    assert other.evaluate(FETCHED, "/cards/flare-a4.pdf") == "% A\n"
    server.serve(second)
    page.goto(f"{server.address}pathways/imaging/")
    notice(page, "A newer edition of this site is here.")
    assert page.evaluate(SHOWN) == A
    page.goto(f"{server.address}quality/")
    assert page.evaluate(SHOWN) == A
    notice(page, "A newer edition of this site is here.")
    with page.expect_navigation():
        page.get_by_role("button", name="Show it").click()
    assert page.evaluate(SHOWN) == B

    notice(other, "Another window shows a newer edition")
    assert other.evaluate(SHOWN) == A
    assert other.evaluate(FETCHED, "/cards/flare-a4.pdf") == "% A\n"
    script = "async () => (await (await fetch('/assets/stepwell/reader.js')).text()).slice(-4)"
    assert other.evaluate(script) == '"A";'
    assert page.evaluate(script) == '"B";'
    with other.expect_navigation():
        other.get_by_role("button", name="Show the newer").click()
    assert other.evaluate(SHOWN) == B

    server.kill()
    page.goto(f"{server.address}about/")
    assert page.evaluate(SHOWN) == B
    notice(page, "You are reading the offline copy of 3 February 2027.")
    assert page.evaluate(FETCHED, "/cards/flare-a4.pdf") == "% B\n"
    assert page.evaluate("async () => (await caches.keys()).length") == 1


def test_a_newer_edition_takes_over_when_all_windows_are_closed(
    context: BrowserContext, page: Page, server: Server, second: Path
) -> None:
    server.serve(second)
    assert page.evaluate(UPDATED) == "installed"
    shown = A
    for _ in range(20):  # the worker of a closed window may still be at work
        page.close()
        page = context.new_page()
        page.goto(f"{server.address}about/")
        shown = page.evaluate(SHOWN)
        if shown == B:
            break
        assert shown == A
    assert shown == B


def test_a_sheet_of_another_edition_is_not_shown_for_this_one(
    page: Page, server: Server, second: Path
) -> None:
    page.goto(f"{server.address}pathways/flare/")
    server.serve(second)
    page.goto(f"{server.address}cards/flare-a4.pdf")
    assert page.locator("h1").inner_text() == "This file has changed"


def test_a_page_that_this_edition_does_not_have_comes_whole_from_the_server(
    page: Page, server: Server, second: Path, tmp_path: Path
) -> None:
    served = changed(second, tmp_path / "more", "sw.js", (second / "sw.js").read_bytes())
    (served / "new").mkdir()
    shutil.copy(served / "about" / "index.html", served / "new" / "index.html")
    script = """async () => (await (await fetch('/assets/stepwell/reader.js',
      { cache: 'no-store' })).text()).slice(-4)"""
    server.serve(served)
    page.goto(f"{server.address}new/")
    assert (page.evaluate("document.body.dataset.edition"), page.evaluate(script)) == ("B", '"B";')
    page.goto(f"{server.address}about/")
    assert (page.evaluate("document.body.dataset.edition"), page.evaluate(script)) == ("A", '"A";')


@pytest.mark.parametrize("name", ["pathways/flare/index.html", "sw.json"])
def test_a_file_with_other_bytes_than_the_table_names_stops_the_edition(
    page: Page, server: Server, second: Path, tmp_path: Path, name: str
) -> None:
    other = (second / name).read_bytes() + b" "
    server.serve(changed(second, tmp_path / "tampered", name, other))
    assert page.evaluate(UPDATED) == "redundant"
    page.goto(f"{server.address}pathways/imaging/")
    until(page, READY)
    assert (page.evaluate(SHOWN), silent(page)) == (A, True)
    until(page, "async () => (await caches.keys()).length === 1")
    server.kill()
    page.goto(f"{server.address}pathways/flare/")
    assert page.evaluate(SHOWN) == A


def test_the_same_files_of_another_day_are_no_newer_edition(
    page: Page, server: Server, first: Path
) -> None:
    before = (first / "sw.js").read_bytes()
    try:
        with_worker(first, date(2026, 11, 30))
        assert page.evaluate(UPDATED) == "installed"
        until(page, "async () => !(await navigator.serviceWorker.getRegistration()).waiting")
        assert (page.evaluate(SHOWN), silent(page)) == (A, True)
    finally:
        (first / "sw.js").write_bytes(before)


def test_every_sheet_is_kept_on_request_and_told(page: Page, server: Server, first: Path) -> None:
    sheets = {one.relative_to(first).as_posix() for one in first.rglob("*.pdf")}
    page.goto(f"{server.address}offline/")
    box = page.locator(".sw-offline")
    box.get_by_text(f"Printed sheets: 0 of {len(sheets)} kept.").wait_for()
    assert "the edition of 24 November 2026" in box.inner_text()
    box.get_by_role("button", name="Keep every printed sheet on this device").click()
    box.get_by_text(f"all {len(sheets)} kept").wait_for()
    assert not box.get_by_role("button").is_visible()
    server.kill()
    page.goto(f"{server.address}about/")
    some = sorted(sheets)[::9]
    assert [page.evaluate(FETCHED, f"/{path}") for path in some] == ["% A\n" for _ in some]


@pytest.mark.parametrize("worker", [None, b""], ids=["gone", "empty"])
def test_a_site_that_takes_its_worker_back_is_read_from_the_network(
    page: Page, server: Server, second: Path, tmp_path: Path, worker: bytes | None
) -> None:
    server.serve(changed(second, tmp_path / "plain", "sw.js", worker))
    page.goto(f"{server.address}about/")
    notice(page, "This site no longer keeps a copy on this device.")
    until(page, "async () => (await caches.keys()).length === 0")
    page.get_by_role("button", name="Reload").click()
    until(page, "() => document.body.dataset.edition === 'B'")
    page.goto(f"{server.address}quality/")
    assert page.evaluate("document.body.dataset.edition") == "B"


def test_a_device_without_room_reads_the_site_as_before(
    context: BrowserContext, server: Server, first: Path
) -> None:
    server.serve(first)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda one: faults.append(str(one)))
    context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": server.address.rstrip("/"), "quotaSize": 90000}
    )
    page.goto(server.address)
    until(
        page,
        """async () => { const held = await navigator.serviceWorker.getRegistration();
        return !held || !(held.installing || held.waiting || held.active); }""",
    )
    page.goto(f"{server.address}pathways/flare/")
    assert page.evaluate(SHOWN) == A
    until(page, "async () => (await caches.keys()).length === 0")
    assert (faults, page.locator(".sw-notice").count() and not silent(page)) == ([], False)
