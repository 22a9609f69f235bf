"""The zip of the site, unpacked on a ward, in a browser that may ask nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader
from walkers import answer, start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

WINDOWS = [(1280, "light"), (360, "dark")]


@dataclass
class Refused:
    """A network that refuses all, and remembers what was tried."""

    tried: list[str] = field(default_factory=list)

    def __call__(self, route: Route) -> None:
        if urlsplit(route.request.url).scheme == "file":
            route.continue_()
        else:
            self.tried.append(route.request.url)
            route.abort()


@pytest.fixture(params=WINDOWS, ids=["wide and light", "phone and dark"])
def page(browser: Browser, unpacked: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The start page; afterwards nothing was asked elsewhere and nothing complained of."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(8000)
    refused, said = Refused(), list[str]()
    context.route("**/*", refused)
    opened = context.new_page()
    opened.on("console", lambda one: said.append(one.text))
    opened.on("pageerror", lambda one: said.append(str(one)))
    opened.on("requestfailed", lambda one: said.append(one.url))
    opened.goto((unpacked / "INDEX.html").as_uri())
    yield opened
    context.close()
    assert (refused.tried, said) == ([], [])


def test_it_opens_searches_walks_and_prints_without_a_network(page: Page, unpacked: Path) -> None:
    page.get_by_role("link", name="Open the site").click()
    page.wait_for_url("**/site/index.html")
    assert page.locator(".sw-copy").inner_text().startswith("Offline copy of 24 November 2026.")
    if page.viewport_size["width"] < 400:
        page.locator("label.md-header__button[for=__search]").click()
    page.locator(".md-search__input").fill("duloxetine")
    page.locator(".md-search__input").press("End")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url("**/site/pathways/*.html*")
    assert "duloxetine" in page.locator("article").inner_text().lower()

    card = page.get_by_role("link", name="Print on A4").evaluate("one => one.href")
    assert len(PdfReader(unquote(urlsplit(card).path)).pages) == 2

    page.goto((unpacked / "site" / "pathways" / "assessment.html").as_uri())
    start(page)
    assert answer(page, "yes")["fact"] is None
    assert page.locator(".sw-walk-advice").first.is_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.viewport_size["width"]


def test_the_start_page_and_the_line_have_no_barrier_and_are_printed(page: Page) -> None:
    options = {"resultTypes": ["violations"], "preload": False}
    assert [one["id"] for one in Axe().run(page, options=options).response["violations"]] == []
    page.get_by_role("link", name="Open the site").click()
    page.wait_for_url("**/site/index.html")
    found = Axe().run(page, options=options).response["violations"]
    assert [(one["id"], node["target"]) for one in found for node in one["nodes"]] == []
    page.emulate_media(media="print")
    assert page.locator(".sw-copy").is_visible()


def test_light_and_dark_are_chosen_in_it_as_on_the_site(page: Page) -> None:
    page.get_by_role("link", name="Open the site").click()
    page.wait_for_url("**/site/index.html")
    colour = "getComputedStyle(document.querySelector('.sw-copy')).backgroundColor"
    seen = set()
    for _ in range(3):
        seen.add(page.evaluate(colour))
        page.locator("form[data-md-component=palette] label:visible").click()
    assert len(seen) == 2
