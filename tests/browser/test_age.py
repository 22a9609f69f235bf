"""How old a page is, by the clock of its reader: on a screen, on paper, in a copy, scriptless."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PATHWAY, LEAFLET = "pathways/flare/", "leaflets/flare-basics/"
WARNED = "Review overdue since 1 November 2027: compare with the current site before use."
ASK = "Review overdue since 1 November 2027: ask your clinician whether this leaflet still holds."
SOON, LATE = "Review due soon", "Review overdue"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page at a moment of the reader's clock."""
    contexts = []

    def opened(moment: str, path: str, **how: object) -> Page:
        contexts.append(browser.new_context(**how))
        page = contexts[-1].new_page()
        page.clock.set_fixed_time(moment)
        page.goto(path if "://" in path else address + path)
        return page

    yield opened
    for one in contexts:
        one.close()


def told(page: Page) -> set[str]:
    return {*page.locator("[data-age]:visible").all_inner_texts()}


def paper(page: Page) -> list[str]:
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return [" ".join(one.extract_text().split()) for one in sheets]


@pytest.mark.parametrize(
    ("path", "late"), [(PATHWAY, {WARNED, LATE}), (LEAFLET, {ASK, LATE}), ("", {LATE})]
)
def test_a_page_tells_its_age_by_the_day_of_the_reader(
    reader: Callable[..., Page], path: str, late: set[str]
) -> None:
    page, found = reader("1999-06-01T12:00:00", path), {}
    for day in ("1999-06-01", "2027-08-02", "2027-08-03", "2027-11-01", "2027-11-02"):
        page.clock.set_fixed_time(f"{day}T12:00:00")
        page.reload()
        assert page.locator("article time").first.inner_text() == "1 November 2027"
        found[day] = told(page)
    assert found == {
        "1999-06-01": set(),
        "2027-08-02": set(),
        "2027-08-03": {SOON},
        "2027-11-01": {SOON},
        "2027-11-02": late,
    }


@pytest.mark.parametrize(
    "path", ["leaflets/", "tools/startback/", "registers/contested/", "pathways/refractory/"]
)
def test_wherever_a_day_of_review_stands_it_is_marked(
    reader: Callable[..., Page], path: str
) -> None:
    page = reader("2027-11-02T12:00:00", path)
    days = page.locator("article time").count()
    assert days == page.locator(".sw-overdue:visible").count() > 0


def test_the_list_of_pathways_marks_each_that_is_overdue(reader: Callable[..., Page]) -> None:
    page = reader("2027-11-02T12:00:00", "")
    entries = page.locator("li.sw-entry")
    assert entries.count() == entries.locator(".sw-overdue:visible").count() > 0


@pytest.mark.parametrize(
    ("zone", "late"), [("Pacific/Auckland", True), ("America/Los_Angeles", False)]
)
def test_a_day_ends_when_it_ends_for_the_reader(
    reader: Callable[..., Page], zone: str, late: bool
) -> None:
    page = reader("2027-11-01T13:00:00Z", PATHWAY, timezone_id=zone)
    assert (WARNED in told(page)) == late


def test_on_a_phone_an_overdue_review_is_on_the_first_screen_in_a_border(
    reader: Callable[..., Page],
) -> None:
    page = reader(
        "2027-11-02T12:00:00", PATHWAY, viewport={"width": 360, "height": 740}, color_scheme="dark"
    )
    line = page.get_by_text(WARNED)
    box = line.bounding_box()
    assert box
    assert box["y"] + box["height"] < 740
    assert line.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_of_age_have_no_barrier_that_axe_knows(
    reader: Callable[..., Page], scheme: str
) -> None:
    page = reader("2027-11-02T12:00:00", PATHWAY, color_scheme=scheme, reduced_motion="reduce")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [one["id"] for one in found] == []


def test_a_copy_opened_from_a_folder_tells_its_age(reader: Callable[..., Page], site: Path) -> None:
    page = reader("2031-01-01T12:00:00", (site / PATHWAY / "index.html").as_uri())
    assert told(page) == {WARNED, LATE}


def test_paper_tells_the_day_of_printing_however_long_the_page_was_open(
    reader: Callable[..., Page],
) -> None:
    page = reader("2027-06-01T12:00:00", PATHWAY)
    assert told(page) == set()
    page.clock.set_fixed_time("2027-11-02T12:00:00")
    sheets = paper(page)
    assert WARNED in sheets[0]
    assert (
        "Printed on 2 November 2027 · Edition 2026.1 · Review by 1 November 2027 Review overdue"
        " · https://stepwell.example/pathways/flare/"
    ) in sheets[0]
    assert [one for one in sheets if "Review by 1 November 2027 Review overdue" not in one] == []


def test_a_clock_that_is_plainly_wrong_makes_paper_say_nothing_false(
    reader: Callable[..., Page],
) -> None:
    register, before_the_edition = "registers/medications/", "2026-11-20"
    for path, day in (
        (PATHWAY, "1999-06-01"),
        (register, "1999-06-01"),
        (PATHWAY, before_the_edition),
    ):
        (first, *_) = paper(reader(f"{day}T12:00:00", path))
        assert "Printed on" not in first
        assert f"https://stepwell.example/{path}" in first


def test_without_a_script_the_day_of_review_stands_on_the_page(visit: Callable[..., Page]) -> None:
    for path in ("", PATHWAY, LEAFLET):
        page = visit(path, script=False)
        assert page.get_by_text("Review by 1 November 2027").first.is_visible()
