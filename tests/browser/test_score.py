"""A score tool in a real browser: by keyboard, half filled in, without a script, on paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PAGE = "tools/startback/"
BODILY = ("leg", "shoulder_neck", "walking", "dressing")
MIND = ("fear", "worry", "hopeless", "mood")
VIOLATIONS = {"resultTypes": ["violations"]}


def fill(page: Page, yes: tuple[str, ...] = (), no: tuple[str, ...] = (), bother: str = "") -> None:
    for names, value in ((yes, "yes"), (no, "no")):
        for name in names:
            page.locator(f"input[name=startback_{name}][value={value}]").check()
    if bother:
        page.locator(f"input[name=startback_bother][value={bother}]").check()


def said(page: Page) -> str:
    return page.locator(".sw-score-said").inner_text().replace("\n", " ").strip()


def test_nothing_is_answered_at_first_and_nothing_is_claimed(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    assert page.locator(".sw-score input:checked").count() == 0
    assert said(page) == "No answer yet."
    assert not page.locator("[data-score-do=copy]").is_visible()


def test_the_whole_sheet_is_filled_in_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    page.locator("input[name=startback_leg]").first.focus()
    for _ in (*BODILY, *MIND):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the source of the last line
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert said(page) == "High risk. Total 9 of 9; Psychosocial subscale 5 of 5."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.scoreDo") == "clear"
    page.keyboard.press("Enter")
    assert said(page) == "No answer yet."
    assert page.evaluate("document.activeElement.name") == "startback_leg"


@pytest.mark.parametrize(
    ("yes", "bother", "expected"),
    [
        (("leg", "fear"), "extremely", "Low risk. Total 3 of 9; Psychosocial subscale 2 of 5."),
        (
            ("leg", "walking", "fear"),
            "very_much",
            "Medium risk. Total 4 of 9; Psychosocial subscale 2 of 5.",
        ),
        (
            (*BODILY, "fear", "worry"),
            "extremely",
            "Medium risk. Total 7 of 9; Psychosocial subscale 3 of 5.",
        ),
        (
            ("fear", "worry", "mood"),
            "extremely",
            "High risk. Total 4 of 9; Psychosocial subscale 4 of 5.",
        ),
        (MIND, "moderately", "High risk. Total 4 of 9; Psychosocial subscale 4 of 5."),
        ((), "moderately", "Low risk. Total 0 of 9; Psychosocial subscale 0 of 5."),
    ],
)
def test_both_sides_of_three_and_four_points(
    visit: Callable[..., Page], yes: tuple[str, ...], bother: str, expected: str
) -> None:
    page = visit(PAGE)
    fill(page, yes, tuple(one for one in (*BODILY, *MIND) if one not in yes), bother)
    assert said(page) == expected
    assert "22 %" in page.locator(".sw-score-meaning").inner_text() or "Low" not in expected


def test_half_a_sheet_says_what_is_certain_and_what_is_open(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, yes=MIND)
    assert said(page).startswith("High risk: certain already, whatever the open lines say.")
    assert "Total 4 to 9 of 9; Psychosocial subscale 4 to 5 of 5." in said(page)
    lines = page.locator(".sw-score-open a")
    assert lines.all_inner_texts() == ["1", "2", "3", "4", "9"]
    lines.last.click()
    until(page, "location.hash === '#line-9'")


def test_half_a_sheet_names_only_the_bands_that_are_left(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, no=BODILY)
    assert said(page).startswith("Not certain yet: low risk or high risk.")
    fill(page, yes=("leg",))
    assert said(page).startswith("Not certain yet: low risk, medium risk or high risk.")
    fill(page, no=("fear", "worry"))
    assert said(page).startswith("Not certain yet: low risk or medium risk.")


def test_the_text_for_the_record_holds_answers_result_and_sources(
    visit: Callable[..., Page],
) -> None:
    page = visit(PAGE)
    fill(page, ("leg", "walking", "fear"), ("dressing",), "very_much")
    page.locator("[data-score-do=copy]").click()
    text = page.locator(".sw-score-result textarea").input_value()
    assert "Total 4 to 8 of 9" in text
    assert (
        "9 Bother: how much has the pain bothered the patient in the past two weeks? Very" in text
    )
    assert "not answered" in text
    assert "Draft" in text
    assert page.locator(".sw-score-copied").inner_text() in {
        "Copied.",
        "Select the text and copy it.",
    }


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_filled_in_sheet_has_no_barrier_and_room_for_a_finger(
    visit: Callable[..., Page], width: int, scheme: str
) -> None:
    page = visit(PAGE, width=width, scheme=scheme)
    fill(page, ("leg", "fear"), ("walking",), "very_much")
    page.locator("[data-score-do=copy]").click()
    found = Axe().run(page, options=VIOLATIONS).response["violations"]
    assert [(one["id"], node["target"]) for one in found for node in one["nodes"]] == []
    small = page.locator(".sw-score-choice, .sw-score-tools button").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 43.5).length"
    )
    assert small == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_without_a_script_the_page_is_a_sheet_to_print(visit: Callable[..., Page]) -> None:
    page = visit(PAGE, script=False)
    assert page.locator(".sw-score-without").is_visible()
    assert not page.locator("[data-score-do]").first.is_visible()
    assert page.locator(".sw-score-sums").is_visible()
    assert page.locator(".sw-score-bands li").count() == 3


def test_on_paper_it_is_one_page_with_boxes_to_tick(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, ("leg",))
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = paper.pages[0].extract_text()
    assert len(paper.pages) == 1
    assert "No clinician has reviewed" in text
    assert "High risk" in text
    assert "Clear all answers" not in text


def test_answers_are_kept_nowhere(visit: Callable[..., Page]) -> None:
    page = visit(PAGE)
    fill(page, MIND)
    assert page.evaluate("location.search + location.hash") == ""
    page.reload(wait_until="load")
    assert page.locator(".sw-score input:checked").count() == 0
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.endswith(".__palette")] == []


def test_the_step_of_the_pathway_leads_to_the_tool(visit: Callable[..., Page]) -> None:
    page = visit("pathways/assessment/")
    page.locator("#step-to-p03 .sw-tool a").click()
    page.wait_for_url("**/tools/startback/")
    assert page.locator("h1").inner_text().startswith("How likely is this back pain")
