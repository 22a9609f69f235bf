"""The site's own search, used as a reader uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def search(page: Page, words: str) -> list[str]:
    """The pages found, best first."""
    for typed, told in (("", "Type to start"), (words, "matching document")):
        page.locator(".md-search__input").fill(typed)
        page.locator(".md-search__input").press("End")
        page.locator(".md-search-result__meta", has_text=told).wait_for()
    return page.locator(".md-search-result__item").evaluate_all(
        "all => all.map(one => one.querySelector('a').pathname)"
    )
