"""What readers type finds its page among the first three results."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from searching import search
from site_pages import ROOT, SLUGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

MUST_HIT = tomllib.loads((Path(__file__).parent / "queries.toml").read_text())


def synonyms(slug: str) -> list[str]:
    """What readers search for when they mean this pathway."""
    return tomllib.loads((ROOT / "pathways" / f"{slug}.toml").read_text())["synonyms"]


@pytest.mark.parametrize("name", MUST_HIT)
def test_what_readers_type_finds_its_page_among_the_first_three(
    visit: Callable[..., Page], name: str
) -> None:
    page = visit("", width=1100)
    wanted = f"/{MUST_HIT[name]['page']}"
    found = {words: search(page, words)[:3] for words in MUST_HIT[name]["queries"]}
    assert {words: first for words, first in found.items() if wanted not in first} == {}


def test_every_pathway_has_queries_that_must_find_it() -> None:
    pages = {one["page"] for one in MUST_HIT.values()}
    assert {f"pathways/{slug}/" for slug in SLUGS} <= pages
    assert sum(len(one["queries"]) for one in MUST_HIT.values()) >= 40


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pathway_is_found_by_its_other_names_among_the_first_three(
    visit: Callable[..., Page], slug: str
) -> None:
    page = visit("", width=1100)
    found = {words: search(page, words)[:4] for words in synonyms(slug)}
    wanted = f"/pathways/{slug}/"
    assert {words: first for words, first in found.items() if wanted not in first[:3]} == {}


def test_a_search_without_a_result_says_so(visit: Callable[..., Page]) -> None:
    assert search(visit("", width=1100), "qqzzxx") == []
