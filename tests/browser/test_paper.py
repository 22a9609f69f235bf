"""Pages printed from the browser: clean, whole, marked, with every address, A4 and Letter."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

HOME, PATHWAY, OTHER = "", "pathways/refractory/", "pathways/medicines/"
LEAFLET, REGISTER = "leaflets/flare-basics/", "registers/medications/"
AREA = {"A4": (688, 1002), "Letter": (710, 935)}
"""Width and height inside the margins, in CSS pixels."""
each_page = pytest.mark.parametrize("path", [HOME, PATHWAY, OTHER, LEAFLET, REGISTER])
each_size = pytest.mark.parametrize("size", AREA)
READ = """() => {
    const all = query => [...document.querySelectorAll(query)];
    return {
        headings: all('article :is(h1, h2, h3, h4)').map(one => one.innerText.replace('¶', '')),
        entries: all('.sw-references > li').map(one => one.firstChild.textContent),
        links: all('.sw-references .sw-links a').map(one => one.href),
        pathways: all('.sw-asks a').map(one => one.pathname),
        steps: all('li.sw-step:not(.sw-step-include)').map(one => [
            one.dataset.number + one.querySelector('.sw-kind').innerText,
            one.querySelector('.sw-step-text').firstChild.textContent,
            one.querySelector(':scope > .sw-why .sw-plain')?.textContent ?? '']),
    };
}"""
USELESS = "nav, button, input, select, textarea, [role=search], .headerlink"


def close(text: str) -> str:
    """Text without any space: lines and columns break where they like."""
    return re.sub(r"\s", "", text)


@dataclass
class Printed:
    """A page on A4, printed with backgrounds from a dark screen, and what the screen showed."""

    pdf: bytes
    page: dict[str, Any]
    useless: list[str]
    """What only a screen can use, and is seen on paper all the same."""
    scheme: str | None
    """Colours of the screen after printing."""

    @cached_property
    def sheets(self) -> list[str]:
        return [one.extract_text() for one in PdfReader(io.BytesIO(self.pdf)).pages]

    @cached_property
    def text(self) -> str:
        return close(" ".join(self.sheets))


@pytest.fixture(scope="module")
def printed(browser: Browser, address: str) -> Iterator[Callable[[str], Printed]]:
    """Pages as they are printed, each once."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    made: dict[str, Printed] = {}

    def paper(path: str) -> Printed:
        if path not in made:
            page.goto(address + path)
            read = page.evaluate(READ)
            page.emulate_media(media="print")
            seen = "all => all.filter(one => one.checkVisibility()).map(one => one.outerHTML)"
            useless = page.locator(USELESS).evaluate_all(seen)
            page.emulate_media(media="null")
            pdf = page.pdf(format="A4", print_background=True)
            scheme = page.locator("body").get_attribute("data-md-color-scheme")
            made[path] = Printed(pdf, read, useless, scheme)
        return made[path]

    yield paper
    context.close()


@pytest.fixture
def laid_out(visit: Callable[..., Page]) -> Iterator[Callable[[str, str], Page]]:
    """A page as it is laid out for a sheet of that size."""
    opened = []

    def lay(path: str, size: str) -> Page:
        page = visit(path)
        opened.append(page)
        page.set_viewport_size({"width": AREA[size][0], "height": AREA[size][1]})
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        return page

    yield lay
    for page in opened:
        page.emulate_media(media="null")
        page.set_viewport_size({"width": 1280, "height": 800})


@each_page
def test_paper_has_nothing_that_only_a_screen_can_use(
    printed: Callable[[str], Printed], path: str
) -> None:
    made = printed(path)
    assert made.useless == []
    words = "Skip to content", "Zoom in", "Words first for", "Print on", "Start again", "Copyright"
    assert [word for word in words if word in " ".join(made.sheets)] == []


@each_page
def test_every_sheet_tells_its_status_and_its_number(
    printed: Callable[[str], Printed], path: str
) -> None:
    sheets = printed(path).sheets
    assert "Draft. No clinician has reviewed this content." in sheets[0]
    for number, text in enumerate(sheets, start=1):
        assert re.match(r"DRAFT: No clinician has|Draft\. No clinician has", text)
        assert f"{number} / {len(sheets)}" in text


@each_page
def test_no_heading_is_the_last_line_of_its_sheet(
    printed: Callable[[str], Printed], path: str
) -> None:
    made = printed(path)
    ends = [close(text)[-200:] for text in made.sheets]
    known = [close(one) for one in made.page["headings"]]
    assert [one for one in ends for heading in known if one.endswith(heading)] == []


@pytest.mark.parametrize("path", [PATHWAY, OTHER, REGISTER])
def test_a_long_page_takes_no_more_sheets_than_its_words_need(
    printed: Callable[[str], Printed], path: str
) -> None:
    sheets = printed(path).sheets
    assert sum(len(text.split()) for text in sheets) / len(sheets) > 400


def test_every_reference_stands_on_paper_with_its_address(
    printed: Callable[[str], Printed],
) -> None:
    made = printed(PATHWAY)
    assert len(made.page["links"]) > 20
    assert [one for one in made.page["links"] if made.text.count(f"<{one}>") != 1] == []
    assert [one for one in made.page["entries"] if close(one) not in made.text] == []


def test_every_step_stands_on_paper_on_one_sheet(printed: Callable[[str], Printed]) -> None:
    made = printed(PATHWAY)
    sheets = [close(text) for text in made.sheets]
    steps = made.page["steps"]
    broken = [
        step
        for step in steps
        if not any(all(close(part) in text for part in step) for text in sheets)
    ]
    assert len(steps) > 20
    assert broken == []


def test_a_page_of_this_site_is_named_by_its_address_once_and_its_parts_never(
    printed: Callable[[str], Printed],
) -> None:
    for path, linked in ((PATHWAY, "pathways/medicines/"), (REGISTER, "registers/sources/")):
        text = printed(path).text
        assert text.count(f"<https://stepwell.example/{linked}>") == 1
        assert not re.search(r"<https://stepwell[^>]*#", text)
        assert "127.0.0.1" not in text
    home = printed(HOME)
    listed = [f"<https://stepwell.example{one}>" for one in home.page["pathways"]]
    assert [home.text.count(one) for one in listed] == [1] * len(listed)


@each_size
@pytest.mark.parametrize("path", [HOME, PATHWAY, LEAFLET, REGISTER, "quality/"])
def test_nothing_runs_over_the_edge_of_the_sheet(
    laid_out: Callable[[str, str], Page], size: str, path: str
) -> None:
    page = laid_out(path, size)
    wide = page.evaluate("""() => [...document.querySelectorAll('article *')]
        .filter(one => one.checkVisibility() && !one.closest('svg'))
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .map(one => one.outerHTML.slice(0, 120))""")
    assert wide == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= AREA[size][0]


@each_size
@pytest.mark.parametrize("path", [PATHWAY, "pathways/imaging/", "pathways/not-recommended/"])
def test_a_chart_and_its_key_fit_on_one_sheet_in_type_that_can_be_read(
    laid_out: Callable[[str, str], Page], size: str, path: str
) -> None:
    charts = (
        laid_out(path, size)
        .locator(".sw-figure")
        .evaluate_all("""all => all.map(one => {
        const chart = one.querySelector('.sw-scroll .sw-chart'), box = one.getBoundingClientRect();
        const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
        const sizes = [...chart.querySelectorAll('text')]
            .map(text => parseFloat(getComputedStyle(text).fontSize));
        return [box.width, box.height, Math.min(...sizes) * scale * 72 / 96];
    })""")
    )
    assert charts
    for width, height, smallest in charts:
        assert width <= AREA[size][0] + 1
        assert height <= AREA[size][1] - 100, "no room for its heading"
        assert smallest >= 6


@pytest.mark.parametrize("path", [PATHWAY, REGISTER])
def test_paper_is_dark_on_white_for_those_who_read_light_on_dark(
    printed: Callable[[str], Printed], path: str
) -> None:
    made = printed(path)
    document = pypdfium2.PdfDocument(made.pdf)
    for index in (0, len(document) - 1):
        grey = document[index].render(scale=0.5).to_pil().convert("L")
        shades = grey.histogram()
        assert sum(shades[200:]) / sum(shades) > 0.85
        assert grey.getpixel((2, 2)) == 255
    assert made.scheme == "slate"


def test_a_table_has_its_head_on_each_sheet(printed: Callable[[str], Printed]) -> None:
    sheets = printed(OTHER).sheets
    first = next(index for index, text in enumerate(sheets) if "Medication Dose Cautions" in text)
    assert "Medication Dose Cautions" in sheets[first + 1]
