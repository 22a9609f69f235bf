"""The walk-through in a real browser: by keyboard to every end, and no wrong word on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from site_pages import ROOT, SLUGS
from waiting import until
from walkers import answer, journeys, press, seen, start, travel

from stepwell.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

SITE = load(ROOT / "pathways")
PLAIN = ("no", "none", "no", "no", "no", "40", "no", "no")
"""Answers to the questions about red flags, of a patient who has none."""
GATES = 5
"""Questions of the assessment before the age is asked for."""

URGENT = next(
    step.short
    for step in SITE.pathways["assessment"].value.steps
    if step.kind == "outcome" and step.id == "urgent-surgery"
)
"""What a patient with a sign of cauda equina is told."""

each_pathway = pytest.mark.parametrize("slug", SLUGS)


def live(page: Page) -> str:
    return page.locator(".sw-walk-live").inner_text()


def result(page: Page) -> list[str]:
    """The advice and the answers it rests on."""
    return page.locator(".sw-walk-advice h3, .sw-walk-so-far dd[data-text]").all_inner_texts()


def assessed(visit: Callable[..., Page], *answers: str, width: int = 1280, **window: str) -> Page:
    """The assessment, begun and answered."""
    page = visit("pathways/assessment/", width=width, **window)
    start(page)
    for one in answers:
        answer(page, one)
    return page


def ended(visit: Callable[..., Page], **window: str) -> Page:
    """The assessment at the hand-over for acute pain."""
    page = assessed(visit, *PLAIN[:GATES], "40", "yes", "nonspecific", "no", "3", **window)
    assert seen(page)["fact"] is None, live(page)
    return page


@each_pathway
def test_every_end_is_reached_by_keyboard_alone(visit: Callable[..., Page], slug: str) -> None:
    page = visit(f"pathways/{slug}/")
    wrong = []
    for journey in journeys(SITE.pathways[slug], SITE):
        for shown in travel(page, journey):
            asked = shown["fact"] or shown["hash"].partition("/")[2]
            if not (shown["held"] and shown["told"] and asked == shown["wanted"]):
                wrong.append((journey, shown))
                break
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_state_of_it_has_a_barrier_or_scrolls_sideways(
    visit: Callable[..., Page], width: int, scheme: str
) -> None:
    page = assessed(visit, *PLAIN[:GATES], width=width, scheme=scheme)
    found = {"question": barriers(page)}
    answer(page, "7")
    assert page.title().startswith("Error: ")
    assert page.locator("[role=alert]").evaluate("one => one === document.activeElement")
    found["error"] = barriers(page)
    start(page)
    answer(page, "yes")
    found["result"] = barriers(page)
    assert found == {"question": [], "error": [], "result": []}


def barriers(page: Page) -> list[str]:
    ran = Axe().run(page, context=".sw-walk", options={"resultTypes": ["violations"]})
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [one["id"] for one in ran.response["violations"]] + (["wide"] if wide > 0 else [])


def test_an_error_says_what_was_expected_and_leads_to_the_field(visit: Callable[..., Page]) -> None:
    page = assessed(visit, *PLAIN[:GATES])
    said = "Enter a number from 18 to 110, in years, or choose “I don’t know”."
    for typed in ("", "7", "111", "x", "40 years", "1e2"):
        start(page)
        for one in PLAIN[:GATES]:
            answer(page, one)
        answer(page, typed)
        assert [said, said] == page.locator("[role=alert] a, .sw-walk-error").all_inner_texts()
    page.locator("[role=alert] a").press("Enter")
    field = page.locator(".sw-walk-live input[type=text]")
    assert field.evaluate("one => one === document.activeElement")
    assert field.input_value() == "1e2"


def test_nothing_is_chosen_beforehand_and_nothing_goes_on_by_itself(
    visit: Callable[..., Page],
) -> None:
    page = assessed(visit)
    before = seen(page)
    assert page.locator(".sw-walk-live input:checked").count() == 0
    page.locator(".sw-walk-live label").first.click()
    assert before["hash"] == seen(page)["hash"]
    assert page.locator("[type=submit]").inner_text() == "Continue"


def test_back_forward_and_reload_restore_question_and_answers(visit: Callable[..., Page]) -> None:
    page = assessed(visit, *PLAIN[:3])
    third = live(page)
    press(page, "back")
    until(page, "was => document.querySelector('.sw-walk-live').innerText !== was", arg=third)
    second = live(page)
    page.reload()
    assert second == live(page)
    page.go_forward()
    until(page, "was => document.querySelector('.sw-walk-live').innerText !== was", arg=second)
    assert third == live(page)
    for _ in range(4):
        page.go_back()
    page.locator("[data-do=start]").wait_for()


def test_a_link_within_the_page_loses_nothing(visit: Callable[..., Page]) -> None:
    page = assessed(visit, *PLAIN[:3])
    before = live(page)
    page.locator(".sw-jump a[href='#chart']").press("Enter")
    until(page, "location.hash === '#chart'")
    assert before == live(page)
    page.reload()
    assert before == live(page)


def change(page: Page, question: str) -> None:
    page.get_by_role("button", name=f"Change: {question}").press("Enter")


def test_a_change_keeps_the_answers_that_still_apply(visit: Callable[..., Page]) -> None:
    page = ended(visit)
    head, *before = result(page)
    change(page, "What is the age in completed years?")
    assert page.locator(".sw-walk-live input[type=text]").input_value() == "40"
    page.locator(".sw-walk-live input[type=text]").fill("50")
    page.keyboard.press("Enter")
    assert [head, *(one.replace("40 years", "50 years") for one in before)] == result(page)


def test_advice_of_a_dropped_answer_is_gone(visit: Callable[..., Page]) -> None:
    page = ended(visit)
    change(page, "Does anything suggest cauda equina syndrome?")
    page.locator(".sw-walk-live input[value=yes]").check()
    page.keyboard.press("Enter")
    assert result(page) == [URGENT, "Yes"]
    assert "No longer asked on this path, and dropped" in live(page)
    assert "3 weeks" not in live(page)
    assert seen(page)["hash"] == "#walk=2026.1/urgent-surgery"
    assert "age_years" not in copied(page, "link")


def copied(page: Page, what: str) -> str:
    press(page, what)
    return page.locator(".sw-walk-live textarea").input_value()


def test_a_link_with_answers_opens_at_the_same_result(visit: Callable[..., Page]) -> None:
    page = ended(visit)
    before, link = result(page), copied(page, "link")
    assert "age_years=40" in link
    assert "age_years" not in page.url
    visit("about/")
    opened = visit(link.partition("/pathways/")[2].join(["pathways/", ""]))
    assert before == result(opened)
    assert "age_years" not in opened.url
    opened.reload()
    assert before == result(opened)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("2026.1/x?ages=40", "Left out of this link, as it does not fit here: ages: 40."),
        ("2026.1/x?age_years=7", "does not fit here: age_years: 7."),
        ("2026.1/x?used-up=flare", "does not fit here: used-up: flare."),
        ("2026.1/x?begin-at=duration", "does not fit here: begin-at: duration."),
        ("1999.1/x?age_years=40", "another edition of this pathway: check every answer"),
        ("2026.1/gate-older", "This link holds no answers: begin at the start."),
        ("%E0%A4%A/%?__proto__=1&constructor=2", "__proto__: 1."),
    ],
)
def test_what_a_link_says_wrongly_is_told(visit: Callable[..., Page], link: str, said: str) -> None:
    visit("about/")
    page = visit(f"pathways/assessment/#walk={link}")
    assert said in live(page)


def test_the_record_has_the_edition_and_every_answer(visit: Callable[..., Page]) -> None:
    page = ended(visit)
    shown, text = result(page), copied(page, "record")
    assert [one for one in shown if one not in text] == []
    parts = ("edition 2026.1", "Draft.", "Walked through on 20", "SOURCES", "[3] ")
    assert [one for one in parts if one not in text] == []
    assert "Change" not in text
    assert "3 weeks" in text


def test_what_was_tried_as_often_as_it_may_be_leads_on(visit: Callable[..., Page]) -> None:
    page = assessed(visit, "unknown", "none")
    assert "Ask and examine now, then start again." in live(page)
    press(page, "done")
    assert "Already done once" in live(page)
    first = result(page)
    link = copied(page, "link")
    assert "used-up=examine-now" in link
    press(page, "undo")
    assert first != result(page)
    press(page, "resume")
    assert seen(page)["fact"] == "cauda_equina_signs"
    assert answer(page, "no")["fact"] == "suspected_malignancy_cord"


def test_nothing_is_stored_and_nothing_is_asked_for(visit: Callable[..., Page]) -> None:
    page = visit("pathways/assessment/")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    start(page)
    answer(page, "yes")
    copied(page, "link")
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.endswith(".__palette")] == []
    asked = [one for one in asked if not one.endswith("favicon.svg")]  # Chromium's own
    assert (page.context.cookies(), asked) == ([], [])


@pytest.fixture
def folder(browser: Browser, site: Path) -> Iterator[Page]:
    """A window on the site as a folder on the disk, with the network off."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "pathways" / "assessment" / "index.html").as_uri())
    yield page
    context.close()


def test_it_works_from_a_folder_with_the_network_off(folder: Page) -> None:
    asked: list[str] = []
    folder.on("request", lambda one: asked.append(urlsplit(one.url).scheme))
    start(folder)
    shown = answer(folder, "yes")
    assert shown["said"] == URGENT
    folder.reload()
    assert shown["said"] == seen(folder)["said"]
    assert set(asked) <= {"file"}


def test_without_a_script_the_words_are_the_walk_through(visit: Callable[..., Page]) -> None:
    page = visit("pathways/assessment/", script=False)
    section = page.locator(".sw-walk")
    assert "is the same walk-through as text" in section.inner_text()
    assert section.locator("a").first.get_attribute("href") == "#words"
    assert page.locator("#walk ~ #words").is_visible()


def test_what_a_finger_must_hit_in_it_is_large_enough(visit: Callable[..., Page]) -> None:
    small = """() => [...document.querySelectorAll('.sw-walk-live :is(button, .sw-button, label)')]
        .map(one => [one.innerText, one.getBoundingClientRect()])
        .filter(([_, box]) => box.width && (box.width < 43.5 || box.height < 43.5))"""
    page = assessed(visit, *PLAIN[:GATES], width=360)
    found = page.evaluate(small)
    start(page)
    answer(page, "yes")
    assert found + page.evaluate(small) == []


def test_only_a_result_is_printed_and_without_its_buttons(visit: Callable[..., Page]) -> None:
    page = assessed(visit)
    page.emulate_media(media="print")
    try:
        assert not page.locator("#walk").is_visible()
        assert not page.locator(".sw-walk").is_visible()
        page.emulate_media(media="null")
        start(page)
        answer(page, "yes")
        page.emulate_media(media="print")
        assert page.locator(".sw-walk-advice h3").is_visible()
        assert page.locator(".sw-walk-live button:visible").count() == 0
    finally:
        page.emulate_media(media="null")


NO_FLAG = (
    "cauda_equina_signs",
    "suspected_malignancy_cord",
    "suspected_infection",
    "suspected_fracture",
)


def lit(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('a.sw-box.sw-lit')].map(one => one.id)")


def test_the_path_is_lit_on_the_charts_until_it_starts_again(visit: Callable[..., Page]) -> None:
    page = visit("pathways/medicines/")
    start(page)
    answer(page, "yes")
    boxes = ["red-flags-box-gate-emergency", "red-flags-box-urgent-surgery"]
    assert ["medicines-box-red-flags", *boxes] == lit(page)
    (arrow,) = page.locator(".sw-arrow.sw-lit").all()
    assert (
        arrow.get_attribute("data-from"),
        arrow.get_attribute("data-to"),
    ) == ("gate-emergency", "urgent-surgery")
    thick = "one => parseFloat(getComputedStyle(one).strokeWidth)"
    assert arrow.locator(".sw-line").evaluate(thick) > 2
    press(page, "restart")
    assert lit(page) == []


def test_the_path_is_lit_no_further_than_the_question_that_is_open(
    visit: Callable[..., Page],
) -> None:
    clear = "&".join(f"{name}=no" for name in NO_FLAG)
    known = f"{clear}&neuro_deficit=none&age_years=50&pain_pattern=nonspecific"
    page = visit(f"pathways/medicines/#walk=2026.1/start?{known}&exercise_status=not_tried")
    assert page.locator(".sw-walk-live h3").inner_text().startswith("Does the patient wish")
    whole = [one for one in lit(page) if one.startswith("medicines-")]
    assert [one.removeprefix("medicines-box-") for one in whole] == [
        "red-flags", "pattern", "active-first",
    ]  # fmt: skip


@each_pathway
def test_every_box_and_arrow_can_be_lit(visit: Callable[..., Page], slug: str) -> None:
    page = visit(f"pathways/{slug}/")
    dark = page.evaluate("""() => {
      const { steps } = JSON.parse(document.querySelector('#walk-through script').textContent);
      const lit = Object.values(steps).flatMap(step => [step, ...step.ways]).map(one => one.lit);
      return [...document.querySelectorAll('.sw-scroll :is(.sw-box, .sw-arrow)')]
        .filter(one => !one.matches(lit.join())).map(one => one.id);
    }""")
    assert dark == []


def test_an_urgent_result_is_told_by_word_and_border(visit: Callable[..., Page]) -> None:
    page = assessed(visit, "yes")
    assert "Urgent" in page.locator(".sw-walk-kind").text_content()
    width = "one => parseFloat(getComputedStyle(one).borderTopWidth)"
    urgent = page.locator(".sw-walk-advice").evaluate(width)
    page = ended(visit)
    assert urgent > 2 * page.locator(".sw-walk-advice").evaluate(width)


def test_a_review_that_is_overdue_is_told_by_the_day_of_the_reader(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    told = []
    for day in ("2027-11-01", "2027-11-02"):
        page.clock.set_fixed_time(f"{day}T12:00:00")
        page.goto("about:blank")
        page.goto(f"{address}pathways/assessment/")
        start(page)
        answer(page, "yes")
        told.append("Review overdue since 1 November 2027" in live(page))
    context.close()
    assert told == [False, True]
