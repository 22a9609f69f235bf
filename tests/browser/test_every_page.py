"""Every page of the site in a real browser: accessible, never sideways, silent, marked as draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from site_pages import ROOT, SLUGS

from stepwell.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

PATHWAYS = [f"pathways/{slug}/" for slug in SLUGS]
READ_MOST = ["", *PATHWAYS, "404.html"]
OTHERS = [
    "how-to-read/",
    "offline/",
    "changes/",
    "about/",
    "about/review-status/",
    "editing/",
    "editing/first-pathway/",
    "editing/file-format/",
    "editing/reference/",
    "editing/hosting/",
    "quality/",
    "registers/medications/",
    "registers/contested/",
    "registers/sources/",
    "registers/facts/",
    "registers/questions/",
    "registers/advised-against/",
    "registers/benefits/",
    "registers/glossary/",
    "registers/guidelines/",
    "tools/",
    "leaflets/",
    "leaflets/refractory-basics/",
    "leaflets/refractory-more/",
    "checks/",
    "decisions/",
    "downloads/",
    "c/",
    f"c/{next(iter(load(ROOT / 'pathways').released))}/",
]
WINDOWS = (360, "light"), (1280, "dark"), (360, "dark"), (1280, "light")
"""Two show each width and each scheme; four, each of their pairs."""
VISITS = [
    *((path, *window) for path in READ_MOST[:3] for window in WINDOWS),
    *((path, *window) for path in READ_MOST[3:] for window in WINDOWS[:2]),
    *((path, *WINDOWS[index % 2]) for index, path in enumerate(OTHERS)),
]

VIOLATIONS = {"resultTypes": ["violations"]}


@pytest.mark.parametrize(("path", "width", "scheme"), VISITS)
def test_a_page_has_no_barrier_that_axe_knows(
    visit: Callable[..., Page], path: str, width: int, scheme: str
) -> None:
    page = visit(path, width=width, scheme=scheme)
    result = Axe().run(page, options=VIOLATIONS)
    assert [
        (one["id"], node["target"], node["failureSummary"])
        for one in result.response["violations"]
        for node in one["nodes"]
    ] == []


def test_the_search_dialog_has_no_barrier_that_axe_knows(visit: Callable[..., Page]) -> None:
    page = visit("", width=360)
    page.locator("label.md-header__button[for=__search]").click()
    page.locator(".md-search__input").fill("back pain")
    page.locator(".md-search__input").press("End")
    page.locator(".md-search-result__item").first.wait_for()
    assert [one["id"] for one in Axe().run(page, options=VIOLATIONS).response["violations"]] == []


def test_no_page_scrolls_sideways_at_320_pixels(visit: Callable[..., Page], site: Path) -> None:
    sideways = {}
    rules = sorted(site.glob("checks/P*/index.html"))
    alike = [*sorted(site.glob("c/*/index.html"))[3:], *({*rules} - {*rules[::8]})]
    for file in sorted({*site.rglob("*.html")} - {*alike}):
        path = file.relative_to(site).as_posix().removesuffix("index.html")
        page = visit(path, width=320, height=640)
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > 320:
            sideways[path] = wide
    assert sideways == {}


@pytest.mark.parametrize("path", READ_MOST)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_draft_mark_is_on_the_first_screen(
    visit: Callable[..., Page], path: str, width: int
) -> None:
    page = visit(path, width=width)
    box = page.locator(".site-notice").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 120


@pytest.mark.parametrize("path", READ_MOST)
def test_what_a_finger_must_hit_is_large_enough(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, width=360)
    small = page.evaluate("""() => [...document.querySelectorAll(
        'button, summary, .md-header label, .md-header a, .sw-button, .sw-jump a')]
        .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        .map(one => [one, one.getBoundingClientRect()])
        .filter(([one, box]) => box.width && box.height && (box.width < 43.5 || box.height < 43.5))
        .map(([one, box]) => [one.outerHTML.slice(0, 90), box.width, box.height])""")
    assert small == []


def test_nothing_is_kept_on_the_device_but_the_colour_scheme(visit: Callable[..., Page]) -> None:
    for path in READ_MOST:
        page = visit(path)
    page.locator("label[for^=__palette]:visible").click()
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.endswith(".__palette")] == []
    assert page.context.cookies() == []


def test_the_colour_scheme_follows_the_device_until_the_reader_chooses(
    visit: Callable[..., Page],
) -> None:
    assert (
        visit("about/", scheme="dark", width=1000)
        .locator("body")
        .get_attribute("data-md-color-scheme")
        == "slate"
    )
    page = visit("about/", scheme="light", width=1000)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    page.locator("label[for^=__palette]:visible").click()
    page.locator("label[for^=__palette]:visible").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_site_is_set_in_its_own_typeface(visit: Callable[..., Page], scheme: str) -> None:
    page = visit("how-to-read/", scheme=scheme)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('400 16px \"Source Sans Pro\"')")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith(
        '"Source Sans Pro"'
    )
