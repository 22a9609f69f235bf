"""The page of all that can be printed: nothing offered that is not there, nothing left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_pages import SLUGS, leads_to, pages

from stepwell.load import load
from stepwell.render.downloads import shelf, size, sizes

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 kB"), (41_600, "42 kB"), (999_400, "999 kB"), (999_600, "1.0 MB")],
)  # fmt: skip
def test_sizes_are_said_as_readers_have_them(count: int, said: str) -> None:
    assert size(count) == said


def test_what_was_not_made_is_not_offered() -> None:
    collection = load(ROOT / "tests" / "good" / "every-feature")
    sheet = next(iter(collection.pathways.values()))
    made = {f"cards/{sheet.slug}-a4.pdf": 5, "cards/other-a4.pdf": 5}
    (only,) = shelf(sheet, collection, made).formats
    assert [one.path for one in only.files] == [f"cards/{sheet.slug}-a4.pdf"]
    assert shelf(sheet, collection, sizes(())).formats == ()


def test_every_sheet_of_the_site_is_offered_with_its_size(site: Path) -> None:
    page = pages(site)["downloads/index.html"]
    offered = {leads_to(page, one)[0] for one in page.links}
    printed = {one.relative_to(site).as_posix() for one in site.rglob("*.pdf")}
    assert len(printed) > 100
    assert printed <= offered
    html = (site / "downloads" / "index.html").read_text()
    row = r'href="\.\./([^"]+\.pdf)"[^>]*>[^<]+</a> <span class="sw-of">([^<]+)<'
    for path, said in re.findall(row, html):
        assert said == size((site / path).stat().st_size)
        printed.discard(path)
    assert printed == set()


def test_the_page_of_a_pathway_offers_all_that_is_printed_of_it(site: Path) -> None:
    found = pages(site)
    collection = load(ROOT / "pathways")
    made = {one.relative_to(site).as_posix(): one.stat().st_size for one in site.rglob("*.*")}
    for slug in SLUGS:
        page = found[f"pathways/{slug}/index.html"]
        offered = {leads_to(page, one)[0] for one in page.links}
        kinds = shelf(collection.pathways[slug], collection, made).formats
        paths = {file.path for kind in kinds for file in kind.files}
        assert len(paths) >= 8
        assert paths <= offered
