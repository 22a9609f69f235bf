"""The page that compares two editions, in a real browser: accessible, and never sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from editions import REALISTIC, edited, shipped

from stepwell.checking import loaded
from stepwell.diff import difference
from stepwell.diff.page import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page on several changes at once."""
    folder: Path = tmp_path_factory.mktemp("editions")
    new = loaded(edited(folder, [one for edits in REALISTIC.values() for one in edits]))
    return page(difference(shipped(), new), shipped(), new, "old", "new")


@pytest.fixture(params=[(320, "dark"), (1280, "light")], ids=["phone", "desktop"])
def shown(request: pytest.FixtureRequest, browser: Browser, compared: str) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.set_content(compared)
    yield opened
    context.close()


def test_the_page_has_no_barrier_and_never_scrolls_sideways(shown: Page) -> None:
    found = Axe().run(shown, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], node["target"]) for one in found for node in one["nodes"]] == []
    size = shown.viewport_size
    assert size
    assert shown.evaluate("document.scrollingElement.scrollWidth") == size["width"]


def test_before_and_after_stand_beside_each_other_where_there_is_room(shown: Page) -> None:
    before, after = (shown.locator(".charts figure").nth(index).bounding_box() for index in (0, 1))
    size = shown.viewport_size
    assert before
    assert after
    assert size
    beside = before["y"] == after["y"] and after["x"] > before["x"]
    assert beside is (size["width"] > 1000)
