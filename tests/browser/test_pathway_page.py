"""A pathway's page in a real browser: what matters first, a working chart, no script needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from site_pages import SLUGS
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

each_pathway = pytest.mark.parametrize("slug", SLUGS)


@each_pathway
def test_what_must_be_known_first_is_on_the_first_screen(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/")
    below = {}
    for part in ("h1", ".sw-status", ".sw-meta", ".sw-population", ".sw-flags"):
        box = page.locator(part).first.bounding_box()
        if not box or box["y"] + box["height"] > 800:
            below[part] = box
    assert below == {}


@each_pathway
def test_on_a_phone_title_status_and_red_flags_begin_on_the_first_screen(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/", width=360, height=740)
    tops = {
        part: page.locator(part).first.bounding_box()["y"]
        for part in ("h1", ".sw-status", ".sw-meta", ".sw-flags")
    }
    assert {part: top for part, top in tops.items() if top > 700} == {}


@each_pathway
@pytest.mark.parametrize("width", [360, 1280])
def test_the_text_of_every_box_is_inside_its_box(
    visit: Callable[..., Page], slug: str, width: int
) -> None:
    page = visit(f"pathways/{slug}/", width=width)
    page.evaluate("document.fonts.ready")
    found = page.evaluate("""() => [...document.querySelectorAll('.sw-chart .sw-box')].map(one => {
        const shape = one.querySelector('.sw-shape').getBBox();
        const texts = [...one.querySelectorAll('.sw-text')].map(text => text.getBBox());
        return [one.id, texts.length, texts.filter(text => text.x < shape.x || text.y < shape.y
            || text.x + text.width > shape.x + shape.width
            || text.y + text.height > shape.y + shape.height).length];
    })""")
    assert found
    assert [one for one in found if one[1] == 0 or one[2] > 0] == []


@each_pathway
def test_every_box_leads_to_its_step_by_keyboard_and_by_click(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/")
    dead = page.evaluate("""() => [...document.querySelectorAll('a.sw-box[href^="#"]')]
        .map(a => a.getAttribute('href'))
        .filter(href => !document.getElementById(href.slice(1)))""")
    assert dead == []
    first = page.locator("a.sw-box[href^='#step-']").first
    target = first.get_attribute("href")
    first.focus()
    page.keyboard.press("Enter")
    until(page, "hash => location.hash === hash", arg=target)
    assert page.locator(target).bounding_box()["y"] < 800


@each_pathway
def test_links_of_boxes_come_in_reading_order(visit: Callable[..., Page], slug: str) -> None:
    page = visit(f"pathways/{slug}/")
    order = page.locator("li.sw-step").evaluate_all("all => all.map(one => '#' + one.id)")
    charts = page.locator(".sw-scroll svg.sw-chart").evaluate_all(
        "all => all.map(svg => [...svg.querySelectorAll('a.sw-box')]"
        ".map(a => a.getAttribute('href')).filter(href => href.startsWith('#step-')))"
    )
    assert [sorted(links, key=order.index) for links in charts] == charts
    assert all(charts)


@each_pathway
def test_the_chart_grows_shrinks_and_fits_again(visit: Callable[..., Page], slug: str) -> None:
    page = visit(f"pathways/{slug}/", width=360)
    figure = page.locator(".sw-figure").first
    chart = figure.locator(".sw-scroll svg.sw-chart")
    width = {"first": chart.bounding_box()["width"]}
    for button in ("in", "out", "fit"):
        figure.locator(f"[data-sw-do={button}]").click()
        width[button] = chart.bounding_box()["width"]
    assert width["in"] > width["first"]
    assert width["out"] < width["in"]
    assert width["fit"] == pytest.approx(
        figure.locator(".sw-scroll").evaluate("one => one.clientWidth"), abs=9
    )
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360


@each_pathway
def test_on_a_phone_the_chart_shows_its_first_box(visit: Callable[..., Page], slug: str) -> None:
    page = visit(f"pathways/{slug}/", width=360)
    for box in page.locator(".sw-scroll").all():
        first = box.locator(".sw-box").first.bounding_box()
        assert first["x"] >= 0
        assert first["x"] + first["width"] <= 360


@each_pathway
def test_the_chart_opens_on_the_full_screen_and_closes(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/")
    figure = page.locator(".sw-figure").first
    button = figure.locator("[data-sw-do=full]")
    button.click()
    until(page, "document.fullscreenElement || document.querySelector('.sw-full')")
    assert figure.bounding_box()["height"] >= 790
    button.click()
    until(page, "!document.fullscreenElement && !document.querySelector('.sw-full')")


@each_pathway
def test_a_chart_without_its_buttons_working_shows_none(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/", width=360, script=False)
    assert not page.locator(".sw-tools").first.is_visible()


@each_pathway
def test_without_a_script_the_whole_pathway_can_be_read(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/", width=360, script=False)
    assert page.locator("h1").is_visible()
    assert page.locator("li.sw-step").count() > 5
    assert page.locator("li.sw-step").last.is_visible()
    assert page.locator(".sw-scroll svg.sw-chart").first.is_visible()


@each_pathway
def test_print_leaves_out_navigation_and_keeps_the_chart_whole(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/", width=700, height=990)
    page.emulate_media(media="print")
    try:
        assert [
            one
            for one in (".md-header", ".md-sidebar--primary", ".md-footer")
            if page.locator(one).first.is_visible()
        ] == []
        assert page.locator(".site-notice").is_visible()
        for chart in page.locator(".sw-scroll svg.sw-chart").all():
            box = chart.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 700
            assert box["height"] <= 950
    finally:
        page.emulate_media(media="null")


@each_pathway
def test_a_reader_sees_the_words_for_patients_first_on_request_and_both_stay_on_the_page(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit(f"pathways/{slug}/")
    first = """() => [...document.querySelectorAll('.sw-step')].map(step => {
        const plain = step.querySelector(':scope > .sw-plain');
        const text = step.querySelector(':scope > .sw-step-text');
        return Boolean(plain && plain.compareDocumentPosition(text) & 4);
    }).filter(Boolean).length"""
    kept = "JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])"
    before = page.evaluate(kept)
    words = page.locator(".sw-steps .sw-plain").count()
    assert (page.evaluate(first), words > 0) == (0, True)
    page.get_by_role("radio", name="Patients").check()
    assert page.evaluate(first) == words
    assert page.evaluate(kept) == before
    page.get_by_role("radio", name="Clinicians").check()
    assert (page.evaluate(first), page.locator(".sw-steps .sw-plain").count()) == (0, words)


def test_the_choice_of_words_is_made_anew_in_each_view(visit: Callable[..., Page]) -> None:
    page = visit(f"pathways/{SLUGS[0]}/")
    page.get_by_role("radio", name="Patients").check()
    page = visit(f"pathways/{SLUGS[1]}/")
    assert page.get_by_role("radio", name="Clinicians").is_checked()
    page.reload()
    assert page.get_by_role("radio", name="Clinicians").is_checked()
