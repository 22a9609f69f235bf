"""What a page may do, in a real browser: all that it needs, and nothing that was put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from searching import search
from waiting import until
from walkers import answer, start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PAGES = (
    "",
    "pathways/medicines/",
    "tools/startback/",
    "leaflets/medicines-basics/",
    "c/",
    "checks/",
    "nowhere/",
)
WATCHED = """delete Navigator.prototype.serviceWorker;
window.refused = [];
addEventListener('securitypolicyviolation', one => refused.push(one.effectiveDirective));"""
PUT_IN = """([where, tag, given]) =>
  document[where].append(Object.assign(document.createElement(tag), given))"""
OTHER = "https://other.example/"
INJECTED = {
    "script-src-elem": ("head", "script", {"textContent": "window.ran = true"}),
    "script-src-attr": ("body", "div", {"innerHTML": "<img src='assets/x' onerror='ran = true'>"}),
    "style-src-elem": ("head", "style", {"textContent": "body { display: none }"}),
    "img-src": ("body", "img", {"src": OTHER}),
    "frame-src": ("body", "iframe", {"src": OTHER}),
    "object-src": ("body", "object", {"data": OTHER}),
    "base-uri": ("head", "base", {"href": OTHER}),
}
"""Something put into a page, by the directive that refuses it."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8000)
    context.add_init_script(WATCHED)
    yield context.new_page()
    context.close()


def refused(page: Page) -> list[str]:
    return page.evaluate("refused")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_its_search_need_nothing_that_the_policy_refuses(
    page: Page, address: str, path: str
) -> None:
    answered = page.goto(address + path)
    assert "script-src 'self' 'sha256-" in answered.headers["content-security-policy"]
    assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
    assert search(page, "opioid") != []
    page.evaluate("location.hash = 'x'; scrollTo(0, 1e6)")
    assert refused(page) == []


def test_a_walk_through_needs_nothing_that_the_policy_refuses(page: Page, address: str) -> None:
    page.goto(f"{address}pathways/assessment/")
    start(page)
    answer(page, "yes")
    assert page.locator(".sw-walk-live h3").count() == 1
    assert refused(page) == []


@pytest.mark.parametrize("directive", INJECTED)
def test_what_is_put_into_a_page_is_refused_by(page: Page, address: str, directive: str) -> None:
    page.goto(address)
    page.evaluate(PUT_IN, INJECTED[directive])
    until(page, "refused.length > 0")
    assert {*refused(page)} == {directive}
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    assert page.evaluate("document.baseURI") == address


def test_nothing_on_a_page_may_be_sent_to_another_host(page: Page, address: str) -> None:
    page.goto(address)
    told = page.evaluate("other => fetch(other).then(() => 'sent', () => 'not sent')", OTHER)
    assert (told, refused(page)) == ("not sent", ["connect-src"])


def test_no_other_site_may_show_a_page_in_a_frame(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.set_content(f"<iframe src='{address}'></iframe>")
    page.wait_for_load_state("load")
    assert [one.url for one in page.frames[1:]] == ["chrome-error://chromewebdata/"]


def test_a_page_names_no_address_to_the_sites_it_leads_to(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("Object.assign(document.body.appendChild(document.createElement('a')),"
                  " { href: '/about/' }).click()")  # fmt: skip
    page.wait_for_url("**/about/")
    assert page.evaluate("document.referrer") == ""
