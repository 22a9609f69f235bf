"""Asking a printed sheet its age, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stepwell.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

RELEASED = load(Path(__file__).parent.parent.parent / "pathways").released
CODE = next(one for one in RELEASED if {"0", "1"} & {*one})


def look_up(page: Page, typed: str) -> None:
    page.get_by_label("Code on the sheet").fill(typed)
    page.get_by_role("button", name="Look up").click()


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.upper(), f" {CODE[:4]} {CODE[4:]} ", CODE.replace("0", "O").replace("1", "l")],
)
def test_a_code_leads_to_its_sheet_however_it_is_typed(
    visit: Callable[..., Page], typed: str
) -> None:
    page = visit("c/", width=360)
    look_up(page, typed)
    page.wait_for_url(f"**/c/{CODE}/")
    assert page.locator("h1").inner_text().startswith(f"Sheet {CODE}")
    assert page.locator(".sw-sheet").inner_text().upper().startswith("CURRENT")


def test_a_code_that_nobody_released_is_told_so_and_leads_nowhere(
    visit: Callable[..., Page],
) -> None:
    page = visit("c/", width=360)
    address = page.url
    look_up(page, "zzzzzzzz")
    said = page.get_by_role("status").inner_text()
    assert "No sheet with the code zzzzzzzz was released here. Do not use it" in said
    assert page.url == address
    look_up(page, "  ")
    assert "Type the eight letters" in page.get_by_role("status").inner_text()


def test_without_a_script_every_code_stands_in_the_list(visit: Callable[..., Page]) -> None:
    page = visit("c/", script=False)
    assert not page.get_by_label("Code on the sheet").is_visible()
    assert {*RELEASED} == {*page.locator(".sw-sheets th a").all_inner_texts()}


def test_the_address_of_an_unknown_sheet_says_not_to_use_it(visit: Callable[..., Page]) -> None:
    page = visit("404.html", width=360)
    assert "do not use that sheet" in page.locator("article").inner_text()
