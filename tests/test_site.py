"""The finished site as files: every link leads somewhere, nothing is asked of another host."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from site_pages import SLUGS, Page, leads_to, local, pages


@pytest.fixture(scope="module")
def published(site: Path) -> dict[str, Page]:
    return pages(site)


def html(published: dict[str, Page]) -> list[Page]:
    return [page for path, page in published.items() if path.endswith(".html")]


def test_every_link_leads_to_a_file_and_an_anchor_that_exist(
    site: Path, published: dict[str, Page]
) -> None:
    broken = []
    for page in published.values():
        for link in [*local(page.links), *local(page.loads)]:
            path, anchor = leads_to(page, link)
            known = published.get(path)
            if not (site / path).is_file() or (known and anchor and anchor not in known.anchors):
                broken.append((page.path, link))
    assert broken == []


def test_links_are_found_at_all(published: dict[str, Page]) -> None:
    assert all(len(page.links) > 5 for page in html(published))


def test_no_page_loads_anything_from_another_host(published: dict[str, Page]) -> None:
    loads = [(page.path, one) for page in published.values() for one in page.loads]
    assert [each for each in loads if each[1] not in local([each[1]])] == []


def test_no_style_sheet_names_another_host(site: Path) -> None:
    named = [
        (path.name, address)
        for path in site.rglob("*.css")
        for address in re.findall(
            r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)", path.read_text()
        )
    ]
    assert named == []


def test_every_page_says_that_it_is_a_draft(published: dict[str, Page]) -> None:
    silent = [
        page.path
        for page in html(published)
        if "No clinician has reviewed this content" not in page.text
    ]
    assert silent == []


def test_every_page_states_both_licences(published: dict[str, Page]) -> None:
    silent = [
        page.path
        for page in html(published)
        if "CC BY 4.0" not in page.text or "Apache-2.0" not in page.text
    ]
    assert silent == []


def test_every_page_has_one_main_heading(published: dict[str, Page]) -> None:
    assert {page.path: 1 for page in html(published)} == {
        page.path: page.tags.count("h1") for page in html(published)
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_every_pathway_is_published_at_its_addresses(site: Path, slug: str) -> None:
    expected = [
        f"pathways/{slug}/index.html",
        f"pathways/{slug}/flowchart.svg",
        f"pathways/{slug}/pathway.json",
        f"cards/{slug}-a4.pdf",
        f"cards/{slug}-letter.pdf",
        f"cards/{slug}-a3.pdf",
        f"cards/{slug}-a2.pdf",
        f"cards/{slug}-list-a4.pdf",
        f"cards/{slug}-pocket-letter.pdf",
    ]
    assert expected == [path for path in expected if (site / path).is_file()]


def test_the_home_page_leads_to_every_pathway_in_one_click(published: dict[str, Page]) -> None:
    home = published["index.html"]
    targets = {leads_to(home, link)[0] for link in local(home.links)}
    assert [slug for slug in SLUGS if f"pathways/{slug}/index.html" in targets] == SLUGS


def test_the_three_pathways_are_there() -> None:
    assert {"assessment", "medicines", "refractory"} <= set(SLUGS)


def test_the_walk_through_adds_nothing_to_the_search(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    of_page = [one for one in index["docs"] if one["location"].startswith("pathways/medicines/")]
    found = " ".join(one["text"] for one in of_page)
    page = (site / "pathways" / "medicines" / "index.html").read_text(encoding="utf-8")
    inside = ("I don’t know", "Answers so far", "candidates")
    assert [one for one in inside if one not in page] == []
    assert [one for one in inside if one in found] == []
    assert "Offer a trial of an NSAID" in found


def test_a_published_page_knows_nothing_of_previews(site: Path) -> None:
    marks = (b"livereload", b"stepwell-preview", b"alertdialog")
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    assert len(files) > 50
    assert [path.name for path in files if any(one in path.read_bytes() for one in marks)] == []
